// <rb-device-people>: who may sign in on a site's device, and their PINs; whoever may, gives a first one.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Api } from '@ribambelle/web/api';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import { RbElement } from '@ribambelle/web/element';
import { problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import { texts } from '../wording/all.ts';

export type PINState = 'none' | 'starting' | 'own' | 'expired' | 'locked';
/** Somebody of a site, by name alone. */
export type DeviceUser = { id: string; name: string; pin: PINState };

const badges: Record<PINState, 'good' | 'info' | 'warn' | 'bad' | 'off'> = { none: 'off', starting: 'info', own: 'good', expired: 'warn', locked: 'bad' };

@element('rb-device-people')
export class RbDevicePeople extends RbElement {
  static override texts = texts;
  static override styles = [base, css`
    li { display: flex; flex-wrap: wrap; gap: var(--rb-space-3); justify-content: space-between; align-items: center; min-height: 3rem; border-block-end: 1px solid var(--rb-line); } li:last-child { border: 0; }
    ul { list-style: none; margin: 0; padding: 0; } .pin { font-size: 2.5rem; letter-spacing: .2em; font-weight: 680; text-align: center; }
  `];

  @property({ attribute: false }) api!: Api;
  @property() unit = '';
  @property({ attribute: false }) people: readonly DeviceUser[] = [];
  @property({ type: Boolean }) gives = false;
  @state() private given: { who: DeviceUser; pin: string } | undefined;

  override render() {
    if (this.people.length === 0) return html`<p class="muted">${this.t('devices.nobody')}</p>`;
    return html`<ul>${this.people.map((p) => html`<li><span>${p.name} <rb-badge kind=${badges[p.pin]}>${this.t(`devices.pin.${p.pin}`)}</rb-badge></span>
      ${this.gives ? html`<rb-button size="s" kind="quiet" icon="key-round" label=${this.t(p.pin === 'none' ? 'devices.give-of' : 'devices.renew-of', { name: p.name })} @click=${() => void this.give(p)}>${this.t(p.pin === 'none' ? 'devices.give' : 'devices.renew')}</rb-button>` : nothing}</li>`)}</ul>
      ${this.given ? html`<rb-dialog open .heading=${this.t('devices.first-pin', { name: this.given.who.name })} @rb-close=${this.over}><p class="pin">${this.given.pin.replace(/(...)/, '$1 ')}</p><p>${this.t('devices.first-text')}</p>
        <rb-button slot="actions" icon="printer" @click=${() => window.print()}>${this.t('devices.print')}</rb-button><rb-button slot="actions" kind="primary" @click=${this.over}>${this.t('devices.passed-on')}</rb-button></rb-dialog>` : nothing}`;
  }

  private readonly over = (): void => {
    this.given = undefined;
    this.emit('rb-changed');
  };

  private async give(who: DeviceUser): Promise<void> {
    if (who.pin !== 'none' && !(await confirmBox(this, { heading: this.t('devices.renew-title', { name: who.name }), body: this.t('devices.renew-text'), confirm: this.t('devices.renew') }))) return;
    try {
      this.given = { who, pin: (await this.api.post<{ pin: string }>(`/units/${this.unit}/device-people/${who.id}:pin`)).pin };
    } catch (thrown) {
      this.emit('rb-notice', { kind: 'bad', text: this.say(problemOf(thrown)) });
    }
  }
}
