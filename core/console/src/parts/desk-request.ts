// <rb-desk-request>: one request on the operator's desk: who asks for what, and the two decisions.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { Api } from '@ribambelle/web/api';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import { problemOf } from '@ribambelle/web/problem';

import { Screen } from '../app/screen.ts';
import { kindOf, type ModuleRequest } from './request.ts';
import './request-study.ts';
import { screenStyles } from './styles.ts';

@element('rb-desk-request')
export class RbDeskRequest extends Screen {
  static override styles = [...screenStyles, css`
    .one { display: grid; gap: var(--rb-space-4); } .title { display: flex; flex-wrap: wrap; gap: var(--rb-space-2) var(--rb-space-3); align-items: center; } .title h3 { flex: 1 1 14rem; margin: 0; }
    .words { white-space: pre-line; overflow-wrap: anywhere; } blockquote { margin: 0; padding-inline-start: var(--rb-space-4); border-inline-start: 4px solid var(--rb-line); }
    .decide { display: grid; gap: var(--rb-space-4); padding-block-start: var(--rb-space-4); border-block-start: 1px solid var(--rb-line); }
  `];

  @property({ attribute: false }) request!: ModuleRequest;
  /** Names of what is installed, for a request in words. */
  @property({ attribute: false }) installed: readonly string[] = [];
  @state() private accepted: readonly string[] = [];
  @state() private module = '';
  @state() private reason = '';
  @state() private refusing = false;
  @state() private busy = '';

  override render() {
    const r = this.request;
    const name = (r.study ? this.pick(r.study.title) : '') || r.module || this.t('ask.in-words');
    return html`<article class="card one"><div class="title"><h3>${name}${r.version ? html` <span class="small muted">${r.module} ${r.version}</span>` : nothing}</h3><rb-badge kind=${kindOf(r)}>${this.t(`ask.state.${r.state}`)}</rb-badge></div>
      <p>${this.t('desk.by', { organisation: r.tenant_name ?? '', by: r.by, date: this.fmt.date(r.created_at) })}</p>
      ${r.words ? html`<blockquote class="words">${r.words}</blockquote>` : nothing}
      ${r.trouble ? html`<rb-notice kind="bad"><span lang="en">${r.trouble}</span></rb-notice>` : nothing}
      ${r.reason ? html`<p class="words"><strong>${this.t('ask.reason')}</strong> ${r.reason}</p>` : nothing}
      ${r.study ? html`<rb-request-study whole .study=${r.study}></rb-request-study>` : nothing}
      ${r.state === 'waiting' ? html`<div class="decide">${this.terms()}${this.refusing ? this.refusal() : this.choice()}</div>` : nothing}</article>`;
  }

  /** What has to be accepted before, each by itself; nothing is ticked. */
  private terms() {
    const { study, package: packed } = this.request;
    if (!packed) return html`<rb-field type="select" .label=${this.t('desk.module')} .help=${this.t('desk.module-help')} .value=${this.module} .options=${[{ value: '', label: this.t('desk.module-none') }, ...this.installed.map((name) => ({ value: name, label: name }))]} @rb-change=${(e: CustomEvent<{ value: string }>) => (this.module = e.detail.value)}></rb-field>`;
    if (!study) return nothing;
    if (['unknown', 'revoked', 'unclear'].includes(study.signature)) return html`<rb-notice kind="warn">${this.t(`desk.cannot.${study.signature}`)} ${study.signature_said ? html`<span class="small" lang="en">${study.signature_said}</span>` : nothing}</rb-notice>`;
    return html`${study.needs.map((need) => html`<rb-field type="checkbox" .label=${this.t(`desk.need.${need}`)} .value=${this.accepted.includes(need)} @rb-change=${(e: CustomEvent<{ value: boolean }>) => (this.accepted = e.detail.value ? [...this.accepted, need] : this.accepted.filter((n) => n !== need))}></rb-field>`)}`;
  }

  private get ready(): boolean {
    const { study, package: packed } = this.request;
    if (!packed) return this.module !== '';
    return study !== undefined && ['trusted', 'unsigned'].includes(study.signature) && study.needs.every((n) => this.accepted.includes(n));
  }

  private choice() {
    return html`<p class="small muted">${this.t('desk.only', { organisation: this.request.tenant_name ?? '' })}</p><div class="row">
      ${this.may('core:module.approve') ? html`<rb-button kind="primary" icon="check" ?busy=${this.busy === 'approve'} ?disabled=${!this.ready} @click=${() => this.ready && void this.decide('approve', { accept: this.accepted, ...(this.module ? { module: this.module } : {}) })}>${this.t('desk.approve')}</rb-button>` : nothing}
      ${this.may('core:module.refuse') ? html`<rb-button @click=${() => (this.refusing = true)}>${this.t('desk.refuse')}</rb-button>` : nothing}</div>`;
  }

  private refusal() {
    return html`<rb-field type="textarea" rows="3" maxlength="2000" .label=${this.t('desk.reason')} .help=${this.t('desk.reason-help')} .value=${this.reason} @rb-input=${(e: CustomEvent<{ value: string }>) => (this.reason = e.detail.value)}></rb-field>
      <div class="row"><rb-button kind="danger" ?busy=${this.busy === 'refuse'} ?disabled=${!this.reason.trim()} @click=${() => this.reason.trim() && void this.decide('refuse', { reason: this.reason })}>${this.t('desk.refuse-do')}</rb-button>
      <rb-button kind="quiet" @click=${() => (this.refusing = false)}>${this.t('web.cancel')}</rb-button></div>`;
  }

  private async decide(what: 'approve' | 'refuse', body: unknown): Promise<void> {
    this.busy = what;
    try {
      await new Api('').post(`/module-requests/${this.request.id}:${what}`, body);
      this.tell('good', this.t(`desk.${what}d`, { organisation: this.request.tenant_name ?? '' }));
      this.emit('rb-decided');
    } catch (thrown) {
      this.failed(problemOf(thrown));
    } finally {
      this.busy = '';
    }
  }
}
