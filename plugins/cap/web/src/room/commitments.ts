// <rb-cap-commitments>: what I will try by the next session, and what became of what I tried before.

import { html, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/badge';
import '@ribambelle/web/field';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';

import { Pointing } from './pointing.ts';
import './review.ts';
import { type Commitment, Seat, type Session } from './seat.ts';

const kinds = { due: 'info', kept: 'good', partial: 'warn', missed: 'off', moved: 'info' } as const;

@element('rb-cap-commitments')
export class RbCapCommitments extends Pointing {
  @property({ attribute: false }) session: Session | undefined;
  @property({ attribute: false }) sessions: readonly Session[] = [];
  @state() private text = '';
  @state() private tool = '';

  private readonly data = loaded(this, () => new Seat(this.client, this.target).commitments(), false);

  protected override firstUpdated(changed: PropertyValues): void {
    super.firstUpdated(changed);
    void this.data.reload();
  }

  override render() {
    return html`<section class="card stack"><h2>${this.t('cap.commitments')}</h2>${this.refusal()}
      ${this.data.render(({ commitments }) => {
        const mine = commitments.filter((c) => c.mine);
        const due = mine.filter((c) => c.outcome === 'due');
        return html`${due.length ? html`<ul class="plain lines">${due.map((c) => this.due(c))}</ul>` : html`<p class="muted">${this.t('cap.commitments.none')}</p>`}
          ${this.session ? this.promise() : nothing}
          ${mine.length > due.length ? html`<details><summary>${this.t('cap.commitments.before')}</summary><ul class="plain lines">${mine.filter((c) => c.outcome !== 'due').map((c) => this.past(c))}</ul></details>` : nothing}`;
      })}</section>`;
  }

  private number(id: string): number {
    return this.sessions.find((s) => s.id === id)?.number ?? 0;
  }

  private due(c: Commitment) {
    const at = this.sessions.find((s) => s.id === c.due_at);
    const now = at?.state === 'open' || at?.state === 'held';
    return html`<li class="stack tight"><p>${this.pick(c.text)}</p>${this.pointed(c.tool, this.t('cap.commitments.tool'))}<p class="muted small">${this.t('cap.commitments.due', { n: this.number(c.due_at) })}</p>
      ${now ? html`<rb-cap-review api=${this.api} .me=${this.me} .target=${this.target} .commitment=${c} .session=${at} @rb-done=${() => this.data.reload()}></rb-cap-review>` : nothing}</li>`;
  }

  private past(c: Commitment) {
    const last = c.reviews.at(-1);
    return html`<li class="stack tight"><div class="row"><rb-badge kind=${kinds[c.outcome]}>${this.t(`cap.outcome.${c.outcome}`)}</rb-badge><span class="muted small">${this.t('cap.session.n', { n: this.number(c.due_at) })}</span></div>
      <p>${this.pick(c.text)}</p>${this.pointed(c.tool, this.t('cap.commitments.tool'))}${last?.learning ? html`<p class="muted">${this.pick(last.learning)}</p>` : nothing}</li>`;
  }

  private promise() {
    const keep = async () => {
      if (await this.attempt(() => new Seat(this.client, this.target).commit(this.text, this.entry(this.tool)), this.t('cap.commitments.made'))) {
        [this.text, this.tool] = ['', ''];
        await this.data.reload();
      }
    };
    return html`<rb-field type="textarea" rows="2" maxlength="1000" label=${this.t('cap.commitments.new')} help=${this.t('cap.commitments.help')} .value=${this.text} @rb-input=${(e: Event) => { this.text = this.value(e); }}></rb-field>
      ${this.choice(this.t('cap.commitments.with'), this.t('cap.commitments.with.help'), this.tool, (id) => { this.tool = id; })}
      <div><rb-button kind="primary" ?busy=${this.busy} ?disabled=${!this.text.trim()} @click=${keep}>${this.t('cap.commitments.make')}</rb-button></div>`;
  }
}
