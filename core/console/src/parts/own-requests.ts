// <rb-own-requests>: what an organisation has asked the operator to install, and how that stands.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import '@ribambelle/web/notice';
import { problemOf } from '@ribambelle/web/problem';

import { Screen } from '../app/screen.ts';
import { kindOf, type ModuleRequest } from './request.ts';
import './request-study.ts';
import { screenStyles } from './styles.ts';

@element('rb-own-requests')
export class RbOwnRequests extends Screen {
  static override styles = [...screenStyles, css`
    .one { display: grid; gap: var(--rb-space-3); padding-block: var(--rb-space-4); border-block-start: 1px solid var(--rb-line); } .one:first-child { border: 0; padding-block-start: 0; }
    .title { display: flex; flex-wrap: wrap; gap: var(--rb-space-2) var(--rb-space-3); align-items: center; } .title h3 { flex: 1 1 12rem; margin: 0; } .words { white-space: pre-line; overflow-wrap: anywhere; }
  `];

  @state() private busy = '';
  private readonly all = loaded(this, (signal) => this.api.get<{ requests: ModuleRequest[] }>('/module-requests', { signal }).then((a) => a.requests.filter((r) => r.state !== 'withdrawn')));

  override render() {
    return this.all.render((all: ModuleRequest[]) => (all.length === 0 ? html`` : html`<section class="card stack" aria-labelledby="asked"><h2 id="asked">${this.t('ask.yours')}</h2><div>${all.map((r) => this.one(r))}</div></section>`));
  }

  private one(r: ModuleRequest) {
    const name = r.study ? this.pick(r.study.title) : (r.module ?? '');
    return html`<article class="one"><div class="title"><h3>${name || this.t('ask.in-words')}${r.version ? html` <span class="small muted">${r.version}</span>` : nothing}</h3><rb-badge kind=${kindOf(r)}>${this.t(`ask.state.${r.state}`)}</rb-badge></div>
      ${r.words ? html`<p class="words">${r.words}</p>` : nothing}
      ${r.state === 'refused' && r.reason ? html`<rb-notice kind="warn"><strong>${this.t('ask.reason')}</strong> <span class="words">${r.reason}</span></rb-notice>` : nothing}
      ${r.state === 'approved' ? html`<p>${this.t('ask.approved')}</p>` : nothing}
      ${r.study ? html`<details><summary>${this.t('ask.what')}</summary><rb-request-study .study=${r.study}></rb-request-study></details>` : nothing}
      <p class="small muted">${this.t('ask.since', { by: r.by, date: this.fmt.date(r.created_at) })}${r.expires_at ? ` ${this.t('ask.until', { date: this.fmt.date(r.expires_at) })}` : ''}</p>
      ${r.state === 'waiting' ? html`<div><rb-button kind="quiet" ?busy=${this.busy === r.id} @click=${() => void this.withdraw(r)}>${this.t('ask.withdraw')}</rb-button></div>` : nothing}</article>`;
  }

  private async withdraw(r: ModuleRequest): Promise<void> {
    if (!(await confirmBox(this, { heading: this.t('ask.withdraw-title'), body: this.t('ask.withdraw-text'), confirm: this.t('ask.withdraw') }))) return;
    this.busy = r.id;
    try {
      await this.api.post(`/module-requests/${r.id}:withdraw`);
      this.tell('good', this.t('ask.withdrawn'));
      await this.all.reload();
    } catch (thrown) {
      this.failed(problemOf(thrown));
    } finally {
      this.busy = '';
    }
  }
}
