// <rb-portrait-acts>: what may change while a portrait is open: its last day, its sites, a headcount, its end.

import { css, html, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';

import '@ribambelle/web/button';
import '@ribambelle/web/dialog';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import '@ribambelle/web/unit-picker';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import type { RbDialog } from '@ribambelle/web/dialog';
import { loaded } from '@ribambelle/web/loaded';
import { may, type Unit } from '@ribambelle/web/me';
import { ModuleElement } from '@ribambelle/web/module-element';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import { texts } from '../texts/wave.ts';
import { type Progress, type Rec, type Verb, type Wave, waves } from './wave.ts';

type Told = CustomEvent<{ value: unknown }>;
type Asked = 'extend' | 'add' | 'raise';

const verbs: Readonly<Record<Asked, Verb>> = { extend: 'extend', add: 'add-site', raise: 'raise-headcount' };
const said = { extend: 'extended', add: 'added', raise: 'raised', close: 'closed', cancel: 'cancelled' } as const;

@element('rb-portrait-acts')
export class RbPortraitActs extends ModuleElement {
  static override texts = texts;
  static override styles = [base, css`
    li { padding-block: var(--rb-space-2); border-block-end: 1px solid var(--rb-line); min-height: 3.5rem; }
    li:last-child { border: 0; }
    ul.card { padding: var(--rb-space-2) var(--rb-space-5); }
    @media print { :host { display: none; } }
  `];

  @property({ attribute: false }) saved!: Rec<Wave>;
  @property({ attribute: false }) progress!: Progress;
  @state() private asked: Asked | '' = '';
  @state() private day = '';
  @state() private unit = '';
  @state() private count = 0;
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  @query('rb-dialog') private dialog?: RbDialog;
  private readonly units = loaded(this, () => this.client.all<Unit>('/units', 'units'), false);

  override render() {
    const extend = may(this.me, 'portrait:wave.extend');
    const cancel = this.progress.answered === 0 && may(this.me, 'portrait:wave.cancel');
    const lines = [
      extend && this.line('extend', () => this.ask('extend'), this.fmt.date(this.saved.doc.closes_on)),
      extend && this.line('add', () => { void this.units.reload(); this.ask('add'); }),
      extend && this.line('raise', () => this.ask('raise')),
      cancel ? this.line('cancel', () => this.end('cancel')) : may(this.me, 'portrait:wave.close') && this.line('close', () => this.end('close')),
    ].filter(Boolean);
    if (!lines.length) return nothing;
    return html`<div class="stack tight"><h2>${this.t('portrait.wave.changes')}</h2>
      ${this.problem && !this.asked ? this.refusal() : nothing}
      <ul class="plain card">${lines}</ul>${this.asked ? this.question(this.asked) : nothing}</div>`;
  }

  private line(what: Asked | 'close' | 'cancel', act: () => void, date = '') {
    return html`<li class="row apart"><span>${this.t(`portrait.wave.${what}.why`, { date })}</span>
      <rb-button kind=${what === 'cancel' ? 'danger' : 'plain'} ?busy=${this.busy} @click=${act}>${this.t(`portrait.wave.${what}`)}</rb-button></li>`;
  }

  private refusal() {
    return html`<rb-notice kind="bad" role="alert">${this.say(this.problem!)}</rb-notice>`;
  }

  private question(what: Asked) {
    const ready = { extend: this.day > this.saved.doc.closes_on, add: this.unit !== '', raise: this.unit !== '' && this.count > 0 }[what];
    const body = { extend: { closes_on: this.day }, add: { unit_id: this.unit }, raise: { unit_id: this.unit, headcount: this.count } }[what];
    const done = () => this.attempt(what, () => waves.act(this.client, this.saved.id, verbs[what], body));
    return html`<rb-dialog open heading=${this.t(`portrait.wave.${what}`)} @rb-close=${() => { this.asked = ''; this.problem = undefined; }}>
      <div class="stack">${this.problem ? this.refusal() : nothing}${this[what]()}</div>
      <rb-button slot="actions" kind="primary" ?busy=${this.busy} ?disabled=${!ready} @click=${done}>${this.t(`portrait.wave.${what}`)}</rb-button></rb-dialog>`;
  }

  private extend() {
    return html`<rb-field type="date" label=${this.t('portrait.wave.extend.title')} .value=${this.day} min=${this.saved.doc.closes_on} @rb-change=${(e: Told) => { this.day = String(e.detail.value ?? ''); }}></rb-field>`;
  }

  private add() {
    const present = new Set(this.saved.doc.sites.map((s) => s.unit_id));
    const free = (this.units.value ?? []).filter((u) => u.path.startsWith(this.saved.unit_path) && !present.has(u.id) && !u.closed_at && u.class !== 'territory' && u.class !== 'group');
    return html`<rb-unit-picker label=${this.t('portrait.wave.add.title')} .units=${free} .value=${this.unit} @rb-change=${(e: Told) => { this.unit = String(e.detail.value ?? ''); }}></rb-unit-picker>`;
  }

  private raise() {
    const options = this.progress.sites.filter((s) => s.unit_id).map((s) => ({ value: s.unit_id!, label: s.name }));
    const now = this.progress.sites.find((s) => s.unit_id === this.unit)?.headcount;
    return html`<rb-field type="select" label=${this.t('portrait.wave.raise.site')} .options=${options} .value=${this.unit} @rb-change=${(e: Told) => { this.unit = String(e.detail.value ?? ''); }}></rb-field>
      ${now === undefined ? nothing : html`<rb-field type="integer" label=${this.t('portrait.wave.raise.count')} help=${this.t('portrait.wave.raise.help', { n: now })} min=${now + 1} @rb-input=${(e: Told) => { this.count = Number(e.detail.value) || 0; }}></rb-field>`}`;
  }

  private ask(what: Asked): void {
    [this.day, this.unit, this.count, this.problem] = [this.saved.doc.closes_on, '', 0, undefined];
    this.asked = what;
  }

  private async end(verb: 'close' | 'cancel'): Promise<void> {
    const sure = await confirmBox(this, {
      heading: this.t(`portrait.wave.${verb}.of`, { title: this.saved.doc.title }), loses: [this.t(`portrait.wave.${verb}.loses`)], confirm: this.t(`portrait.wave.${verb}`), keep: this.t('portrait.wave.keep'), danger: true,
    });
    if (sure) await this.attempt(verb, () => waves.act(this.client, this.saved.id, verb));
  }

  private async attempt(what: keyof typeof said, act: () => Promise<unknown>): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      await act();
      this.dialog?.close();
      this.notify('good', this.t(`portrait.wave.${said[what]}`));
      this.emit('rb-done');
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
    this.busy = false;
  }
}
