// The link at the end of a message: says which messages would end, and ends them once somebody agrees. It needs no account.

import { css, html } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/state';
import type { Bilingual } from '@ribambelle/web/texts';

import { Screen } from '../app/screen.ts';
import { screenStyles } from '../parts/styles.ts';

@element('rb-leave')
export class RbLeave extends Screen {
  static override styles = [...screenStyles, css`.page { max-width: 34rem; margin-inline: auto; }`];

  @state() private what: Bilingual | undefined;
  @state() private ended = false;
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private token = '';

  protected override titleKey = () => 'leave.title';

  override connectedCallback(): void {
    super.connectedCallback();
    this.token = location.hash.slice(1);
    void this.ask(false);
  }

  override render() {
    return html`<div class="page"><h1 tabindex="-1">${this.t('leave.title')}</h1>${this.body()}</div>`;
  }

  private body() {
    const account = html`<rb-button href=${this.to('account')}>${this.t('leave.account')}</rb-button>`;
    if (this.problem) return html`<rb-state kind="missing" .heading=${this.say(this.problem)}>${account}</rb-state>`;
    if (!this.what) return html`<rb-state kind="loading"></rb-state>`;
    const what = this.pick(this.what);
    if (this.ended) return html`<div class="card stack" role="status"><p>${this.t('leave.done', { what })}</p><p class="muted">${this.t('leave.back')}</p><div>${account}</div></div>`;
    return html`<div class="card stack"><p>${this.t('leave.ask', { what })}</p><div><rb-button kind="primary" ?busy=${this.busy} @click=${() => void this.ask(true)}>${this.t('leave.do')}</rb-button></div></div>`;
  }

  private async ask(confirmed: boolean): Promise<void> {
    this.busy = true;
    try {
      const { title, ended } = await this.api.post<{ title: Bilingual; ended: boolean }>('/notices:leave', { token: this.token, confirmed });
      this.what = title;
      this.ended = ended;
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }
}
