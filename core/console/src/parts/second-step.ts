// <rb-second-step>: the second step of a sign-in: a code of the app, or a recovery code. Says rb-entered once it is right,
// and rb-again when the first step has to be done anew.

import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Api } from '@ribambelle/web/api';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import { RbElement } from '@ribambelle/web/element';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import { texts } from '../wording/all.ts';

/** What a sign-in answers: somebody who is in, or a ticket for the second step. */
export type SignedIn = { second?: { ticket: string } };

@element('rb-second-step')
export class RbSecondStep extends RbElement {
  static override texts = texts;
  static override styles = base;

  @property({ attribute: false }) api!: Api;
  @property() ticket = '';
  @state() private code = '';
  @state() private problem: Problem | undefined;
  @state() private busy = false;

  override render() {
    return html`<form class="stack" novalidate @submit=${this.send}>
      <p>${this.t('second.ask')}</p>
      ${this.problem ? html`<rb-notice kind="bad">${this.say(this.problem)}</rb-notice>` : nothing}
      <rb-field .label=${this.t('second.code')} .help=${this.t('second.code-help')} autocomplete="one-time-code" required .value=${this.code} @rb-input=${this.wrote} @rb-change=${(e: Event) => e.stopPropagation()}></rb-field>
      <div class="row"><rb-button kind="primary" type="submit" ?busy=${this.busy}>${this.t('sign-in.do')}</rb-button>
        <rb-button kind="quiet" @click=${() => this.emit('rb-again')}>${this.t('second.back')}</rb-button></div></form>`;
  }

  private wrote(event: CustomEvent<{ value: string }>): void {
    event.stopPropagation();
    this.code = event.detail.value;
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.problem = undefined;
    try {
      await this.api.post('/sign-in:second', { ticket: this.ticket, code: this.code.trim() });
      this.emit('rb-entered');
    } catch (thrown) {
      this.problem = problemOf(thrown);
      this.code = '';
    } finally {
      this.busy = false;
    }
  }
}
