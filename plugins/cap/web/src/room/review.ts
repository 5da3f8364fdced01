// <rb-cap-review>: what came of a commitment: four answers, and what was learned.

import { html } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/field';
import { element } from '@ribambelle/web/define';

import { Screen } from '../screen.ts';
import { type Commitment, type Outcome, Seat, type Session } from './seat.ts';

const outcomes = ['kept', 'partial', 'missed', 'moved'] as const;

@element('rb-cap-review')
export class RbCapReview extends Screen {
  @property({ attribute: false }) commitment!: Commitment;
  @property({ attribute: false }) session!: Session;
  @state() private learning = '';

  override connectedCallback(): void {
    super.connectedCallback();
    this.learning = this.said?.learning ?? '';
  }

  private get said() {
    return this.commitment.reviews.find((r) => r.session === this.session.id);
  }

  override render() {
    const chosen = this.said?.outcome;
    return html`<div class="stack tight">${this.refusal()}
      <rb-field type="textarea" rows="2" maxlength="1000" optional label=${this.t('cap.review.learning')} .value=${this.learning} @rb-input=${(e: Event) => { this.learning = this.value(e); }}></rb-field>
      <div class="row" role="group" aria-label=${this.t('cap.review.what', { text: this.commitment.text })}>${outcomes.map((o) => html`<rb-button size="s" kind=${chosen === o ? 'primary' : 'plain'} icon=${chosen === o ? 'check' : ''} ?busy=${this.busy} @click=${() => this.review(o)}>${this.t(`cap.outcome.${o}`)}</rb-button>`)}</div></div>`;
  }

  private async review(outcome: Outcome): Promise<void> {
    const done = await this.attempt(() => new Seat(this.client, this.target).review(this.commitment.id, outcome, this.learning, this.session.id));
    if (done) this.emit('rb-done');
  }
}
