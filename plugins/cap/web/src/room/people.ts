// <rb-cap-people>: who is in the group; for mentors, certificates and the end of an invitation.

import { html, nothing } from 'lit';
import { property } from 'lit/decorators.js';

import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';

import type { Member } from '../community.ts';
import { Screen } from '../screen.ts';
import { Seat } from './seat.ts';

@element('rb-cap-people')
export class RbCapPeople extends Screen {
  @property({ attribute: false }) members: readonly Member[] = [];
  @property({ type: Boolean }) mentor = false;

  override render() {
    const order = ['mentor', 'expert', 'guest', 'member'];
    const all = [...this.members].sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
    return html`<section class="card stack"><h2>${this.t('cap.people', { n: all.length })}</h2>${this.refusal()}
      <ul class="plain lines">${all.map((m) => html`<li class="row apart"><span>${m.name}${m.role === 'member' ? nothing : html` <small class="muted">${this.t(`cap.role.${m.role}`)}</small>`}
        ${m.organisation || m.region ? html`<br /><small class="muted">${[m.organisation, m.region].filter(Boolean).join(', ')}</small>` : nothing}
        ${m.until ? html`<br /><small class="muted">${this.t('cap.people.until', { date: this.fmt.date(new Date(new Date(m.until).getTime() - 1000)) })}</small>` : nothing}</span>
        ${this.mentor ? this.act(m) : nothing}</li>`)}</ul></section>`;
  }

  private act(m: Member) {
    if (m.role === 'member') return html`<rb-button size="s" ?busy=${this.busy} @click=${() => this.certify(m)} label=${`${this.t('cap.certify')}, ${m.name}`}>${this.t('cap.certify')}</rb-button>`;
    if (m.role === 'guest') return html`<rb-button size="s" kind="quiet" @click=${() => this.attempt(() => new Seat(this.client, this.target).revokeGuest(m.seat), this.t('cap.guest.revoked'))} label=${`${this.t('cap.guest.revoke')}, ${m.name}`}>${this.t('cap.guest.revoke')}</rb-button>`;
    return nothing;
  }

  private async certify(m: Member): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('cap.certify.title', { name: m.name }), body: this.t('cap.certify.text'), confirm: this.t('cap.certify') });
    if (!sure) return;
    await this.attempt(async () => {
      const made = await new Seat(this.client, this.target).certify(m.seat);
      this.notify('good', this.t('cap.certified', { name: m.name, hours: this.fmt.number(Number(made.hours), 2), number: made.number }));
    });
  }
}
