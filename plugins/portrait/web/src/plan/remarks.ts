// <rb-portrait-remarks>: what those who accompany a place and those who lead it say of a plan.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import { element } from '@ribambelle/web/define';
import { may } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';

import { type Board, plans } from './model.ts';
import { PlanScreen, type Told } from './screen.ts';

@element('rb-portrait-remarks')
export class RbPortraitRemarks extends PlanScreen {
  static override styles = [base, css`li p { white-space: pre-line; max-width: 70ch; } rb-field { max-width: 40rem; }`];

  @property({ attribute: false }) board!: Board;
  @state() private words = '';
  @state() private about = '';

  override render() {
    const says = may(this.me, 'portrait:plan.remark');
    if (!says && this.board.remarks.length === 0) return nothing;
    const title = (id: string | undefined) => this.board.actions.find((a) => a.id === id)?.doc.title ?? '';
    return html`<section class="card stack"><h2>${this.t('portrait.remarks')}</h2>
      ${this.board.remarks.length ? html`<ul class="plain stack">${this.board.remarks.map((r) => html`<li class="stack tight"><span class="small muted">${[r.name || this.t('portrait.remarks.somebody'), this.fmt.date(r.on), title(r.action)].filter(Boolean).join(' · ')}</span><p>${this.pick(r.text)}</p></li>`)}</ul>`
        : html`<p class="muted">${this.t('portrait.remarks.none')}</p>`}
      ${says ? this.form() : nothing}</section>`;
  }

  private form() {
    const options = [{ value: '', label: this.t('portrait.remarks.whole') }, ...this.board.actions.map((a) => ({ value: a.id, label: a.doc.title }))];
    return html`<div class="stack no-print">${this.refused()}
      <rb-field type="textarea" rows="2" maxlength="2000" label=${this.t('portrait.remarks.new')} .value=${this.words} @rb-input=${(e: Told) => { this.words = String(e.detail.value); }}></rb-field>
      ${options.length > 1 ? html`<rb-field type="select" label=${this.t('portrait.remarks.about')} .options=${options} .value=${this.about} @rb-change=${(e: Told) => { this.about = String(e.detail.value ?? ''); }}></rb-field>` : nothing}
      <div><rb-button ?busy=${this.busy} ?disabled=${!this.words.trim()} @click=${this.send}>${this.t('portrait.remarks.send')}</rb-button></div></div>`;
  }

  private async send(): Promise<void> {
    const body = { text: this.words, ...(this.about ? { action: this.about } : {}) };
    if (!(await this.attempt(() => plans.act(this.client, this.plan, 'remark', body)))) return;
    this.words = '';
    this.emit('rb-changed');
  }
}
