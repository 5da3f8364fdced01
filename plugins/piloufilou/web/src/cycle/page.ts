// <rb-piloufilou-cycle>: one group's way through the programme: the chain, the next step, each workshop with what
// became of it, supervisions, and the calendar to share.

import { css, html, nothing } from 'lit';

import '@ribambelle/web/badge';
import '@ribambelle/web/state';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';

import './chain.ts';
import './feed.ts';
import './line.ts';
import './stop.ts';
import { certified, type Cycle, cycles, type Dates, people, type Rec, sessions, type Session, type Supervision, supervisions } from '../model.ts';
import { Screen } from '../screen.ts';
import { texts } from '../texts/cycle.ts';

const kinds = { planned: 'info', open: 'good', done: 'off', stopped: 'off' } as const;

@element('rb-piloufilou-cycle')
export class RbPiloufilouCycle extends Screen {
  static override texts = texts;
  static override styles = [base, css`.pair { display: grid; gap: var(--rb-space-4); grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); align-items: start; }`];

  private readonly data = loaded(this, async () => {
    const cycle = await cycles.get(this.client, this.cycle);
    const planned = cycle.doc.status === 'planned';
    const [workshops, seen, registered, dates] = await Promise.all([
      planned ? [] : sessions.of(this.client, this.cycle), planned || !may(this.me, 'piloufilou:supervisions.read') ? undefined : supervisions.of(this.client, this.cycle), people.list(this.client),
      planned ? cycles.dates(this.client, this.cycle) : { dates: [], closed: [] },
    ]);
    return { cycle, workshops, seen, registered, dates };
  });

  override render() {
    return this.data.render(({ cycle, workshops, seen, registered, dates }) => {
      const { doc } = cycle;
      const name = `${doc.group}, ${doc.place ?? ''}`;
      this.entitle(name);
      const status = doc.status ?? 'planned';
      const who = [doc.facilitator, doc.partner].map((id) => registered.find((p) => p.id === id)?.doc.name).filter((n): n is string => !!n);
      return html`<div class="stack wide">
        <div class="stack tight"><rb-back href=${this.href(`/editions/${doc.edition}`)}>${this.t('piloufilou.back')}</rb-back>
          <div class="row"><h1 tabindex="-1">${name}</h1><rb-badge kind=${kinds[status]}>${this.t(`piloufilou.status.${status}`)}</rb-badge></div>
          <p class="lead">${[this.t('piloufilou.children', { n: doc.children }), this.t(`piloufilou.ages.${doc.ages}`), who.length ? this.t('piloufilou.played-by', { names: this.fmt.list(who) }) : ''].filter(Boolean).join(' · ')}</p>
          ${workshops.length ? html`<rb-piloufilou-chain states=${workshops.map((w) => w.doc.state[0]).join('')}></rb-piloufilou-chain>` : nothing}</div>
        ${this.refused()}
        ${status === 'planned' ? this.opening(cycle, registered.find((p) => p.id === doc.facilitator)?.doc, dates) : this.next(doc, workshops)}
        ${workshops.length ? this.list(workshops) : nothing}
        ${status === 'planned' ? nothing : html`<div class="pair">${seen ? this.supervisions(seen) : nothing}<rb-piloufilou-feed class="no-print" api=${this.api} tenant=${this.tenant} .me=${this.me} .cycle=${this.cycle}></rb-piloufilou-feed></div>`}
        ${this.more(cycle)}
      </div>`;
    });
  }

  private opening(cycle: Rec<Cycle>, facilitator: Parameters<typeof certified>[0] | undefined, { dates, closed }: Dates) {
    const ready = facilitator !== undefined && certified(facilitator, this.today);
    return html`<div class="card stack"><h2>${this.t('piloufilou.cycle.open.title')}</h2>
      <p class="prose">${this.t('piloufilou.cycle.open.text', { n: dates.length, first: this.fmt.date(dates[0] ?? cycle.doc.first_on), last: this.fmt.date(dates[dates.length - 1] ?? cycle.doc.first_on) })}</p>
      ${closed.length > 0 ? html`<p class="prose muted">${this.t('piloufilou.cycle.open.closed', { days: this.fmt.list(closed.map((c) => this.closing(c))) })}</p>` : nothing}
      ${ready ? nothing : html`<rb-notice kind="warn">${facilitator ? this.t('piloufilou.cycle.open.uncertified', { name: facilitator.name }) : this.t('piloufilou.cycle.open.nobody')}</rb-notice>`}
      <div class="row">${may(this.me, 'piloufilou:cycle.open') ? html`<rb-button kind="action" ?busy=${this.busy} ?disabled=${!ready} @click=${this.open}>${this.t('piloufilou.cycle.open')}</rb-button>` : nothing}
        <rb-button href=${this.href(`/cycles/${this.cycle}/plan`)}>${this.t('piloufilou.cycle.change')}</rb-button></div></div>`;
  }

  private closing({ from, to, name }: Dates['closed'][number]): string {
    const days = from === to ? this.fmt.date(from) : this.t('piloufilou.cycle.open.span', { from: this.fmt.date(from), to: this.fmt.date(to) });
    return `${this.pick(name)} (${days})`;
  }

  private async open(): Promise<void> {
    if (!(await this.attempt(async () => { await cycles.open(this.client, this.cycle); }))) return;
    this.notify('good', this.t('piloufilou.cycle.opened'));
    await this.data.reload();
  }

  private next(doc: Cycle, workshops: readonly Rec<Session>[]) {
    const waiting = workshops.filter((w) => w.doc.state === 'planned');
    const due = waiting.filter((w) => w.doc.planned_on <= this.today);
    const [first] = waiting;
    if (doc.status === 'stopped') return html`<rb-notice kind="info" heading=${this.t('piloufilou.cycle.stopped', { date: this.fmt.date(doc.ended_on ?? '') })}>${this.pick(doc.reason)}</rb-notice>`;
    if (!first) {
      return html`<div class="card stack"><h2>${this.t('piloufilou.cycle.done.title')}</h2><p class="prose">${this.t('piloufilou.cycle.done.text')}</p>
        <div><rb-button kind="primary" icon="chart-column" href=${this.href(`/editions/${doc.edition}/report?cycle=${this.cycle}`)}>${this.t('piloufilou.cycle.report')}</rb-button></div></div>`;
    }
    const logs = may(this.me, 'piloufilou:workshop.log');
    return html`<div class="card stack"><h2>${due.length ? this.t('piloufilou.cycle.due', { n: due.length }) : this.t('piloufilou.cycle.next', { n: first.doc.number, title: this.pick(first.doc.title) })}</h2>
      <p>${due.length ? this.fmt.list(due.slice(0, 4).map((w) => this.t('piloufilou.cycle.due.one', { n: w.doc.number, date: this.fmt.date(w.doc.planned_on, 'day') }))) : this.fmt.date(first.doc.planned_on, 'day')}</p>
      <div class="row">${logs ? html`<rb-button kind=${due.length ? 'action' : 'plain'} icon="pencil" href=${this.href(`/cycles/${this.cycle}/log`)}>${this.t('piloufilou.log')}</rb-button>` : nothing}
        <rb-button icon="book-open" href=${this.href(`/cycles/${this.cycle}/sheet?n=${first.doc.number}`)}>${this.t('piloufilou.cycle.prepare', { n: first.doc.number })}</rb-button></div></div>`;
  }

  private list(workshops: readonly Rec<Session>[]) {
    return html`<div class="stack tight"><h2>${this.t('piloufilou.cycle.workshops')}</h2>
      <div class="card"><ol class="plain">${workshops.map((w) => html`<rb-piloufilou-line role="listitem" api=${this.api} base=${this.base} .me=${this.me} .cycle=${this.cycle} .session=${w.doc} @rb-changed=${() => this.data.reload()}></rb-piloufilou-line>`)}</ol></div></div>`;
  }

  private supervisions(seen: readonly Rec<Supervision>[]) {
    return html`<div class="card stack"><h2>${this.t('piloufilou.supervisions')}</h2>
      ${seen.length ? html`<ul class="plain stack">${seen.map(({ doc }) => html`<li class="stack tight">
          <strong>${this.fmt.date(doc.on)} · ${this.t(`piloufilou.mode.${doc.mode}`)}${doc.workshop ? ` · ${this.t('piloufilou.workshop-n', { n: doc.workshop })}` : ''}</strong>
          <p>${this.t('web.says', { what: this.t('piloufilou.strengths'), text: doc.strengths })}</p><p>${this.t('web.says', { what: this.t('piloufilou.change'), text: doc.change })}</p></li>`)}</ul>`
        : html`<p class="muted">${this.t('piloufilou.supervisions.none')}</p>`}
      ${may(this.me, 'piloufilou:supervisions.create') ? html`<div><rb-button icon="plus" href=${this.href(`/cycles/${this.cycle}/supervise`)}>${this.t('piloufilou.supervise')}</rb-button></div>` : nothing}</div>`;
  }

  private more(cycle: Rec<Cycle>) {
    const { doc } = cycle;
    const planned = doc.status === 'planned';
    return html`<div class="row no-print">
      ${planned ? nothing : html`<rb-button icon="chart-column" href=${this.href(`/editions/${doc.edition}/report?cycle=${this.cycle}`)}>${this.t('piloufilou.cycle.report')}</rb-button>`}
      ${!planned && may(this.me, 'piloufilou:cycles.update') ? html`<rb-button kind="quiet" href=${this.href(`/cycles/${this.cycle}/plan`)}>${this.t('piloufilou.cycle.people')}</rb-button>` : nothing}
      ${doc.status === 'open' && may(this.me, 'piloufilou:cycle.stop') ? html`<rb-piloufilou-stop api=${this.api} .me=${this.me} .cycle=${this.cycle} @rb-changed=${() => this.data.reload()}></rb-piloufilou-stop>` : nothing}
      ${planned && may(this.me, 'piloufilou:cycles.delete') ? html`<rb-button kind="quiet" icon="trash-2" @click=${() => this.discard(cycle)}>${this.t('piloufilou.cycle.delete')}</rb-button>` : nothing}
    </div>`;
  }

  private async discard(cycle: Rec<Cycle>): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('piloufilou.cycle.delete'), body: this.t('piloufilou.cycle.delete.body', { name: `${cycle.doc.group}, ${cycle.doc.place ?? ''}` }), confirm: this.t('piloufilou.cycle.delete'), danger: true });
    if (sure && (await this.attempt(() => cycles.remove(this.client, cycle)))) this.go(`/editions/${cycle.doc.edition}`, { replace: true });
  }
}
