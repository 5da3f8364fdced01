// <rb-portrait-plan-review>: the review that closes a plan: what was done, what the portraits say since, in the team's words.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { base } from '@ribambelle/web/styles';

import { inOrder, type Owner, owners, plans } from './model.ts';
import { PlanScreen, type Told } from './screen.ts';

@element('rb-portrait-plan-review')
export class RbPortraitPlanReview extends PlanScreen {
  static override styles = [base, css`rb-field { max-width: 44rem; }`];

  @state() private words = '';
  @state() private signed: readonly Owner[] = [];

  private readonly data = loaded(this, () => plans.board(this.client, this.plan));

  override render() {
    this.entitle(this.t('portrait.plan.close'));
    return this.data.render((b) => html`<div class="stack wide">
      <div class="stack tight"><rb-back href=${this.href(`/${this.plan}`)}>${this.pick(b.plan.doc.title)}</rb-back><h1 tabindex="-1">${this.t('portrait.plan.close')}</h1><p class="lead">${this.t('portrait.review.lead')}</p></div>
      ${this.refused()}
      <section class="card stack tight"><h2>${this.t('portrait.review.done')}</h2><ul>${inOrder(b.actions).map(({ doc }) => html`<li>${this.t('web.says', { what: doc.title, text: this.t(`portrait.action.${doc.status ?? 'todo'}`).toLocaleLowerCase(this.locale) })}${doc.proof ? html` <span class="muted">${this.pick(doc.proof)}</span>` : nothing}</li>`)}</ul></section>
      <rb-field type="textarea" rows="8" maxlength="5000" required label=${this.t('portrait.review.words')} help=${this.t('portrait.review.help')} .value=${this.words} @rb-input=${(e: Told) => { this.words = String(e.detail.value); this.dirty(true); }}></rb-field>
      <rb-field type="checks" label=${this.t('portrait.review.signed')} help=${this.t('portrait.review.signed.help')} .options=${owners.map((value) => ({ value, label: this.t(`portrait.owner.${value}`) }))} .value=${this.signed} @rb-change=${(e: Told) => { this.signed = e.detail.value as readonly Owner[]; }}></rb-field>
      <div><rb-button kind="primary" ?busy=${this.busy} ?disabled=${!this.words.trim()} @click=${() => this.save(b.today)}>${this.t('portrait.review.do')}</rb-button></div>
    </div>`);
  }

  private async save(today: string): Promise<void> {
    const body = { review: this.words, signed: this.signed.map((owner) => ({ owner, on: today })) };
    if (!(await this.attempt(() => plans.act(this.client, this.plan, 'close', body), this.t('portrait.plan.said.closed')))) return;
    this.dirty(false);
    this.go(`/${this.plan}`, { replace: true });
  }
}
