// <rb-cap-join>: asking for a seat, or taking the mentor's: who one is, where changes are told, in which zone.

import { html, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';

import '@ribambelle/web/dialog';
import '@ribambelle/web/field';
import { element } from '@ribambelle/web/define';
import type { RbDialog } from '@ribambelle/web/dialog';

import { communities, type Introduction, type Line } from '../community.ts';
import { Screen } from '../screen.ts';
import { readersZone } from '../when.ts';

@element('rb-cap-join')
export class RbCapJoin extends Screen {
  @property({ attribute: false }) community!: Pick<Line, 'id' | 'title' | 'taken' | 'capacity' | 'waiting'>;
  /** Whoever runs the community takes the mentor's seat. */
  @property({ type: Boolean }) lead = false;
  @state() private who: Introduction = { name: '', email: '' };
  @query('rb-dialog') private dialog?: RbDialog;

  protected override willUpdate(changed: PropertyValues): void {
    const person = this.me?.person;
    if (changed.has('community') && person) {
      this.who = { name: person.name, email: person.email ?? (person.login.includes('@') ? person.login : ''), zone: readersZone(), language: this.language, organisation: '', region: '' };
    }
  }

  override render() {
    const c = this.community;
    const full = !this.lead && (c.taken >= c.capacity || c.waiting > 0);
    const words = this.lead ? 'lead' : full ? 'full' : 'free';
    return html`<rb-dialog open heading=${this.t(this.lead ? 'cap.run.lead' : 'cap.join.title', { title: c.title })}>
      <p>${this.t(`cap.join.${words}`)}</p>
      ${this.refusal()}
      ${this.field('name', 'text', 'name')}${this.field('email', 'email', 'email')}${this.field('organisation', 'text', 'organization')}${this.field('region', 'text', 'address-level1')}
      <p class="small muted">${this.t('cap.join.zone', { zone: this.who.zone ?? '' })}</p>
      <rb-button slot="actions" kind="quiet" @click=${() => this.dialog?.close()}>${this.t('web.cancel')}</rb-button>
      <rb-button slot="actions" kind="primary" ?busy=${this.busy} @click=${this.join}>${this.t(this.lead ? 'cap.run.lead' : full ? 'cap.join.wait' : 'cap.join')}</rb-button>
    </rb-dialog>`;
  }

  private field(name: 'name' | 'email' | 'organisation' | 'region', type: 'text' | 'email', autocomplete: string) {
    const optional = name === 'organisation' || name === 'region';
    const error = this.problem?.errors.find((e) => e.pointer === `/${name}`);
    return html`<rb-field type=${type} label=${this.t(`cap.join.${name}`)} help=${name === 'email' ? this.t('cap.join.email.help') : nothing} ?optional=${optional} ?required=${!optional} maxlength="120"
      autocomplete=${autocomplete} error=${error ? this.t('cap.join.check') : ''} .value=${this.who[name] ?? ''} @rb-input=${(e: Event) => { this.who = { ...this.who, [name]: this.value(e) }; }}></rb-field>`;
  }

  private readonly join = async (): Promise<void> => {
    const { id } = this.community;
    await this.attempt(async () => this.emit('rb-joined', this.lead
      ? await communities.appoint(this.client, id, { ...this.who, person: this.me?.person?.id ?? '', role: 'mentor' })
      : await communities.join(this.client, id, this.who)));
  };
}
