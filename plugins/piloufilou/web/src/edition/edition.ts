// <rb-piloufilou-edition>: an edition at a glance: how much was played, which cycles wait for something, one line
// for each with its chain. Whoever works at a site sees the cycles of that site.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/badge';
import '@ribambelle/web/state';
import { element } from '@ribambelle/web/define';
import { icon } from '@ribambelle/web/icon';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';

import '../cycle/chain.ts';
import { type CycleLine, editions, type Overview, programmes } from '../model.ts';
import { Screen, type Told } from '../screen.ts';
import { texts } from '../texts/edition.ts';

const kinds = { planned: 'info', open: 'good', done: 'off', stopped: 'off' } as const;

@element('rb-piloufilou-edition')
export class RbPiloufilouEdition extends Screen {
  static override texts = texts;
  static override styles = [base, css`
    .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 12rem), 1fr)); gap: var(--rb-space-4); }
    .figures strong { display: block; font-size: var(--rb-text-2xl); line-height: 1.2; }
    .line { display: grid; gap: var(--rb-space-2); }
    .line h3 { font-size: var(--rb-text-l); }
    .choose { max-width: 28rem; }
    .beside { display: inline-flex; align-items: center; gap: var(--rb-space-2); min-height: 44px; margin-inline-end: var(--rb-space-4); }
  `];

  @state() private only: 'all' | 'late' | 'unsupervised' | 'planned' = 'all';

  private readonly data = loaded(this, async () => {
    const all = await editions.list(this.client);
    const chosen = all.find((e) => e.id === this.edition) ?? all[0];
    return { all, view: chosen ? await editions.overview(this.client, chosen.id) : undefined };
  });

  override render() {
    this.entitle(this.t('piloufilou.title'));
    return this.data.render(({ all, view }) => html`<div class="stack wide">
      <div class="stack tight"><h1 tabindex="-1">${view ? this.pick(view.name) : this.t('piloufilou.title')}</h1><p class="lead">${this.t('piloufilou.lead')}</p>
        <nav class="row no-print" aria-label=${this.t('piloufilou.beside')}>
          ${may(this.me, 'piloufilou:programmes.read') ? html`<a class="beside" href=${this.href('/programmes')}>${icon('book-open')}${this.t('piloufilou.programmes.title')}</a>` : nothing}
          ${may(this.me, 'piloufilou:trainings.create') ? html`<a class="beside" href=${this.href('/people')}>${icon('graduation-cap')}${this.t('piloufilou.people.title')}</a>` : nothing}
        </nav></div>
      ${this.refused()}
      ${view ? this.shown(view, all.map((e) => ({ value: e.id, label: e.doc.title }))) : this.first()}
    </div>`);
  }

  private first() {
    const leads = may(this.me, 'piloufilou:editions.create');
    return html`<rb-state kind="first" heading=${this.t('piloufilou.first.title')} text=${this.t(leads ? 'piloufilou.first.lead' : 'piloufilou.first.site')}>
      ${leads ? html`<rb-button kind="primary" icon="plus" href=${this.href('/begin')}>${this.t('piloufilou.begin')}</rb-button>
        ${may(this.me, 'piloufilou:programme.import') ? html`<rb-button ?busy=${this.busy} @click=${this.adopt}>${this.t('piloufilou.first.sample')}</rb-button>` : nothing}` : nothing}</rb-state>`;
  }

  private async adopt(): Promise<void> {
    const done = await this.attempt(async () => {
      const [sample] = await programmes.samples(this.client);
      if (sample) await programmes.adopt(this.client, sample.code);
    });
    if (done) this.go('/begin');
  }

  private shown(view: Overview, options: readonly { value: string; label: string }[]) {
    const { doc, id } = view.edition;
    const prepares = may(this.me, 'piloufilou:cycles.create');
    return html`
      <div class="row apart">
        <div class="stack tight"><h2>${this.pick(doc.title)}</h2><p class="muted">${this.pick(view.programme)} ${view.version} · ${this.t('piloufilou.workshops', { n: view.workshops })} · ${this.t('piloufilou.period', { from: this.fmt.date(doc.begins_on), to: this.fmt.date(doc.ends_on) })}</p></div>
        <div class="row">
          ${prepares ? html`<rb-button kind="primary" icon="plus" href=${this.href(`/editions/${id}/plan`)}>${this.t('piloufilou.plan')}</rb-button>` : nothing}
          <rb-button icon="chart-column" href=${this.href(`/editions/${id}/report`)}>${this.t('piloufilou.report')}</rb-button>
          ${may(this.me, 'piloufilou:editions.create') ? html`<rb-button kind="quiet" href=${this.href('/begin')}>${this.t('piloufilou.begin')}</rb-button>` : nothing}
        </div>
      </div>
      ${options.length > 1 ? html`<rb-field class="choose" type="select" label=${this.t('piloufilou.choose')} .options=${options} .value=${id} @rb-change=${(e: Told) => this.go(`/editions/${String(e.detail.value)}`)}></rb-field>` : nothing}
      ${view.dose.of ? this.figures(view) : nothing}
      ${view.cycles.length ? this.list(view.cycles) : html`<rb-state kind="empty" heading=${this.t('piloufilou.none')} text=${this.t('piloufilou.none.text')}></rb-state>`}`;
  }

  private figures(v: Overview) {
    const percent = (n: number | undefined) => this.fmt.percent((n ?? 0) / 100, 1);
    return html`<div class="card stack tight"><div class="figures num">
        <p><strong>${percent(v.dose.percent)}</strong>${this.t('piloufilou.dose', { n: v.dose.part, of: v.dose.of })}</p>
        <p><strong>${v.skipped}</strong>${this.t('piloufilou.skipped', { n: v.skipped })}</p>
        <p><strong>${v.to_come}</strong>${this.t('piloufilou.to-come', { n: v.to_come })}${v.late ? html`<br />${this.t('piloufilou.late', { n: v.late })}` : nothing}</p>
        <p><strong>${v.unsupervised}</strong>${this.t('piloufilou.unsupervised', { n: v.unsupervised })}</p>
      </div>
      <p class="small muted">${this.t('piloufilou.interval', { low: percent(v.dose.low), high: percent(v.dose.high) })}</p></div>`;
  }

  private list(lines: readonly CycleLine[]) {
    const has = { late: (l: CycleLine) => l.late > 0, unsupervised: (l: CycleLine) => l.unsupervised === true, planned: (l: CycleLine) => l.status === 'planned', all: () => true };
    const options = (['all', 'late', 'unsupervised', 'planned'] as const).map((value) => ({ value, label: `${this.t(`piloufilou.only.${value}`)} (${lines.filter(has[value]).length})` }));
    const shown = lines.filter(has[this.only]);
    return html`${lines.length > 3 ? html`<rb-field class="choose" type="select" label=${this.t('piloufilou.only')} .options=${options} .value=${this.only} @rb-change=${(e: Told) => { this.only = e.detail.value as typeof this.only; }}></rb-field>` : nothing}
      <ul class="plain stack">${shown.map((l) => this.line(l))}</ul>`;
  }

  private line(l: CycleLine) {
    const name = `${l.group}, ${l.place}`;
    const logs = l.status === 'open' && may(this.me, 'piloufilou:workshop.log') && l.next_on !== undefined && l.next_on <= this.today;
    const next = l.status === 'open' && l.next_on ? this.t('piloufilou.next', { n: l.next_number ?? 0, date: this.fmt.date(l.next_on, 'day') }) : '';
    return html`<li class="card line">
      <div class="row apart"><h3><a href=${this.href(`/cycles/${l.id}`)}>${name}</a></h3><rb-badge kind=${kinds[l.status]}>${this.t(`piloufilou.status.${l.status}`)}</rb-badge></div>
      ${l.states ? html`<rb-piloufilou-chain states=${l.states}></rb-piloufilou-chain>` : nothing}
      <p class="muted">${[l.facilitator, next].filter(Boolean).join(' · ')}</p>
      ${l.late || l.unsupervised ? html`<p class="row">${l.late ? html`<rb-badge kind="warn">${this.t('piloufilou.late', { n: l.late })}</rb-badge>` : nothing}
        ${l.unsupervised ? html`<rb-badge kind="warn">${this.t('piloufilou.no-supervision')}</rb-badge>` : nothing}</p>` : nothing}
      ${logs ? html`<div><rb-button kind=${may(this.me, 'piloufilou:editions.create') ? 'plain' : 'action'} icon="pencil" href=${this.href(`/cycles/${l.id}/log`)} label=${`${this.t('piloufilou.log')}, ${name}`}>${this.t('piloufilou.log')}</rb-button></div>` : nothing}
    </li>`;
  }
}
