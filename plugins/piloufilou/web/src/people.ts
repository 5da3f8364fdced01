// <rb-piloufilou-people>: who may play: registering people, noting who followed a training, certifying.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/badge';
import '@ribambelle/web/dialog';
import '@ribambelle/web/state';
import '@ribambelle/web/table';
import '@ribambelle/web/unit-picker';
import type { Column } from '@ribambelle/web/table';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may, type Unit } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';

import { type Attendance, certified, type Facilitator, people, type Rec, type Training } from './model.ts';
import { Screen, type Told } from './screen.ts';
import { texts } from './texts/people.ts';

type Person = Rec<Facilitator>;

@element('rb-piloufilou-people')
export class RbPiloufilouPeople extends Screen {
  static override texts = texts;
  static override styles = [base, css`rb-field, rb-unit-picker { max-width: 32rem; } .line { padding-block: var(--rb-space-2); border-block-end: 1px solid var(--rb-line); } .line rb-field { max-width: 9rem; }`];

  @state() private dialog: 'person' | 'training' | 'withdraw' | '' = '';
  @state() private person = { name: '', email: '', unit: '' };
  @state() private training = { title: '', unit: '', on: '', minutes: 360, days: 1 };
  @state() private leaving: Person | undefined;
  @state() private reason = '';
  @state() private minutes: Readonly<Record<string, number>> = {};

  private readonly data = loaded(this, async () => {
    const [registered, trainings, attendance, units] = await Promise.all([
      people.list(this.client), people.trainings(this.client), people.attendance(this.client), this.client.all<Unit>('/units', 'units'),
    ]);
    registered.sort((a, b) => a.doc.name.localeCompare(b.doc.name, this.locale));
    const own = units.find((u) => this.me?.grants.some((g) => g.unit_id === u.id));
    this.person = { ...this.person, unit: this.person.unit || (own?.id ?? units[0]?.id ?? '') };
    this.training = { ...this.training, unit: this.training.unit || (own?.id ?? units[0]?.id ?? ''), on: this.today };
    this.minutes = {};
    return { registered, trainings: [...trainings].reverse(), attendance: attendance.map((a) => a.doc), units };
  });

  override render() {
    this.entitle(this.t('piloufilou.people.title'));
    return html`<div class="stack wide">
      <div class="stack tight"><rb-back href=${this.href('/')}>${this.t('piloufilou.back')}</rb-back><h1 tabindex="-1">${this.t('piloufilou.people.title')}</h1><p class="lead">${this.t('piloufilou.people.lead')}</p></div>
      ${this.dialog ? nothing : this.refused()}
      ${this.data.render(({ registered, trainings, attendance, units }) => html`
        <div class="row"><rb-button kind="primary" icon="plus" @click=${() => { this.dialog = 'person'; }}>${this.t('piloufilou.people.register')}</rb-button>
          <rb-button icon="plus" @click=${() => { this.dialog = 'training'; }}>${this.t('piloufilou.people.train')}</rb-button></div>
        ${registered.length ? this.list(registered) : html`<rb-state kind="first" heading=${this.t('piloufilou.people.none')} text=${this.t('piloufilou.people.none.text')}></rb-state>`}
        ${trainings.map((t) => this.course(t, registered, attendance))}
        ${this.dialogs(units)}`)}
    </div>`;
  }

  private list(registered: readonly Person[]) {
    const columns: Column<Person>[] = [
      { key: 'name', label: this.t('piloufilou.people.name'), primary: true, render: ({ doc }) => html`${doc.name}<br /><small class="muted">${(doc.email ?? '').split('@').map((part, i) => (i ? html`<wbr />@${part}` : part))}</small>`, sort: ({ doc }) => doc.name },
      { key: 'certificate', label: this.t('piloufilou.people.certificate'), sort: ({ doc }) => doc.certificate ?? '', render: ({ doc }) => (doc.certificate ? html`<span class="num">${doc.certificate}</span>` : '–') },
      { key: 'state', label: this.t('piloufilou.people.state'), render: ({ doc }) => this.standing(doc), sort: ({ doc }) => Number(certified(doc, this.today)) },
      { key: 'acts', label: this.t('piloufilou.people.acts'), quiet: true, render: (p) => (p.doc.certificate && !p.doc.withdrawn && may(this.me, 'piloufilou:facilitator.withdraw')
        ? html`<rb-button size="s" kind="quiet" label=${this.t('piloufilou.people.withdraw.of', { name: p.doc.name })} @click=${() => { this.leaving = p; this.dialog = 'withdraw'; }}>${this.t('piloufilou.people.withdraw')}</rb-button>` : nothing) },
    ];
    return html`<div class="stack tight"><h2>${this.t('piloufilou.people.list')}</h2><div class="card"><rb-table caption=${this.t('piloufilou.people.list')} hide-caption .columns=${columns} .rows=${registered}></rb-table></div></div>`;
  }

  private standing(f: Facilitator) {
    if (f.withdrawn) return html`<rb-badge kind="bad">${this.t('piloufilou.people.withdrawn')}</rb-badge>`;
    if (certified(f, this.today)) return html`<rb-badge kind="good">${f.valid_until ? this.t('piloufilou.people.until', { date: this.fmt.date(f.valid_until, 'short') }) : this.t('piloufilou.people.certified')}</rb-badge>`;
    return html`<rb-badge kind=${f.certificate ? 'warn' : 'off'}>${this.t(f.certificate ? 'piloufilou.people.expired' : 'piloufilou.people.uncertified')}</rb-badge>`;
  }

  private course(t: Rec<Training>, registered: readonly Person[], attendance: readonly Attendance[]) {
    const whole = t.doc.meetings.reduce((n, m) => n + m.minutes, 0);
    const noted = (id: string) => attendance.find((a) => a.training === t.id && a.facilitator === id)?.minutes;
    const key = (id: string) => `${t.id}/${id}`;
    const changed = registered.filter((p) => this.minutes[key(p.id)] !== undefined);
    return html`<details class="card"><summary><strong>${this.pick(t.doc.title)}</strong>, ${this.fmt.list(t.doc.meetings.map((m) => this.fmt.date(m.on, 'short')))} (${this.t('piloufilou.minutes', { n: whole })})</summary>
      <div class="stack tight"><p class="muted prose">${this.t('piloufilou.people.attendance.help')}</p>
        ${registered.map((p) => html`<div class="row apart line"><span>${p.doc.name}</span><span class="row">
          <rb-field type="integer" hide-label width="s" label=${this.t('piloufilou.people.minutes.of', { name: p.doc.name })} min="0" max=${String(whole)} .value=${this.minutes[key(p.id)] ?? noted(p.id) ?? ''}
            @rb-change=${(e: Told) => { this.minutes = { ...this.minutes, [key(p.id)]: Number(e.detail.value) || 0 }; }}></rb-field>
          ${noted(p.id) && !certified(p.doc, this.today) ? html`<rb-button size="s" ?busy=${this.busy} label=${this.t('piloufilou.people.certify.of', { name: p.doc.name })} @click=${() => this.act(() => people.certify(this.client, t.id, [p.id]), 'certified.done')}>${this.t('piloufilou.people.certify')}</rb-button>` : nothing}</span></div>`)}
        <div><rb-button kind="primary" ?busy=${this.busy} ?disabled=${!changed.length} @click=${() => this.act(() => people.attend(this.client, t.id, changed.map((p) => ({ facilitator: p.id, minutes: this.minutes[key(p.id)]! }))), 'attended')}>${this.t('piloufilou.people.attend')}</rb-button></div></div></details>`;
  }

  private dialogs(units: readonly Unit[]) {
    const close = () => { this.dialog = ''; this.problem = undefined; };
    if (this.dialog === 'person') {
      const p = this.person;
      return html`<rb-dialog open heading=${this.t('piloufilou.people.register')} @rb-close=${close}>${this.refused()}
        <rb-field label=${this.t('piloufilou.people.name')} required maxlength="120" .value=${p.name} @rb-input=${(e: Told) => { this.person = { ...p, name: String(e.detail.value) }; }}></rb-field>
        <rb-field type="email" label=${this.t('piloufilou.people.email')} help=${this.t('piloufilou.people.email.help')} required .value=${p.email} @rb-input=${(e: Told) => { this.person = { ...p, email: String(e.detail.value) }; }}></rb-field>
        <rb-unit-picker label=${this.t('piloufilou.people.unit')} .units=${units} .value=${p.unit} required @rb-change=${(e: Told) => { this.person = { ...p, unit: String(e.detail.value) }; }}></rb-unit-picker>
        <rb-button slot="actions" kind="primary" ?busy=${this.busy} ?disabled=${!p.name.trim() || !p.email.trim()} @click=${() => this.act(() => people.register(this.client, p), 'registered', () => { this.person = { ...p, name: '', email: '' }; })}>${this.t('piloufilou.people.register')}</rb-button></rb-dialog>`;
    }
    if (this.dialog === 'training') return this.trainingDialog(units, close);
    if (this.dialog === 'withdraw' && this.leaving) {
      const { id, doc } = this.leaving;
      return html`<rb-dialog open heading=${this.t('piloufilou.people.withdraw.of', { name: doc.name })} @rb-close=${close}>${this.refused()}<p>${this.t('piloufilou.people.withdraw.text')}</p>
        <rb-field label=${this.t('piloufilou.people.reason')} required maxlength="300" .value=${this.reason} @rb-input=${(e: Told) => { this.reason = String(e.detail.value); }}></rb-field>
        <rb-button slot="actions" kind="danger" ?busy=${this.busy} ?disabled=${!this.reason.trim()} @click=${() => this.act(() => people.withdraw(this.client, id, this.reason), 'withdrawn.done', () => { this.reason = ''; })}>${this.t('piloufilou.people.withdraw')}</rb-button></rb-dialog>`;
    }
    return nothing;
  }

  private trainingDialog(units: readonly Unit[], close: () => void) {
    const t = this.training;
    const meetings = Array.from({ length: t.days }, (_, i) => ({ on: new Date(Date.parse(`${t.on}T00:00:00Z`) + i * 86_400_000).toISOString().slice(0, 10), minutes: t.minutes }));
    return html`<rb-dialog open heading=${this.t('piloufilou.people.train')} @rb-close=${close}>${this.refused()}
      <rb-field label=${this.t('piloufilou.people.train.title')} required maxlength="120" .value=${t.title} @rb-input=${(e: Told) => { this.training = { ...t, title: String(e.detail.value) }; }}></rb-field>
      <rb-unit-picker label=${this.t('piloufilou.people.unit')} .units=${units} .value=${t.unit} required @rb-change=${(e: Told) => { this.training = { ...t, unit: String(e.detail.value) }; }}></rb-unit-picker>
      <rb-field type="date" label=${this.t('piloufilou.people.train.on')} required .value=${t.on} @rb-change=${(e: Told) => { this.training = { ...t, on: String(e.detail.value ?? '') }; }}></rb-field>
      <rb-field type="integer" width="s" label=${this.t('piloufilou.people.train.days')} min="1" max="20" .value=${t.days} @rb-change=${(e: Told) => { this.training = { ...t, days: Math.min(20, Math.max(1, Number(e.detail.value) || 1)) }; }}></rb-field>
      <rb-field type="integer" width="s" label=${this.t('piloufilou.people.train.minutes')} min="15" max="600" .value=${t.minutes} @rb-change=${(e: Told) => { this.training = { ...t, minutes: Number(e.detail.value) || 0 }; }}></rb-field>
      <rb-button slot="actions" kind="primary" ?busy=${this.busy} ?disabled=${!t.title.trim() || !t.on} @click=${() => this.act(() => people.train(this.client, { title: t.title, unit: t.unit, meetings }), 'trained')}>${this.t('piloufilou.people.train')}</rb-button></rb-dialog>`;
  }

  private async act(call: () => Promise<unknown>, said: 'registered' | 'trained' | 'attended' | 'certified.done' | 'withdrawn.done', then?: () => void): Promise<void> {
    if (!(await this.attempt(async () => { await call(); }))) return;
    this.dialog = '';
    then?.();
    this.notify('good', this.t(`piloufilou.people.${said}`));
    await this.data.reload();
  }
}
