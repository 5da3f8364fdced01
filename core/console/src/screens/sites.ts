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
import '../parts/local-form.ts';
import '../parts/move-form.ts';
import { screenStyles } from '../parts/styles.ts';
import { type Branch, firstFolds, totals, treeOf, unfolded } from '../parts/tree.ts';
import '../parts/unit-form.ts';
import type { Kind } from '../parts/unit-form.ts';
import { unitRowStyles } from '../parts/unit-row-styles.ts';

type Loaded = { units: Unit[]; kinds: Kind[] };
const more = 200; // rows shown at a time
const holds = (u: Unit): boolean => ['territory', 'site', 'office'].includes(u.class);

type Doing = { what: 'edit' | 'move' | 'set'; unit: Unit } | { what: 'add'; parent: string; territory: boolean };

@element('rb-sites')
export class RbSites extends Screen {
  static override styles = [...screenStyles, unitRowStyles, css`
    .tools { display: flex; flex-wrap: wrap; gap: var(--rb-space-4); align-items: end; justify-content: space-between; }
    .tools rb-field:first-child { flex: 1 1 16rem; max-width: 26rem; }
  `];

  @state() private sought = '';
  @state() private closed = false;
  @state() private folded: ReadonlySet<string> | undefined;
  @state() private most = more;
  @state() private doing: Doing | undefined;
  private readonly all = loaded(this, async (signal) => {
    const [units, kinds] = await Promise.all([this.api.get<{ units: Unit[] }>('/units?closed=true', { signal }), this.api.get<{ kinds: Kind[] }>('/kinds', { signal })]);
    return { units: units.units, kinds: kinds.kinds };
  });

  protected override titleKey = () => 'sites.menu';

  override render() {
    const add = this.may('core:unit.create');
    const adding = add ? html`<rb-button kind="primary" icon="plus" @click=${() => this.add('')}>${this.t('sites.add')}</rb-button>
      <rb-button icon="map-pin" @click=${() => this.add('', true)}>${this.t('sites.add-territory')}</rb-button><rb-button kind="quiet" icon="upload" href=${this.to('sites', 'import')}>${this.t('sites.import')}</rb-button>` : nothing;
    const closures = html`<rb-button kind="quiet" icon="calendar" href=${this.to('sites', 'closures')}>${this.t('closures.title')}</rb-button>`;
    const devices = this.may('core:device.read') ? html`<rb-button kind="quiet" icon="tablet-smartphone" href=${this.to('devices')}>${this.t('devices.menu')}</rb-button>` : nothing;
    return html`<div class="page">${head({ title: this.t('sites.menu'), lead: this.t('sites.lead'), actions: html`${adding}${closures}${devices}` })}
      ${this.all.render((all: Loaded) => (all.units.length === 0 ? this.first() : this.tree(all)))}</div>${this.dialog()}`;
  }

  private first() {
    const add = this.may('core:unit.create');
    return html`<div class="card"><rb-state kind="first" .heading=${this.t('sites.empty')} .text=${add ? this.t('sites.empty-text') : ''}>
      ${add ? html`<rb-button kind="primary" icon="plus" @click=${() => this.add('')}>${this.t('sites.add')}</rb-button><rb-button icon="upload" href=${this.to('sites', 'import')}>${this.t('sites.import')}</rb-button>` : nothing}</rb-state></div>`;
  }

  private tree({ units, kinds }: Loaded) {
    const shown = this.closed ? units : units.filter((u) => !u.closed_at);
    const branches = treeOf(shown, this.sought);
    const folded = this.folds(branches);
    const rows = unfolded(branches, folded);
    const sum = totals(units);
    return html`<div class="tools no-print"><rb-field type="search" hide-label .label=${this.t('sites.search')} .placeholder=${this.t('sites.search')} @rb-input=${this.search}></rb-field>
        ${units.some((u) => u.closed_at) ? html`<rb-field type="checkbox" .label=${this.t('sites.closed')} .value=${this.closed} @rb-change=${(e: CustomEvent<{ value: boolean }>) => (this.closed = e.detail.value)}></rb-field>` : nothing}</div>
      <p class="num" role="status"><strong>${this.t('sites.total', { n: sum.sites })}</strong>, ${this.t('sites.staff', { n: sum.staff })}${units.some((u) => u.managed?.length) ? html` <span class="muted">· <span class="locked">${icon('lock')}</span> ${this.t('sites.managed')}</span>` : nothing}</p>
      ${branches.length === 0 ? html`<p class="muted">${this.t('sites.none-found')}</p>` : html`<ul class="list card tree">${repeat(rows.slice(0, this.most), (b) => b.unit.id, (b) => this.row(b, kinds, folded))}</ul>`}
      ${rows.length > this.most ? html`<div><rb-button @click=${() => (this.most += more)}>${this.t('sites.more', { n: rows.length - this.most })}</rb-button></div>` : nothing}`;
  }

  // folds is what is folded now; a search unfolds all, so that what it found is seen.
  private folds(branches: readonly Branch[]): ReadonlySet<string> {
    if (this.sought) return new Set();
    return (this.folded ??= firstFolds(branches));
  }

  private search(event: CustomEvent<{ value: string }>): void {
    this.sought = event.detail.value;
    this.most = more;
  }

  private fold(unit: Unit): void {
    const next = new Set(this.folded);
    if (!next.delete(unit.id)) next.add(unit.id);
    this.folded = next;
  }

  private row({ unit, depth, sites, staff, below }: Branch, kinds: readonly Kind[], folded: ReadonlySet<string>) {
    const territory = unit.class === 'territory';
    const kind = this.pick(kinds.find((k) => k.name === unit.kind)?.title) || unit.kind;
    const editable = this.may('core:unit.update') && !unit.closed_at;
    return html`<li class="d${Math.min(depth, 6)} ${territory ? 'territory' : ''} ${unit.closed_at ? 'gone' : ''}">
      <div class="name">${territory && below > 0 && !this.sought ? html`<button type="button" class="fold no-print" aria-expanded=${String(!folded.has(unit.id))} aria-label=${this.t('sites.fold', { name: unit.name })} @click=${() => this.fold(unit)}>${icon('chevron-down')}</button>` : nothing}
        ${editable ? html`<button type="button" class="open" aria-label=${this.t('sites.edit-title', { name: unit.name })} @click=${() => (this.doing = { what: 'edit', unit })}>${unit.name}</button>` : html`<strong>${unit.name}</strong>`}
        ${territory ? nothing : html`<span class="small muted">${kind}</span>`}${unit.managed?.length ? html`<span class="locked" role="img" aria-label=${this.t('web.managed')} title=${this.t('web.managed')}>${icon('lock')}</span>` : nothing}
        ${unit.closed_at ? html`<rb-badge kind="off">${this.t('sites.is-closed')}</rb-badge>` : nothing}${unit.priority ? html`<rb-badge kind="info">${this.t('sites.priority')}</rb-badge>` : nothing}</div>
      <div class="count num small ${territory ? 'muted' : ''}">${this.count(unit, sites, staff)}</div>
      ${this.menu(unit)}</li>`;
  }

  // count tells a territory's totals, a site's headcount; somebody who works at home alone needs none.
  private count(unit: Unit, sites: number, staff: number) {
    if (unit.class === 'territory') return `${this.t('sites.total', { n: sites })}, ${this.t('sites.staff', { n: staff })}`;
    if (unit.headcount) return this.t('sites.staff', { n: unit.headcount });
    return unit.closed_at || unit.class === 'home' || unit.class === 'group' ? nothing : html`<rb-badge kind="warn">${this.t('sites.no-headcount')}</rb-badge>`;
  }

  private menu(unit: Unit) {
    const items = [
      this.may('core:unit.update') && !unit.closed_at && html`<button type="button" @click=${() => (this.doing = { what: 'edit', unit })}>${icon('pencil')}${this.t('sites.edit')}</button>`,
      this.may('core:unit.create') && holds(unit) && !unit.closed_at && html`<button type="button" @click=${() => this.add(unit.id)}>${icon('plus')}${this.t('sites.add-below')}</button>`,
      this.may('core:closure.update') && !unit.closed_at && html`<button type="button" @click=${() => this.go(this.to('sites', 'closures', unit.id))}>${icon('calendar')}${this.t('closures.title')}</button>`,
      this.may('core:notice.hand') && !unit.closed_at && html`<button type="button" @click=${() => this.go(this.to('notices', 'paper', unit.id))}>${icon('printer')}${this.t('notices.paper-menu')}</button>`,
      this.may('core:unit.set') && !unit.closed_at && html`<button type="button" @click=${() => (this.doing = { what: 'set', unit })}>${icon('settings')}${this.t('local.menu')}</button>`,
      this.may('core:unit.move') && !unit.closed_at && !unit.managed?.includes('/parent') && html`<button type="button" @click=${() => (this.doing = { what: 'move', unit })}>${icon('move')}${this.t('sites.move')}</button>`,
      this.may('core:unit.close') && !unit.closed_at && html`<button type="button" @click=${() => void this.close(unit)}>${icon('ban')}${this.t(unit.class === 'territory' ? 'sites.close-territory' : 'sites.close')}</button>`,
      this.may('core:unit.close') && unit.closed_at && html`<button type="button" @click=${() => void this.act(unit, ':reopen', 'sites.reopened')}>${icon('rotate-ccw')}${this.t('sites.reopen')}</button>`,
      this.may('core:unit.delete') && !unit.managed?.length && html`<button type="button" class="danger" @click=${() => void this.remove_(unit)}>${icon('trash-2')}${this.t('sites.delete')}</button>`,
    ].filter(Boolean);
    return items.length > 0 ? html`<rb-menu class="no-print" name=${this.t('sites.actions', { name: unit.name })}>${items}</rb-menu>` : html`<span></span>`;
  }

  private dialog() {
    const { doing } = this;
    if (!doing || !this.all.value) return nothing;
    const { units, kinds } = this.all.value;
    const over = () => (this.doing = undefined);
    if (doing.what === 'move') return html`<rb-move-form .api=${this.api} .units=${units} .unit=${doing.unit} @rb-close=${over} @rb-unit=${() => this.done('sites.moved', doing.unit.name)}></rb-move-form>`;
    if (doing.what === 'set') return html`<rb-local-form .api=${this.api} .unit=${doing.unit} @rb-close=${over} @rb-saved=${() => this.done('local.saved', doing.unit.name)}></rb-local-form>`;
    const done = (e: CustomEvent<{ unit: Unit; added: boolean }>) => this.done(e.detail.added ? 'sites.added' : 'sites.saved', e.detail.unit.name);
    return html`<rb-unit-form .api=${this.api} .units=${units} .kinds=${kinds} .unit=${doing.what === 'edit' ? doing.unit : undefined} .wording=${this.me?.tenant.wording ?? 'fr-FR'} .parent=${doing.what === 'add' ? doing.parent : ''} ?territory=${doing.what === 'add' && doing.territory}
      @rb-close=${over} @rb-unit=${done}></rb-unit-form>`;
  }

  private add(parent: string, territory = false): void {
    this.doing = { what: 'add', parent, territory };
  }

  private async close(unit: Unit): Promise<void> {
    const below = this.all.value!.units.filter((u) => u.id !== unit.id && !u.closed_at && u.path.startsWith(unit.path));
    const loses = [this.t('sites.close-new'), this.t('sites.close-open'), this.t('sites.close-people'), ...(below.length > 0 ? [this.t('sites.close-below', { n: below.length, list: below.slice(0, 5).map((u) => u.name).join(', ') + (below.length > 5 ? '…' : '') })] : [])];
    const sure = await confirmBox(this, { heading: this.t('sites.close-title', { name: unit.name }), loses, listed: this.t('sites.close-what'), confirm: this.t(unit.class === 'territory' ? 'sites.close-territory-do' : 'sites.close-do') });
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
