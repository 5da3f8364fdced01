// <rb-cap-changes>: what may change before a session: its subject and room, its date, whether it takes place, who
// comes as a guest.

import { html, nothing } from 'lit';
import { property, query, state } from 'lit/decorators.js';

import '@ribambelle/web/copy';
import '@ribambelle/web/dialog';
import '@ribambelle/web/field';
import { element } from '@ribambelle/web/define';
import type { RbDialog } from '@ribambelle/web/dialog';

import { Screen } from '../screen.ts';
import { cityOf } from '../when.ts';
import { Seat, type Session } from './seat.ts';

type Asked = 'tell' | 'move' | 'cancel' | 'invite';

@element('rb-cap-changes')
export class RbCapChanges extends Screen {
  @property({ attribute: false }) session!: Session;
  @state() private asked: Asked | '' = '';
  @state() private said: Readonly<Record<string, string>> = {};
  @state() private link = '';
  @query('rb-dialog') private dialog?: RbDialog;

  override render() {
    const open: Asked[] = this.session.state === 'cancelled' ? ['move'] : this.session.state === 'open' ? ['tell', 'invite'] : ['tell', 'invite', 'move', 'cancel'];
    return html`<section class="card stack"><h2>${this.t('cap.changes')}</h2><ul class="plain lines">${open.map((what) => html`<li class="row apart"><span>${this.t(`cap.changes.${what}.why`)}</span>
      <rb-button kind=${what === 'cancel' ? 'danger' : 'plain'} @click=${() => this.ask(what)}>${this.t(`cap.changes.${what}`)}</rb-button></li>`)}</ul>
      ${this.asked ? this.question(this.asked) : nothing}</section>`;
  }

  private ask(what: Asked): void {
    this.said = what === 'tell' ? { subject: this.session.subject ?? '' } : {};
    this.link = '';
    this.problem = undefined;
    this.asked = what;
  }

  private field(name: string, type: 'text' | 'email' | 'url' | 'date' | 'time', help = '', optional = false) {
    const error = this.wrong(`/${name}`);
    return html`<rb-field type=${type} maxlength="500" ?required=${!optional} ?optional=${optional} label=${this.t(`cap.changes.field.${name}`)} help=${help} error=${error} .value=${this.said[name] ?? ''}
      @rb-input=${(e: Event) => { this.said = { ...this.said, [name]: this.value(e) }; }}></rb-field>`;
  }

  private question(what: Asked) {
    const { name = '', email = '', date = '', clock = '', reason = '' } = this.said;
    const ready = { tell: true, move: date && clock && reason.trim(), cancel: reason.trim(), invite: name.trim() && email.trim() }[what];
    return html`<rb-dialog open heading=${this.t(`cap.changes.${what}`)} @rb-close=${() => { this.asked = ''; }}>
      ${this.link ? html`<p>${this.t('cap.changes.invited')}</p><rb-copy label=${this.t('cap.changes.link')} .text=${this.link}></rb-copy>`
        : html`<p class="muted">${this.t(`cap.changes.${what}.help`, { city: cityOf(this.session.zone) })}</p>${this.refusal()}${this[`${what}Fields` as const]()}`}
      ${this.link ? html`<rb-button slot="actions" kind="primary" @click=${() => this.dialog?.close()}>${this.t('web.close')}</rb-button>`
        : html`<rb-button slot="actions" kind=${what === 'cancel' ? 'danger' : 'primary'} ?busy=${this.busy} ?disabled=${!ready} @click=${() => this.change(what)}>${this.t(`cap.changes.${what}.do`)}</rb-button>`}</rb-dialog>`;
  }

  protected tellFields() {
    return html`${this.field('subject', 'text', '', true)}${this.field('room', 'url', this.t('cap.changes.room.help'), true)}`;
  }

  protected moveFields() {
    return html`${this.field('date', 'date')}${this.field('clock', 'time')}${this.field('reason', 'text')}`;
  }

  protected cancelFields() {
    return this.field('reason', 'text');
  }

  protected inviteFields() {
    return html`${this.field('name', 'text')}${this.field('email', 'email')}`;
  }

  private async change(what: Asked): Promise<void> {
    const seat = new Seat(this.client, this.target);
    const { subject = '', room, name = '', email = '', date = '', clock = '', reason = '' } = this.said;
    const done = await this.attempt(async () => {
      if (what === 'invite') this.link = (await seat.invite(this.session.id, { name, email, language: this.language })).link;
      else await seat.act(this.session.id, what, { tell: { subject, ...(room === undefined ? {} : { room }) }, move: { starts_at: `${date}T${clock}`, reason }, cancel: { reason } }[what]);
    }, this.t(`cap.changes.${what}.done`));
    if (!done) return;
    if (what !== 'invite') this.dialog?.close();
    this.emit('rb-done');
  }
}
