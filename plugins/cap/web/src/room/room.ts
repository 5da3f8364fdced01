// <rb-cap-room>: a community from one's seat. The pact first; then what comes next, what I promised, what the
// group asks and makes, who is there, my hours.

import { css, html, nothing } from 'lit';

import '@ribambelle/web/badge';
import '@ribambelle/web/chain';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';

import { Screen, screenStyles } from '../screen.ts';
import './calendar.ts';
import './commitments.ts';
import './meet.ts';
import './people.ts';
import { current, type Room, Seat, type Session } from './seat.ts';
import './threads.ts';
import './tools.ts';

const kinds = { planned: 'info', open: 'good', held: 'off', cancelled: 'bad' } as const;

// How many sessions to come are listed before the rest is folded away.
const shownAtOnce = 4;

@element('rb-cap-room')
export class RbCapRoom extends Screen {
  static override styles = [...screenStyles, css`
    .two { display: grid; gap: var(--rb-space-6); }
    @media (min-width: 1000px) { .two { grid-template-columns: minmax(0, 3fr) minmax(0, 2fr); align-items: start; } }
    .session { display: grid; gap: .125rem var(--rb-space-4); grid-template-columns: 1fr auto; align-items: center; }
    .session > .row { grid-column: 1 / -1; }
    .session .when { font-size: inherit; font-weight: inherit; }
  `];

  private get seat(): Seat {
    return new Seat(this.client, this.target);
  }

  private readonly data = loaded(this, () => this.seat.room());

  override render() {
    return this.data.render((room) => {
      this.entitle(room.community.title);
      return html`<div class="stack wide">
        <div class="stack tight">${this.back()}<h1 tabindex="-1">${this.pick(room.community.title)}</h1>
          <p class="lead">${this.pick(room.community.question) || [this.pick(room.community.theme), this.t(`cap.public.${room.community.public}`)].filter(Boolean).join(' · ')}</p></div>
        ${this.refusal()}
        ${room.seat.signed ? this.signed(room) : this.pact(room)}
      </div>`;
    });
  }

  private pact(room: Room) {
    return html`<section class="card stack"><h2>${this.t('cap.pact.title')}</h2><p class="muted">${this.t('cap.pact.lead')}</p>
      <p class="prose pre">${room.community.pact}</p>
      <div><rb-button kind="action" ?busy=${this.busy} @click=${this.sign}>${this.t('cap.pact.sign')}</rb-button></div></section>
      ${this.sessions(room)}`;
  }

  private signed(room: Room) {
    const part = { api: this.api, me: this.me };
    const held = room.sessions.filter((s) => s.state === 'held').length;
    const next = current(room.sessions, new Date());
    const mentor = room.seat.role === 'mentor';
    return html`
      <rb-cap-meet api=${part.api} base=${this.base} .me=${part.me} .target=${this.target} .session=${next} ?mentor=${mentor}></rb-cap-meet>
      <div class="two">
        <div class="stack wide">
          <rb-cap-commitments api=${part.api} base=${this.base} .me=${part.me} .target=${this.target} .session=${next} .sessions=${room.sessions}></rb-cap-commitments>
          <rb-cap-threads api=${part.api} base=${this.base} .me=${part.me} .target=${this.target}></rb-cap-threads>
          <rb-cap-tools api=${part.api} base=${this.base} .me=${part.me} .target=${this.target} ?mentor=${mentor}></rb-cap-tools>
        </div>
        <div class="stack wide">
          <section class="card stack"><rb-chain .value=${held} .max=${room.sessions.filter((s) => s.state !== 'cancelled').length} label=${this.t('cap.room.held')} unit=${this.t('cap.room.sessions')}></rb-chain>
            ${this.hours(room)}</section>
          <rb-cap-calendar api=${part.api} .me=${part.me} .target=${this.target} ?feed=${room.feed}></rb-cap-calendar>
          ${this.sessions(room)}
          <rb-cap-people api=${part.api} .me=${part.me} .target=${this.target} .members=${room.members} ?mentor=${mentor} @rb-done=${() => this.data.reload()}></rb-cap-people>
          <details class="card"><summary>${this.t('cap.pact.read')}</summary><p class="pre">${room.community.pact}</p></details>
          <div><rb-button kind="quiet" @click=${this.leave}>${this.t('cap.leave')}</rb-button></div>
        </div>
      </div>`;
  }

  private hours(room: Room) {
    if (room.seat.role !== 'member') return nothing;
    const h = room.hours;
    return html`<div class="stack tight"><h2>${this.t('cap.hours')}</h2>
      <p>${h.sessions ? this.t('cap.hours.text', { hours: this.fmt.number(Number(h.hours), 2), n: h.sessions }) : this.t('cap.hours.none')}</p>
      ${room.certificates.map((c) => html`<p><a class="wide-link" href=${`/p/${this.tenant}/cap/certificate#${c.number}`} target="_blank" rel="noopener">${this.t(c.revoked_on ? 'cap.certificate.revoked' : 'cap.certificate.link', { number: c.number, hours: this.fmt.number(Number(c.hours), 2) })}</a></p>`)}
      <p class="small muted">${this.t('cap.hours.rule')}</p></div>`;
  }

  private sessions(room: Room) {
    const mentor = room.seat.role === 'mentor' && room.seat.signed;
    const over = room.sessions.filter((s) => s.state === 'held');
    const rest = room.sessions.filter((s) => s.state !== 'held');
    const lines = (list: readonly Session[]) => html`<ol class="plain lines">${list.map((s) => this.session(s, mentor))}</ol>`;
    return html`<section class="card stack"><h2>${this.t('cap.sessions')}</h2>
      ${rest.length ? lines(rest.slice(0, shownAtOnce)) : html`<p class="muted">${this.t('cap.meet.none')}</p>`}
      ${rest.length > shownAtOnce ? html`<details><summary>${this.t('cap.sessions.later', { n: rest.length - shownAtOnce })}</summary>${lines(rest.slice(shownAtOnce))}</details>` : nothing}
      ${over.length ? html`<details><summary>${this.t('cap.sessions.over', { n: over.length })}</summary>${lines(over)}</details>` : nothing}</section>`;
  }

  private session(s: Session, mentor: boolean) {
    return html`<li class="session"><div><strong>${this.t('cap.session.n', { n: s.number })}</strong>${s.subject ? html`, ${s.subject}` : nothing}<br />${this.when(s)}
        ${s.state === 'cancelled' && s.reason ? html`<br /><small>${this.pick(s.reason)}</small>` : nothing}</div>
      <rb-badge kind=${kinds[s.state]}>${this.t(`cap.session.${s.state}`)}</rb-badge>
      ${mentor ? html`<div class="row"><rb-button size="s" href=${this.href(`/rooms/${this.target}/sessions/${s.id}`)} label=${`${this.t('cap.session.lead')}, ${this.t('cap.session.n', { n: s.number })}`}>${this.t('cap.session.lead')}</rb-button></div>` : nothing}</li>`;
  }

  private readonly sign = async (): Promise<void> => {
    const digest = this.data.value!.pact.digest;
    await this.attempt(() => this.seat.sign(digest), this.t('cap.pact.signed'));
    await this.data.reload();
  };

  private readonly leave = async (): Promise<void> => {
    const sure = await confirmBox(this, { heading: this.t('cap.leave.title'), loses: [this.t('cap.leave.seat'), this.t('cap.leave.feed')], body: this.t('cap.leave.text'), confirm: this.t('cap.leave'), danger: true });
    if (sure && await this.attempt(() => this.seat.leave(), this.t('cap.left'))) this.go('/', { replace: true });
  };
}
