// <rb-second-step>: the second step of a sign-in: a code of the app, a recovery code, or a passkey. Says rb-entered once it is right,
// and rb-again when the first step has to be done anew.

import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Api } from '@ribambelle/web/api';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import { base } from '@ribambelle/web/styles';

import { texts } from '../wording/all.ts';
import { Attempts } from './attempts.ts';
import { hasPasskeys, showPasskey } from './credential.ts';

/** What a sign-in answers: somebody who is in, or a ticket for the second step, and whether a passkey serves in place of a code. */
export type SignedIn = { second?: { ticket: string; passkey: boolean } };

@element('rb-second-step')
export class RbSecondStep extends Attempts {
  static override texts = texts;
  static override styles = base;

  @property({ attribute: false }) api!: Api;
  @property({ attribute: false }) second!: NonNullable<SignedIn['second']>;
  @state() private code = '';

  override render() {
    return html`<form class="stack" novalidate @submit=${this.send}>
      <p>${this.t('second.ask')}</p>
      ${this.problem ? html`<rb-notice kind="bad">${this.say(this.problem)}</rb-notice>` : nothing}
      <rb-field .label=${this.t('second.code')} .help=${this.t('second.code-help')} autocomplete="one-time-code" required .value=${this.code} @rb-input=${this.wrote} @rb-change=${(e: Event) => e.stopPropagation()}></rb-field>
      <div class="row"><rb-button kind="primary" type="submit" ?busy=${this.busy}>${this.t('sign-in.do')}</rb-button>
        ${this.second.passkey && hasPasskeys() ? html`<rb-button icon="key-round" ?busy=${this.busy} @click=${this.byPasskey}>${this.t('second.passkey')}</rb-button>` : nothing}
        <rb-button kind="quiet" @click=${() => this.emit('rb-again')}>${this.t('second.back')}</rb-button></div></form>`;
  }

  private wrote(event: CustomEvent<{ value: string }>): void {
    event.stopPropagation();
    this.code = event.detail.value;
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    await this.attempt(() => this.enter({ code: this.code.trim() }));
    if (this.problem) this.code = '';
  }

  private readonly byPasskey = (): Promise<void> => this.attempt(async () => {
    const { options } = await this.api.post<{ options: unknown }>('/sign-in:passkey-begin');
    const credential = await showPasskey(options);
    if (credential) await this.enter({ credential });
  });

  private async enter(proof: object): Promise<void> {
    await this.api.post('/sign-in:second', { ticket: this.second.ticket, ...proof });
    this.emit('rb-entered');
  }
}
