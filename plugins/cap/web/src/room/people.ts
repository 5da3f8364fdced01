// <rb-cap-people>: who is in the group; for mentors, certificates and the end of an invitation.

import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/dialog';
import '@ribambelle/web/field';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';

import type { Member } from '../community.ts';
import { Screen } from '../screen.ts';
import { Seat } from './seat.ts';

@element('rb-cap-people')
export class RbCapPeople extends Screen {
  @property({ attribute: false }) members: readonly Member[] = [];
  @property({ type: Boolean }) mentor = false;
  @state() private revoking: Member | undefined;
  @state() private reason = '';

  override render() {
    const order = ['mentor', 'expert', 'guest', 'member'];
    const all = [...this.members].sort((a, b) => order.indexOf(a.role) - order.indexOf(b.role));
    return html`<section class="card stack"><h2>${this.t('cap.people', { n: all.length })}</h2>${this.refusal()}
      <ul class="plain lines">${all.map((m) => html`<li class="row apart"><span>${m.name}${m.role === 'member' ? nothing : html` <small class="muted">${this.t(`cap.role.${m.role}`)}</small>`}
        ${m.organisation || m.region ? html`<br /><small class="muted">${[m.organisation, m.region].filter(Boolean).join(', ')}</small>` : nothing}
        ${m.certificate ? html`<br /><a class="wide-link small" href=${`/p/${this.me?.tenant.slug}/cap/certificate#${m.certificate}`} target="_blank" rel="noopener">${this.t('cap.certificate', { number: m.certificate })}</a>` : nothing}
        ${m.until ? html`<br /><small class="muted">${this.t('cap.people.until', { date: this.fmt.date(new Date(new Date(m.until).getTime() - 1000)) })}</small>` : nothing}</span>
        ${this.mentor ? this.act(m) : nothing}</li>`)}</ul>${this.revoking ? this.asked(this.revoking) : nothing}</section>`;
  }

  private act(m: Member) {
    if (m.certificate) return html`<rb-button size="s" kind="quiet" label=${`${this.t('cap.certificate.revoke')}, ${m.name}`} @click=${() => { this.revoking = m; this.reason = ''; }}>${this.t('cap.certificate.revoke')}</rb-button>`;
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
      this.emit('rb-done');
    });
  }

  private asked(m: Member) {
    return html`<rb-dialog open heading=${this.t('cap.certificate.revoke.title', { name: m.name })} @rb-close=${() => { this.revoking = undefined; }}>
      <div class="stack"><p>${this.t('cap.certificate.revoke.text')}</p>${this.refusal()}
        <rb-field type="text" required maxlength="500" label=${this.t('cap.certificate.reason')} help=${this.t('cap.certificate.reason.help')} .value=${this.reason} @rb-input=${(e: Event) => { this.reason = this.value(e); }}></rb-field></div>
      <rb-button slot="actions" kind="danger" ?busy=${this.busy} ?disabled=${!this.reason.trim()} @click=${() => this.revoke(m)}>${this.t('cap.certificate.revoke')}</rb-button></rb-dialog>`;
  }

  private async revoke(m: Member): Promise<void> {
    if (!(await this.attempt(() => new Seat(this.client, this.target).revoke(m.certificate ?? '', this.reason), this.t('cap.certificate.revoke.done')))) return;
    this.revoking = undefined;
    this.emit('rb-done');
  }
}
