// <rb-cap-commitments>: what I will try by the next session, and what became of what I tried before.

import { html, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/badge';
import '@ribambelle/web/field';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';

import { Screen } from '../screen.ts';
import './review.ts';
import { type Commitment, type Pointed, Seat, type Session } from './seat.ts';

/** How many entries of the toolbox are offered. */
const mostTools = 100;

const kinds = { due: 'info', kept: 'good', partial: 'warn', missed: 'off', moved: 'info' } as const;

@element('rb-cap-commitments')
export class RbCapCommitments extends Screen {
  @property({ attribute: false }) session: Session | undefined;
  @property({ attribute: false }) sessions: readonly Session[] = [];
  @state() private text = '';
  @state() private tool = '';

  // What the toolbox has in the reader's language; nothing where it is off, or is not for them.
  private readonly tools = loaded(this, async (): Promise<Pointed[]> => {
    if (!this.toolbox) return [];
    const filter = encodeURIComponent(`language = "${this.locale.slice(0, 2)}"`);
    const { records } = await this.client.get<{ records: { id: string; doc: { title: string } }[] }>(`/toolbox/tools?filter=${filter}&order_by=title&page_size=${mostTools}`);
    return records.map((r) => ({ id: r.id, title: r.doc.title }));
  }, false);

  private get toolbox(): boolean {
    return may(this.me, 'toolbox:tools.read') && (this.me?.modules.some((m) => m.name === 'toolbox') ?? false);
  }

  private readonly data = loaded(this, () => new Seat(this.client, this.target).commitments(), false);

  protected override firstUpdated(_: PropertyValues): void {
    void this.data.reload();
    void this.tools.reload();
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
    return html`<li class="stack tight"><p>${c.text}</p>${this.pointed(c.tool)}<p class="muted small">${this.t('cap.commitments.due', { n: this.number(c.due_at) })}</p>
      ${now ? html`<rb-cap-review api=${this.api} .me=${this.me} .target=${this.target} .commitment=${c} .session=${at} @rb-done=${() => this.data.reload()}></rb-cap-review>` : nothing}</li>`;
  }

  private past(c: Commitment) {
    const last = c.reviews.at(-1);
    return html`<li class="stack tight"><div class="row"><rb-badge kind=${kinds[c.outcome]}>${this.t(`cap.outcome.${c.outcome}`)}</rb-badge><span class="muted small">${this.t('cap.session.n', { n: this.number(c.due_at) })}</span></div>
      <p>${c.text}</p>${this.pointed(c.tool)}${last?.learning ? html`<p class="muted">${last.learning}</p>` : nothing}</li>`;
  }

  // The tool itself where the toolbox is on, its title where it is not any more.
  private pointed(tool: Pointed | undefined) {
    if (!tool) return nothing;
    const at = `${this.base.slice(0, this.base.lastIndexOf('/'))}/toolbox/tools/${encodeURIComponent(tool.id)}`;
    return html`<p>${this.t('cap.commitments.tool')} ${this.toolbox ? html`<a class="wide-link" href=${at}>${tool.title}</a>` : tool.title}</p>`;
  }

  private promise() {
    const offered = this.tools.value ?? [];
    const keep = async () => {
      if (await this.attempt(() => new Seat(this.client, this.target).commit(this.text, offered.find((o) => o.id === this.tool)), this.t('cap.commitments.made'))) {
        [this.text, this.tool] = ['', ''];
        await this.data.reload();
      }
    };
    return html`<rb-field type="textarea" rows="2" maxlength="1000" label=${this.t('cap.commitments.new')} help=${this.t('cap.commitments.help')} .value=${this.text} @rb-input=${(e: Event) => { this.text = this.value(e); }}></rb-field>
      ${offered.length ? html`<rb-field type="select" optional label=${this.t('cap.commitments.with')} help=${this.t('cap.commitments.with.help')} .options=${[{ value: '', label: this.t('cap.commitments.without') }, ...offered.map((o) => ({ value: o.id, label: o.title }))]} .value=${this.tool}
        @rb-change=${(e: Event) => { this.tool = this.value(e); }}></rb-field>` : nothing}
      <div><rb-button kind="primary" ?busy=${this.busy} ?disabled=${!this.text.trim()} @click=${keep}>${this.t('cap.commitments.make')}</rb-button></div>`;
  }
}
