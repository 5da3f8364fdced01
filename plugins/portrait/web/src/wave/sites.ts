// <rb-portrait-sites>: which sites answer, with how many people each: a tick and a number a line, by territory.

import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';

import '@ribambelle/web/field';
import { element } from '@ribambelle/web/define';
import { RbElement } from '@ribambelle/web/element';
import type { Unit } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';

import { texts } from '../texts/prepare.ts';
import type { Site } from './wave.ts';

type Told = CustomEvent<{ value: unknown }>;

@element('rb-portrait-sites')
export class RbPortraitSites extends RbElement {
  static override texts = texts;
  static override styles = [base, css`
    fieldset { border: 0; margin: 0; padding: 0; min-width: 0; }
    legend { padding: 0; font-weight: 680; font-size: var(--rb-text-l); }
    .help { color: var(--rb-muted); margin-block: var(--rb-space-1) var(--rb-space-4); }
    .place { color: var(--rb-muted); font-weight: 620; }
    .line { display: grid; grid-template-columns: 1fr 6.5rem; gap: var(--rb-space-3); align-items: center; min-height: 3.5rem; border-block-end: 1px solid var(--rb-line); }
    .line:last-child { border: 0; }
    .line small { text-align: end; }
    label { display: flex; gap: var(--rb-space-3); align-items: center; min-height: 44px; cursor: pointer; }
    input { width: 1.375rem; height: 1.375rem; flex: none; accent-color: var(--rb-primary); margin: 0; }
    .card { padding-block: var(--rb-space-2); }
    .home { grid-template-columns: 1fr; }
    :host { max-width: 44rem; }
    details { border-block-end: 1px solid var(--rb-line); padding-inline-start: calc(1.375rem + var(--rb-space-3)); }
    details:last-child { border: 0; }
    summary { min-height: 44px; align-content: center; cursor: pointer; color: var(--rb-muted); }
  `];

  /** The whole tree that is seen, territories included. */
  @property({ attribute: false }) units: readonly Unit[] = [];
  @property({ attribute: false }) value: readonly Site[] = [];

  override render() {
    const open = this.units.filter((u) => !u.closed_at && !isTerritory(u));
    const inner = open.filter((u) => this.office(u));
    const outer = open.filter((u) => !inner.includes(u));
    const parents = this.units.filter((p) => outer.some((u) => u.parent_id === p.id));
    const orphans = outer.filter((u) => !parents.some((p) => p.id === u.parent_id));
    return html`<fieldset><legend>${this.t('portrait.prepare.sites')}</legend><p class="help">${this.t('portrait.prepare.sites.help')}</p>
      <div class="stack">${parents.map((p) => html`<div class="stack tight"><p class="place">${p.name}</p>${this.lines(outer.filter((u) => u.parent_id === p.id))}</div>`)}
      ${orphans.length ? this.lines(orphans) : nothing}</div></fieldset>`;
  }

  // office is the office that accompanies a home; its line holds the home's.
  private office(u: Unit): Unit | undefined {
    return u.class === 'home' ? this.units.find((o) => o.id === u.parent_id && o.class === 'office' && !o.closed_at) : undefined;
  }

  private lines(units: readonly Unit[]) {
    return html`<div class="card">${units.map((u) => html`${this.line(u)}${this.around(u)}`)}</div>`;
  }

  // around are the homes that an office accompanies: those of its people who are not asked by themselves are in its headcount.
  private around(office: Unit) {
    const homes = this.units.filter((u) => this.office(u) === office && !u.closed_at);
    if (!homes.length) return nothing;
    const apart = homes.filter((u) => this.value.some((s) => s.unit_id === u.id)).length;
    return html`<details><summary>${this.t(`portrait.prepare.homes.${apart === homes.length ? 'all' : apart ? 'apart' : 'within'}`, { n: homes.length, apart })}</summary>
      ${homes.map((u) => this.line(u))}</details>`;
  }

  private line(u: Unit) {
    const site = this.value.find((s) => s.unit_id === u.id);
    const home = u.class === 'home';
    const ticked = (e: Event) => this.tell(u, (e.target as HTMLInputElement).checked);
    const typed = (e: Told) => this.tell(u, true, typeof e.detail.value === 'number' ? e.detail.value : 0);
    const count = site ? html`<rb-field type="integer" hide-label label=${this.t('portrait.prepare.headcount.of', { name: u.name })} .value=${site.headcount} min="0" max="5000" @rb-change=${typed}></rb-field>` : html`<span></span>`;
    return html`<div class="line ${home ? 'home' : ''}"><label><input type="checkbox" .checked=${site !== undefined} @change=${ticked} />
      <span>${u.name}${home && site ? html`<br /><small class="muted">${this.t('portrait.prepare.home', { n: site.headcount })}</small>` : nothing}</span></label>${home ? nothing : count}</div>`;
  }

  private tell(u: Unit, on: boolean, headcount?: number): void {
    const others = new Map(this.value.map((s) => [s.unit_id, s]));
    const now = others.get(u.id);
    if (on) others.set(u.id, { ...now, unit_id: u.id, name: u.name, headcount: headcount ?? now?.headcount ?? (u.class === 'home' ? 1 : (u.headcount ?? 0)) });
    else others.delete(u.id);
    this.emit('rb-sites', { value: this.units.flatMap((unit) => others.get(unit.id) ?? []) });
  }
}

const isTerritory = (u: Unit): boolean => u.class === 'territory' || u.class === 'group';
