// The log in plain words: who did what, when, on what; filtered; exported for verification elsewhere.

import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/field';
import { loaded } from '@ribambelle/web/loaded';
import type { Unit } from '@ribambelle/web/me';
import '@ribambelle/web/notice';
import { problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/table';
import type { Column } from '@ribambelle/web/table';

import { Screen } from '../app/screen.ts';
import { actionTitle, learnActions, moduleTitle } from '../parts/action-title.ts';
import { head } from '../parts/head.ts';
import type { Managed } from '../parts/module.ts';
import type { Person } from '../parts/person.ts';
import { screenStyles } from '../parts/styles.ts';

type Entry = { id: string; at: string; principal: string; principal_name?: string; behalf?: string; action: string; resource?: string; unit_path?: string; outcome: 'done' | 'denied' | 'failed'; rule?: string; count: number };
type Page = { entries: Entry[]; next_page_token?: string };
type Told = CustomEvent<{ value: string }>;

const groups = ['core:sign-in', 'core:unit', 'core:person', 'core:grant', 'core:invitation', 'core:module', 'core:settings', 'core:key', 'core:share', 'core:work', 'core:subscription', 'core:audit'];
const badges = { done: 'good', denied: 'bad', failed: 'warn' } as const;

@element('rb-audit')
export class RbAudit extends Screen {
  static override styles = screenStyles;

  @state() private filter: Record<string, string> = {};
  @state() private more = '';
  @state() private busy = false;
  private units: readonly Unit[] = [];
  private people: readonly Person[] = [];
  private readonly entries = loaded(this, async (signal) => {
    const page = await this.api.get<Page>(`/audit?${this.query()}`, { signal });
    this.more = page.next_page_token ?? '';
    return page.entries;
  });
  private readonly names = loaded(this, async (signal) => {
    const [units, people, modules] = await Promise.all([
      this.may('core:unit.read') ? this.api.all<Unit>('/units?closed=true', 'units', { signal }).catch(() => []) : [],
      this.may('core:person.read') ? this.api.all<Person>('/people', 'people', { signal }).catch(() => []) : [],
      this.may('core:module.read') ? this.api.all<Managed>('/modules', 'modules', { signal }).catch(() => []) : [],
    ]);
    learnActions(modules);
    [this.units, this.people] = [units, people];
    return modules;
  });

  protected override titleKey = () => 'audit.menu';

  override render() {
    const actions = this.may('core:audit.export') ? html`<rb-button icon="download" href=${this.api.href('/audit:export')} download="">${this.t('audit.export')}</rb-button>
      <rb-button kind="quiet" icon="shield-check" href=${this.api.href('/audit/checkpoint')} download="">${this.t('audit.checkpoint')}</rb-button>` : nothing;
    return html`<div class="page">${head({ title: this.t('audit.menu'), lead: this.t('audit.lead'), back: { href: this.to('settings'), label: this.t('settings.menu') }, actions })}
      ${this.filters()}${this.entries.render((list: Entry[]) => html`<rb-table .caption=${this.t('audit.list')} hide-caption .columns=${this.columns() as never} .rows=${list as never} empty=${this.t('audit.none')}></rb-table>
        ${this.more ? html`<div><rb-button ?busy=${this.busy} @click=${() => void this.next(list)}>${this.t('audit.more')}</rb-button></div>` : nothing}`)}
      <rb-notice kind="info">${this.t('audit.verify')}</rb-notice></div>`;
  }

  private filters() {
    const modules = (this.names.value ?? []).map((m) => ({ value: `${m.name}:`, label: this.pick(m.title) }));
    const sorts = [{ value: '', label: this.t('audit.all') }, ...groups.map((g) => ({ value: g, label: this.t(`audit.group.${g}`) })), ...modules];
    const outcomes = [{ value: '', label: this.t('audit.any') }, ...['done', 'denied', 'failed'].map((o) => ({ value: o, label: this.t(`audit.outcome.${o}`) }))];
    const who = [{ value: '', label: this.t('audit.everybody') }, ...this.people.map((p) => ({ value: `person:${p.id}`, label: p.name }))];
    return html`<div class="filters no-print">
      <rb-field type="select" .label=${this.t('audit.filter.action')} .options=${sorts} .value=${this.filter['action'] ?? ''} @rb-change=${(e: Told) => this.narrow('action', e.detail.value)}></rb-field>
      ${this.people.length > 0 ? html`<rb-field type="select" .label=${this.t('audit.filter.person')} .options=${who} .value=${this.filter['principal'] ?? ''} @rb-change=${(e: Told) => this.narrow('principal', e.detail.value)}></rb-field>` : nothing}
      <rb-field type="select" .label=${this.t('audit.outcome')} .options=${outcomes} .value=${this.filter['outcome'] ?? ''} @rb-change=${(e: Told) => this.narrow('outcome', e.detail.value)}></rb-field></div>`;
  }

  private columns(): Column<Entry>[] {
    return [
      { key: 'at', label: this.t('audit.when'), render: (e) => html`<time datetime=${e.at}>${this.fmt.dateTime(e.at)}</time>` },
      { key: 'who', label: this.t('audit.who'), render: (e) => html`<span>${this.who(e.principal, e.principal_name)}${e.behalf ? html` <span class="small muted">${this.t('audit.behalf', { name: this.who(e.behalf) })}</span>` : nothing}</span>` },
      { key: 'what', label: this.t('audit.what'), primary: true, render: (e) => html`${sentence(actionTitle(this, e.action))}${e.count > 1 ? html` <span class="small muted">${this.t('audit.times', { n: e.count })}</span>` : nothing}` },
      { key: 'on', label: this.t('audit.on'), render: (e) => this.place(e) },
      { key: 'outcome', label: this.t('audit.outcome'), render: (e) => html`<rb-badge kind=${badges[e.outcome]}>${this.t(`audit.outcome.${e.outcome}`)}</rb-badge>` },
    ];
  }

  private who(principal: string, name?: string): string {
    const [own = '', organisation] = principal.split('@');
    if (organisation) return this.t('audit.from', { name: this.who(own), organisation });
    const [person = '', device] = principal.split('/device:');
    if (device) return this.t('audit.device', { name: this.who(person, name) });
    if (name) return name;
    const [kind = '', id = ''] = principal.split(':');
    const known = this.people.find((p) => p.id === (id || principal));
    if (known) return known.name;
    if (kind === 'visitor' || !principal) return this.t('audit.visitor');
    if (kind === 'module') return this.t('audit.module', { name: moduleTitle(this, id) });
    if (kind === 'share') return this.t('audit.share');
    if (kind === 'device') return this.t('tablet.title');
    if (kind === 'service') return this.t('audit.key');
    return kind === 'operator' ? this.t('audit.operator') : (id || principal).slice(-8);
  }

  // place says the unit by name; the log itself holds only paths and ids.
  private place(e: Entry): string {
    const id = e.resource?.split('/').pop() ?? '';
    const unit = this.units.find((u) => u.id === id) ?? (e.unit_path && e.unit_path !== '/' ? this.units.find((u) => u.path === e.unit_path) : undefined);
    return unit?.name ?? this.people.find((p) => p.id === id)?.name ?? (e.unit_path === '/' ? this.t('frame.whole') : '');
  }

  private narrow(what: string, value: string): void {
    this.filter = { ...this.filter, [what]: value };
    void this.entries.reload();
  }

  private query(token = ''): string {
    const query = new URLSearchParams({ page_size: '50' });
    for (const [k, v] of Object.entries(this.filter)) if (v) query.set(k, v);
    if (token) query.set('page_token', token);
    return query.toString();
  }

  private async next(list: Entry[]): Promise<void> {
    this.busy = true;
    try {
      const page = await this.api.get<Page>(`/audit?${this.query(this.more)}`);
      this.more = page.next_page_token ?? '';
      this.entries.set([...list, ...page.entries]);
    } catch (thrown) {
      this.failed(problemOf(thrown));
    } finally {
      this.busy = false;
    }
  }
}

const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);
