// Territories and sites: the tree with its totals; add, change, move, close, reopen.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/field';
import { icon } from '@ribambelle/web/icon';
import { loaded } from '@ribambelle/web/loaded';
import type { Unit } from '@ribambelle/web/me';
import '@ribambelle/web/menu';
import { problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/state';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import '../parts/move-form.ts';
import { screenStyles } from '../parts/styles.ts';
import { type Branch, totals, treeOf } from '../parts/tree.ts';
import '../parts/unit-form.ts';
import type { Kind } from '../parts/unit-form.ts';

type Loaded = { units: Unit[]; kinds: Kind[] };
type Doing = { what: 'edit' | 'move'; unit: Unit } | { what: 'add'; parent: string; territory: boolean };

@element('rb-sites')
export class RbSites extends Screen {
  static override styles = [...screenStyles, css`
    .tree { padding: 0; }
    .tree li { display: grid; grid-template-columns: minmax(0, 1fr) auto auto; gap: .25rem var(--rb-space-4); align-items: center; padding: .5rem .5rem .5rem var(--rb-space-4); border-block-end: 1px solid var(--rb-line); min-height: 3.5rem; }
    .tree li:last-child { border: 0; }
    .tree li.territory { background: var(--rb-sunken); }
    .tree li.territory:first-child { border-start-start-radius: var(--rb-radius-l); border-start-end-radius: var(--rb-radius-l); }
    .tree .d1 { padding-inline-start: 2.25rem; } .tree .d2 { padding-inline-start: 3.75rem; } .tree .d3 { padding-inline-start: 5.25rem; } .tree .d4 { padding-inline-start: 6.5rem; }
    .name { display: flex; flex-wrap: wrap; gap: .125rem .625rem; align-items: baseline; min-width: 0; }
    .name strong { overflow-wrap: anywhere; }
    .count { text-align: end; white-space: nowrap; }
    .gone strong { color: var(--rb-muted); text-decoration: line-through; }
    .tools { display: flex; flex-wrap: wrap; gap: var(--rb-space-4); align-items: end; justify-content: space-between; }
    .tools rb-field:first-child { flex: 1 1 16rem; max-width: 26rem; }
    @media (max-width: 640px) {
      .tree li { grid-template-columns: minmax(0, 1fr) auto; }
      .count { grid-column: 1; text-align: start; grid-row: 2; } .tree rb-menu { grid-row: 1 / span 2; grid-column: 2; }
      .tree .d1 { padding-inline-start: 1.5rem; } .tree .d2 { padding-inline-start: 2.25rem; } .tree .d3, .tree .d4 { padding-inline-start: 3rem; }
    }
  `];

  @state() private sought = '';
  @state() private closed = false;
  @state() private doing: Doing | undefined;
  private readonly all = loaded(this, async (signal) => {
    const [units, kinds] = await Promise.all([this.api.get<{ units: Unit[] }>('/units?closed=true', { signal }), this.api.get<{ kinds: Kind[] }>('/kinds', { signal })]);
    return { units: units.units, kinds: kinds.kinds };
  });

  protected override titleKey = () => 'sites.menu';

  override render() {
    const add = this.may('core:unit.create');
    const actions = add ? html`<rb-button kind="quiet" icon="upload" href=${this.to('sites', 'import')}>${this.t('sites.import')}</rb-button><rb-button icon="map-pin" @click=${() => this.add('', true)}>${this.t('sites.add-territory')}</rb-button>
      <rb-button kind="primary" icon="plus" @click=${() => this.add('')}>${this.t('sites.add')}</rb-button>` : nothing;
    return html`<div class="page">${head({ title: this.t('sites.menu'), lead: this.t('sites.lead'), actions })}
      ${this.all.render((all: Loaded) => (all.units.length === 0 ? this.first() : this.tree(all)))}</div>${this.dialog()}`;
  }

  private first() {
    return html`<div class="card"><rb-state kind="first" .heading=${this.t('sites.empty')} .text=${this.t('sites.empty-text')}></rb-state></div>`;
  }

  private tree({ units, kinds }: Loaded) {
    const shown = this.closed ? units : units.filter((u) => !u.closed_at);
    const branches = treeOf(shown, this.sought);
    const sum = totals(units);
    return html`<div class="tools no-print"><rb-field type="search" hide-label .label=${this.t('sites.search')} .placeholder=${this.t('sites.search')} @rb-input=${(e: CustomEvent<{ value: string }>) => (this.sought = e.detail.value)}></rb-field>
        ${units.some((u) => u.closed_at) ? html`<rb-field type="checkbox" .label=${this.t('sites.closed')} .value=${this.closed} @rb-change=${(e: CustomEvent<{ value: boolean }>) => (this.closed = e.detail.value)}></rb-field>` : nothing}</div>
      <p class="num" role="status"><strong>${this.t('sites.total', { n: sum.sites })}</strong>, ${this.t('sites.staff', { n: sum.staff })}</p>
      ${branches.length === 0 ? html`<p class="muted">${this.t('sites.none-found')}</p>` : html`<ul class="list card tree">${repeat(branches, (b) => b.unit.id, (b) => this.row(b, kinds))}</ul>`}`;
  }

  private row({ unit, depth, sites, staff }: Branch, kinds: readonly Kind[]) {
    const territory = unit.class === 'territory';
    const kind = this.pick(kinds.find((k) => k.name === unit.kind)?.title) || unit.kind;
    return html`<li class="d${Math.min(depth, 4)} ${territory ? 'territory' : ''} ${unit.closed_at ? 'gone' : ''}">
      <div class="name"><strong>${unit.name}</strong>${territory ? nothing : html`<span class="small muted">${kind}</span>`}
        ${unit.closed_at ? html`<rb-badge kind="off">${this.t('sites.is-closed')}</rb-badge>` : nothing}${unit.priority ? html`<rb-badge kind="info">${this.t('sites.priority')}</rb-badge>` : nothing}
        ${unit.managed?.length ? html`<span class="small muted">${icon('lock')} ${this.t('web.managed')}</span>` : nothing}</div>
      <div class="count num small ${territory ? 'muted' : ''}">${territory ? html`${this.t('sites.total', { n: sites })}, ${this.t('sites.staff', { n: staff })}`
        : unit.headcount ? this.t('sites.staff', { n: unit.headcount }) : unit.closed_at ? nothing : html`<rb-badge kind="warn">${this.t('sites.no-headcount')}</rb-badge>`}</div>
      ${this.menu(unit)}</li>`;
  }

  private menu(unit: Unit) {
    const items = [
      this.may('core:unit.update') && !unit.closed_at && html`<button type="button" @click=${() => (this.doing = { what: 'edit', unit })}>${icon('pencil')}${this.t('sites.edit')}</button>`,
      this.may('core:unit.create') && unit.class === 'territory' && !unit.closed_at && html`<button type="button" @click=${() => this.add(unit.id)}>${icon('plus')}${this.t('sites.add-below')}</button>`,
      this.may('core:unit.move') && !unit.closed_at && html`<button type="button" @click=${() => (this.doing = { what: 'move', unit })}>${icon('move')}${this.t('sites.move')}</button>`,
      this.may('core:unit.close') && !unit.closed_at && html`<button type="button" @click=${() => void this.close(unit)}>${icon('ban')}${this.t('sites.close')}</button>`,
      this.may('core:unit.close') && unit.closed_at && html`<button type="button" @click=${() => void this.act(unit, ':reopen', 'sites.reopened')}>${icon('rotate-ccw')}${this.t('sites.reopen')}</button>`,
      this.may('core:unit.delete') && html`<button type="button" class="danger" @click=${() => void this.remove_(unit)}>${icon('trash-2')}${this.t('sites.delete')}</button>`,
    ].filter(Boolean);
    return items.length > 0 ? html`<rb-menu class="no-print" name=${this.t('sites.actions', { name: unit.name })}>${items}</rb-menu>` : html`<span></span>`;
  }

  private dialog() {
    const { doing } = this;
    if (!doing || !this.all.value) return nothing;
    const { units, kinds } = this.all.value;
    const over = () => (this.doing = undefined);
    if (doing.what === 'move') return html`<rb-move-form .api=${this.api} .units=${units} .unit=${doing.unit} @rb-close=${over} @rb-unit=${() => this.done('sites.moved', doing.unit.name)}></rb-move-form>`;
    const done = (e: CustomEvent<{ unit: Unit; added: boolean }>) => this.done(e.detail.added ? 'sites.added' : 'sites.saved', e.detail.unit.name);
    return html`<rb-unit-form .api=${this.api} .units=${units} .kinds=${kinds} .unit=${doing.what === 'edit' ? doing.unit : undefined} .parent=${doing.what === 'add' ? doing.parent : ''} ?territory=${doing.what === 'add' && doing.territory}
      @rb-close=${over} @rb-unit=${done}></rb-unit-form>`;
  }

  private add(parent: string, territory = false): void {
    this.doing = { what: 'add', parent, territory };
  }

  private async close(unit: Unit): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('sites.close-title', { name: unit.name }), body: this.t('sites.close-text'), confirm: this.t('sites.close-do') });
    if (sure) await this.act(unit, ':close', 'sites.closed-done', () => void this.act(unit, ':reopen', 'sites.reopened'));
  }

  private async remove_(unit: Unit): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('sites.delete-title', { name: unit.name }), body: this.t('sites.delete-text'), loses: [this.t('sites.delete-loses')], confirm: this.t('sites.delete-do'), danger: true });
    if (!sure) return;
    await this.api.del(`/units/${unit.id}`, { etag: unit.rev }).then(() => this.done('sites.deleted', unit.name), (thrown) => this.failed(problemOf(thrown)));
  }

  private async act(unit: Unit, verb: string, said: string, undo?: () => void): Promise<void> {
    try {
      await this.api.post(`/units/${unit.id}${verb}`);
      this.done(said, unit.name, undo);
    } catch (thrown) {
      this.failed(problemOf(thrown));
    }
  }

  private done(key: string, name: string, undo?: () => void): void {
    this.doing = undefined;
    this.emit('rb-notice', { kind: 'good', text: this.t(key, { name }), undo });
    void this.all.reload();
  }
}
