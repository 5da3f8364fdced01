// <rb-cap-meet>: the session that is on, or the next one: when, where, by telephone; for mentors, the way to lead it.

import { html, nothing } from 'lit';
import { property } from 'lit/decorators.js';

import '@ribambelle/web/badge';
import { element } from '@ribambelle/web/define';

import { Screen } from '../screen.ts';
import type { Session } from './seat.ts';

@element('rb-cap-meet')
export class RbCapMeet extends Screen {
  @property({ attribute: false }) session: Session | undefined;
  @property({ type: Boolean }) mentor = false;

  override render() {
    const s = this.session;
    if (!s) return html`<section class="card"><p>${this.t('cap.meet.none')}</p></section>`;
    return html`<section class="card stack"><div class="row apart"><h2>${this.t(s.state === 'open' ? 'cap.meet.now' : 'cap.meet.next', { n: s.number })}</h2></div>
      <p>${this.when(s)}</p>
      ${s.subject ? html`<p>${this.pick(s.subject)}</p>` : nothing}
      ${s.moved_from && s.reason ? html`<p class="muted">${this.t('cap.meet.moved', { reason: s.reason })}</p>` : nothing}
      <div class="row">
        ${s.room ? html`<rb-button kind="action" icon="external-link" href=${s.room} target="_blank">${this.t('cap.meet.room')}</rb-button>` : nothing}
        ${this.mentor ? html`<rb-button kind="primary" href=${this.href(`/rooms/${this.target}/sessions/${s.id}`)}>${this.t('cap.session.lead')}</rb-button>` : nothing}
      </div>
      ${s.dial_in ? html`<p class="prose"><strong>${this.t('cap.meet.phone')}</strong> ${s.dial_in}</p>` : nothing}
      <p class="small muted">${this.t('cap.meet.unrecorded')}</p></section>`;
  }
}
