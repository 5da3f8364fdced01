// <rb-cap-calendar>: the sessions in one's own calendar: a secret address that follows changes, or a file.

import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/copy';
import { element } from '@ribambelle/web/define';

import { Screen } from '../screen.ts';
import { Seat } from './seat.ts';

@element('rb-cap-calendar')
export class RbCapCalendar extends Screen {
  @property({ type: Boolean }) feed = false;
  @state() private address = '';

  override render() {
    const seat = new Seat(this.client, this.target);
    const subscribe = () => this.attempt(async () => { this.address = (await seat.subscribe()).address; this.feed = true; });
    const revoke = () => this.attempt(async () => { await seat.unsubscribe(); this.address = ''; this.feed = false; }, this.t('cap.calendar.revoked'));
    return html`<section class="card stack"><h2>${this.t('cap.calendar')}</h2><p class="prose">${this.t('cap.calendar.help')}</p>
      ${this.refusal()}
      ${this.address ? html`<rb-copy label=${this.t('cap.calendar.address')} .text=${this.address}></rb-copy><p class="small muted">${this.t('cap.calendar.once')}</p>` : nothing}
      <div class="row">
        <rb-button icon="link" ?busy=${this.busy} @click=${subscribe}>${this.t(this.feed ? 'cap.calendar.renew' : 'cap.calendar.subscribe')}</rb-button>
        <rb-button icon="download" href=${seat.calendarHref()} download="agenda.ics">${this.t('cap.calendar.file')}</rb-button>
        ${this.feed ? html`<rb-button kind="quiet" @click=${revoke}>${this.t('cap.calendar.revoke')}</rb-button>` : nothing}
      </div></section>`;
  }
}
