// A link that came by e-mail: it signs in at once in the browser that asked for it, and asks first in any other.

import { css, html } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/state';

import { afterSignIn } from '../app/route.ts';
import { Screen } from '../app/screen.ts';
import '../parts/second-step.ts';
import type { SignedIn } from '../parts/second-step.ts';
import { screenStyles } from '../parts/styles.ts';

@element('rb-link')
export class RbLink extends Screen {
  static override styles = [...screenStyles, css`.page { max-width: 30rem; margin-inline: auto; }`];

  @state() private name = '';
  @state() private second: SignedIn['second'];
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private ticket = '';

  protected override titleKey = () => 'link.title';

  override connectedCallback(): void {
    super.connectedCallback();
    this.ticket = location.hash.slice(1);
    history.replaceState(null, '', location.pathname); // it must not stay in the history of a shared device
    void this.enter(false);
  }

  override render() {
    return html`<div class="page"><h1 tabindex="-1">${this.t('link.title')}</h1>${this.body()}</div>`;
  }

  private body() {
    if (this.problem) return html`<rb-state kind="missing" .heading=${this.say(this.problem)}><rb-button kind="primary" href=${this.to('sign-in')}>${this.t('link.again')}</rb-button></rb-state>`;
    if (this.second) return html`<div class="card"><rb-second-step .api=${this.api} .second=${this.second} @rb-entered=${this.entered} @rb-again=${() => this.go(this.to('sign-in'))}></rb-second-step></div>`;
    if (!this.name) return html`<rb-state kind="loading"></rb-state>`;
    return html`<div class="card stack"><p>${this.t('link.elsewhere', { name: this.name })}</p><div class="row"><rb-button kind="primary" ?busy=${this.busy} @click=${() => void this.enter(true)}>${this.t('link.enter')}</rb-button><rb-button kind="quiet" href=${this.to('sign-in')}>${this.t('link.not-me')}</rb-button></div></div>`;
  }

  private async enter(confirmed: boolean): Promise<void> {
    this.busy = true;
    try {
      const { second, confirm } = await this.api.post<SignedIn & { confirm?: string }>('/sign-in:link', { ticket: this.ticket, confirmed });
      if (confirm) this.name = confirm;
      else if (second) this.second = second;
      else this.entered();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }

  private entered(): void {
    this.go(afterSignIn(this.slug, null), true);
  }
}
