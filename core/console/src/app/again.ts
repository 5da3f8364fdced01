// <rb-again>: a session that ended while somebody was at work. They sign in again over the page, which stays
// as it is; the request that was refused is sent once more.

import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { Api } from '@ribambelle/web/api';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import type { RbDialog } from '@ribambelle/web/dialog';
import '@ribambelle/web/dialog';
import { RbElement } from '@ribambelle/web/element';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import type { Me } from '@ribambelle/web/me';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import '../parts/second-step.ts';
import type { SignedIn } from '../parts/second-step.ts';
import { texts } from '../wording/all.ts';

@element('rb-again')
export class RbAgain extends RbElement {
  static override texts = texts;
  static override styles = base;

  @property({ attribute: false }) me!: Me;
  @state() private password = '';
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  @state() private second: SignedIn['second'];
  private entered = false;

  override render() {
    return html`<rb-dialog open .heading=${this.t('again.title')} @rb-close=${this.closed}>
      <p>${this.t('again.text')}</p>
      ${this.problem ? html`<rb-notice kind="bad">${this.say(this.problem)}</rb-notice>` : nothing}
      ${this.second ? html`<rb-second-step .api=${this.api} .second=${this.second} @rb-entered=${this.done} @rb-again=${() => (this.second = undefined)}></rb-second-step>` : this.form()}</rb-dialog>`;
  }

  private form() {
    const person = this.me.person;
    return html`<form class="stack" novalidate @submit=${this.send}>
        <p class="muted">${this.t('again.who', { name: person?.name ?? '', login: person?.login ?? '' })}</p>
        <rb-field type="password" .label=${this.t('sign-in.password')} autocomplete="current-password" required .value=${this.password} @rb-input=${this.wrote} @rb-change=${(e: Event) => e.stopPropagation()}></rb-field>
        <div class="row"><rb-button kind="primary" type="submit" ?busy=${this.busy}>${this.t('again.do')}</rb-button>
          <rb-button kind="quiet" @click=${this.leave}>${this.t('again.leave')}</rb-button></div>
      </form>`;
  }

  // wrote keeps the password to itself: the dialog may be left without a question.
  private wrote(event: CustomEvent<{ value: string }>): void {
    event.stopPropagation();
    this.password = event.detail.value;
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.problem = undefined;
    try {
      const { second } = await this.api.post<SignedIn>('/sign-in', { login: this.me.person?.login, password: this.password });
      if (second) this.second = second;
      else this.done();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }

  private get api(): Api {
    return new Api(`/t/${this.me.tenant.slug}`);
  }

  private done(): void {
    this.entered = true;
    this.leave();
  }

  private readonly leave = (): void => this.renderRoot.querySelector<RbDialog>('rb-dialog')?.close();

  private closed(event: Event): void {
    event.stopPropagation();
    this.emit('rb-answer', this.entered);
    this.remove();
  }
}

/** Lets a person sign in again over the page; true when they did. */
export function signInAgain(near: Element, me: Me): Promise<boolean> {
  const box = document.createElement('rb-again') as RbAgain;
  box.me = me;
  near.append(box);
  return new Promise((resolve) => box.addEventListener('rb-answer', (e) => {
    e.stopPropagation();
    resolve((e as CustomEvent<boolean>).detail);
  }));
}
