// <rb-cap-session>: a session as its mentor leads it: open, look at commitments, note attendance, close; move,
// cancel or invite before it.

import { html, nothing } from 'lit';

import '@ribambelle/web/badge';
import '@ribambelle/web/steps';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';

import { Screen } from '../screen.ts';
import './changes.ts';
import './review.ts';
import { type Commitments, Seat, type Session, type Tally } from './seat.ts';
import './sheet.ts';

const kinds = { planned: 'info', open: 'good', held: 'off', cancelled: 'bad' } as const;

@element('rb-cap-session')
export class RbCapSession extends Screen {
  private get seat(): Seat {
    return new Seat(this.client, this.target);
  }

  private readonly data = loaded(this, async () => {
    const [sheet, commitments] = await Promise.all([this.seat.sheet(this.inner), this.seat.commitments()]);
    return { sheet, commitments };
  });

  override render() {
    return this.data.render(({ sheet, commitments }) => {
      const s = sheet.session;
      const name = this.t('cap.session.n', { n: s.number });
      this.entitle(name);
      const led = s.state === 'open' || s.state === 'held';
      return html`<div class="stack wide">
        <div class="stack tight">${this.back(`/rooms/${this.target}`, this.t('cap.back.room'))}
          <div class="row"><h1 tabindex="-1">${name}</h1><rb-badge kind=${kinds[s.state]}>${this.t(`cap.session.${s.state}`)}</rb-badge></div>
          <p>${this.when(s)}</p>${s.subject ? html`<p class="lead">${this.pick(s.subject)}</p>` : nothing}
          ${s.state === 'cancelled' ? nothing : html`<rb-steps .steps=${['planned', 'open', 'held'].map((k) => this.t(`cap.session.step.${k}`))} .current=${['planned', 'open', 'held'].indexOf(s.state)}></rb-steps>`}</div>
        ${this.refusal()}${this.next(s)}
        ${led ? this.commitments(commitments, s) : nothing}
        ${led ? html`<rb-cap-sheet api=${this.api} .me=${this.me} .target=${this.target} .sheet=${sheet} @rb-done=${() => this.data.reload()}></rb-cap-sheet>` : nothing}
        ${s.state === 'held' ? nothing : html`<rb-cap-changes api=${this.api} .me=${this.me} .target=${this.target} .session=${s} @rb-done=${() => this.data.reload()}></rb-cap-changes>`}
      </div>`;
    });
  }

  private next(s: Session) {
    const act = (verb: string, done: string) => async () => { await this.attempt(() => this.seat.act(s.id, verb), done); await this.data.reload(); };
    const early = new Date(s.starts_at).getTime() - Date.now() > 3_600_000;
    if (s.state === 'planned') {
      return html`<section class="card stack"><p class="prose">${this.t('cap.session.open.help')}</p>
        <div class="row"><rb-button kind="action" ?busy=${this.busy} ?disabled=${early} @click=${act('open', this.t('cap.session.opened'))}>${this.t('cap.session.do-open')}</rb-button>
        ${s.room ? html`<rb-button icon="external-link" href=${s.room} target="_blank">${this.t('cap.meet.room')}</rb-button>` : nothing}</div></section>`;
    }
    if (s.state === 'open') {
      return html`<section class="card stack"><p class="prose">${this.t('cap.session.close.help')}</p>
        <div class="row"><rb-button kind="primary" ?busy=${this.busy} @click=${act('close', this.t('cap.session.closed'))}>${this.t('cap.session.do-close')}</rb-button>
        ${s.room ? html`<rb-button icon="external-link" href=${s.room} target="_blank">${this.t('cap.meet.room')}</rb-button>` : nothing}</div></section>`;
    }
    if (s.state === 'held') return html`<p class="muted">${this.t('cap.session.held.text', { n: s.length ?? s.minutes })}</p>`;
    return html`<rb-notice kind="warn">${this.pick(s.reason)}</rb-notice>`;
  }

  private tally(t: Tally): string {
    const told = (['kept', 'partial', 'missed', 'moved', 'due'] as const).filter((o) => t[o] > 0).map((o) => this.t(`cap.tally.${o}`, { n: t[o] }));
    return this.t('cap.session.tally', { n: t.all, list: this.fmt.list(told) });
  }

  private commitments(all: Commitments, s: Session) {
    const concerned = all.commitments.filter((c) => c.due_at === s.id || c.reviews.some((r) => r.session === s.id));
    const tally = all.sessions[s.id];
    return html`<section class="card stack"><h2>${this.t('cap.session.commitments')}</h2>
      ${concerned.length && tally ? html`<p role="status">${this.tally(tally)}</p>` : html`<p class="muted">${this.t('cap.session.no-commitments')}</p>`}
      <ul class="plain lines">${concerned.map((c) => html`<li class="stack tight"><p><strong>${c.name || this.t('cap.somebody')}</strong></p><p>${this.pick(c.text)}</p>
        <rb-cap-review api=${this.api} .me=${this.me} .target=${this.target} .commitment=${c} .session=${s} @rb-done=${() => this.data.reload()}></rb-cap-review></li>`)}</ul></section>`;
  }
}
