// <rb-mobilisation-page>: the movement in public: what it wants and rests on, what can be signed, who promised what.

import { css, html, nothing } from 'lit';

import '@ribambelle/web/chain';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { ModuleElement } from '@ribambelle/web/module-element';
import { base } from '@ribambelle/web/styles';
import type { Bilingual } from '@ribambelle/web/texts';

import { moment } from './moment.ts';
import { texts } from './texts/public.ts';

type Indicator = { title?: Bilingual; unit?: string; baseline?: number; target?: number; year?: number; actuals?: { on: string; value: number }[] };
type Titled = { key: string; title: Bilingual; text?: Bilingual };
type Page = {
  movement?: { name: Bilingual; mission?: Bilingual; vision?: Bilingual; axes?: Titled[]; families?: Titled[]; impacts?: { title: Bilingual; text?: Bilingual; indicators?: Indicator[] }[]; history?: { on: string; title: Bilingual }[] };
  petitions: { id: string; title: Bilingual; target: Bilingual; status: string; taking: boolean; goal?: number; confirmed: number }[];
  demands: { id: string; title: Bilingual; text?: Bilingual; target: Bilingual; axes: string[]; status: string; history: { on: string; status: string; note?: Bilingual }[]; evidence: string[] }[];
  measures: { id: string; title: Bilingual; family: string; number: number; status: string; owner?: string }[];
  commitments: { who: string; measure: string; promise: Bilingual; due_on: string; state: string; overdue?: boolean; proof?: string }[];
  works: { id: string; title: string; authors?: string; year?: number; source?: string; doi?: string; url?: string; archived?: string; finding?: Bilingual }[];
  testimonies: { text: string; signed?: string; role?: string; language: string }[];
};

@element('rb-mobilisation-page')
export class RbMobilisationPage extends ModuleElement {
  static override texts = texts;
  static override styles = [base, css`
    section { display: grid; gap: var(--rb-space-4); } h2 { border-block-start: 1px solid var(--rb-line); padding-block-start: var(--rb-space-5); } h3 { font-size: var(--rb-text-l); }
    blockquote { margin: 0; white-space: pre-line; } figure { display: grid; gap: var(--rb-space-2); } figcaption { color: var(--rb-muted); }
    .axes { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: var(--rb-space-4); }
    .time { display: grid; grid-template-columns: max-content 1fr; gap: var(--rb-space-2) var(--rb-space-4); } .time dt { font-weight: 620; } .time dd { margin: 0; }
    .sign { display: inline-flex; align-items: center; min-height: 48px; padding: .5rem 1.25rem; border-radius: var(--rb-radius); background: var(--rb-action); color: var(--rb-on-action); font-weight: 680; text-decoration: none; }
    .late { color: var(--rb-bad); font-weight: 620; } .works { font-size: var(--rb-text-s); } li { margin-block: .25rem; }
  `];

  private readonly data = loaded(this, () => this.client.get<Page>('/mobilisation/public/movement'));

  // What browsers without JavaScript saw makes room.
  override connectedCallback(): void {
    super.connectedCallback();
    this.replaceChildren();
  }

  override render() {
    return this.data.render((p: Page) => {
      const m = p.movement;
      if (!m) return html`<rb-state kind="missing"></rb-state>`;
      this.entitle(this.pick(m.name));
      return html`<article class="stack wide">
        <div class="stack"><h1 tabindex="-1">${this.pick(m.name)}</h1><p class="lead">${this.pick(m.mission)}</p></div>
        ${this.petitions(p)}
        ${m.vision ? html`<section><h2>${this.t('mobilisation.public.vision')}</h2><p class="prose">${this.pick(m.vision)}</p></section>` : nothing}
        ${m.axes?.length ? html`<section><h2>${this.t('mobilisation.public.axes')}</h2><div class="axes">${m.axes.map((a) => html`<div class="card stack tight"><h3>${this.pick(a.title)}</h3><p>${this.pick(a.text)}</p></div>`)}</div></section>` : nothing}
        ${this.demands(p)}${this.platform(p)}${this.commitments(p)}${this.impacts(m.impacts ?? [])}${this.stories(p)}
        ${m.history?.length ? html`<section><h2>${this.t('mobilisation.public.history')}</h2><dl class="time">${m.history.map((h) => html`<dt>${moment(h.on, this.locale)}</dt><dd>${this.pick(h.title)}</dd>`)}</dl></section>` : nothing}
        ${this.works(p)}
        <section class="no-print"><h2>${this.t('mobilisation.public.join')}</h2><p><a href=${this.page('newsletter')}>${this.t('mobilisation.public.news')}</a></p><p><a href=${this.page('story')}>${this.t('mobilisation.public.tell')}</a></p></section>
      </article>`;
    });
  }

  private page(name: string): string {
    return `/p/${this.tenant}/mobilisation/${name}`;
  }

  private petitions(p: Page) {
    if (!p.petitions.length) return nothing;
    return html`<section><h2>${this.t('mobilisation.public.petitions')}</h2><ul class="plain stack">${p.petitions.map((one) => html`<li class="card stack"><div class="stack tight"><h3>${this.pick(one.title)}</h3><p class="muted">${this.t('mobilisation.public.to', { who: this.pick(one.target) })}</p></div>
      ${one.goal ? html`<rb-chain .value=${one.confirmed} .max=${one.goal} label=${this.t('mobilisation.public.confirmed')} unit=${this.t('mobilisation.public.signatures')}></rb-chain>` : html`<p>${this.t('mobilisation.public.n-confirmed', { n: one.confirmed })}</p>`}
      <div><a class=${one.taking ? 'sign' : ''} href=${`${this.page('petition')}?petition=${one.id}`}>${this.t(one.taking ? 'mobilisation.public.sign' : 'mobilisation.public.read')}</a></div></li>`)}</ul></section>`;
  }

  private demands(p: Page) {
    if (!p.demands.length) return nothing;
    return html`<section><h2>${this.t('mobilisation.public.demands')}</h2><ol class="stack">${p.demands.map((d) => html`<li><h3>${this.pick(d.title)}</h3><p>${this.pick(d.text)}</p>
      <p class="muted small">${this.t('mobilisation.public.to', { who: this.pick(d.target) })} · ${this.t(`mobilisation.public.demand.${d.status}`)}, ${this.fmt.date(d.history.at(-1)?.on ?? '')} ${this.pick(d.history.at(-1)?.note)}
      ${d.evidence.map((id) => { const n = p.works.findIndex((w) => w.id === id); return n < 0 ? nothing : html`<a href="#work-${n + 1}" @click=${(e: Event) => this.jump(e, n + 1)} aria-label=${this.t('mobilisation.public.source', { n: n + 1 })}>[${n + 1}]</a> `; })}</p></li>`)}</ol></section>`;
  }

  private jump(e: Event, n: number): void {
    e.preventDefault();
    this.renderRoot.querySelector<HTMLElement>(`#work-${n}`)?.focus();
  }

  private platform(p: Page) {
    const families = p.movement?.families ?? [];
    if (!p.measures.length) return nothing;
    return html`<section><h2>${this.t('mobilisation.public.platform', { n: p.measures.length })}</h2>
      ${families.map((f) => { const own = p.measures.filter((m) => m.family === f.key); return own.length ? html`<div class="stack tight"><h3>${this.pick(f.title)}</h3><ol start=${own[0]!.number}>${own.map((m) => html`<li>${this.pick(m.title)} <span class="muted small">${this.t(`mobilisation.public.measure.${m.status}`)}${m.owner ? ` · ${m.owner}` : ''}</span></li>`)}</ol></div>` : nothing; })}</section>`;
  }

  // Who promised what: late ones first, since they are why the list is public.
  private commitments(p: Page) {
    if (!p.commitments.length) return nothing;
    const order = [...p.commitments].sort((a, b) => Number(b.overdue ?? false) - Number(a.overdue ?? false));
    const about = (c: Page['commitments'][number]) => { const m = p.measures.find((one) => one.id === c.measure); return m ? html`<br /><span class="muted small">${this.t('mobilisation.public.about', { n: m.number, title: this.pick(m.title) })}</span>` : nothing; };
    return html`<section><h2>${this.t('mobilisation.public.commitments')}</h2><ul>${order.map((c) => html`<li><strong>${c.who}</strong> ${this.pick(c.promise)} <span class=${c.overdue ? 'late' : 'muted'}>${c.overdue ? this.t('mobilisation.public.overdue', { date: this.fmt.date(c.due_on) }) : c.state === 'kept' ? this.t('mobilisation.public.kept', { proof: c.proof ?? '' }) : this.t(`mobilisation.public.commitment.${c.state}`, { date: this.fmt.date(c.due_on) })}</span>${about(c)}</li>`)}</ul></section>`;
  }

  private impacts(impacts: NonNullable<NonNullable<Page['movement']>['impacts']>) {
    if (!impacts.length) return nothing;
    const value = (i: Indicator, v: number | undefined) => v === undefined ? '–' : `${this.fmt.number(v)}${!i.unit ? '' : i.unit === '%' && this.language !== 'fr' ? '%' : `\u00a0${i.unit}`}`;
    return html`<section><h2>${this.t('mobilisation.public.impacts')}</h2><ol class="stack">${impacts.map((x) => html`<li><h3>${this.pick(x.title)}</h3>${(x.indicators ?? []).map((i) => html`<p class="num">${this.pick(i.title)} <span class="muted">${this.t('mobilisation.public.indicator', { from: value(i, i.baseline), to: value(i, i.target), year: String(i.year ?? '') })}
      ${i.actuals?.length ? this.t('mobilisation.public.actual', { value: value(i, i.actuals.at(-1)!.value), date: this.fmt.date(i.actuals.at(-1)!.on) }) : nothing}</span></p>`)}</li>`)}</ol></section>`;
  }

  private stories(p: Page) {
    if (!p.testimonies.length) return nothing;
    return html`<section><h2>${this.t('mobilisation.public.stories')}</h2>${p.testimonies.map((s) => html`<figure class="card"><blockquote lang=${s.language}>${this.pick(s.text)}</blockquote><figcaption>${[s.signed, s.role].filter(Boolean).join(', ')}</figcaption></figure>`)}</section>`;
  }

  private works(p: Page) {
    if (!p.works.length) return nothing;
    return html`<section><h2>${this.t('mobilisation.public.works')}</h2><ol class="works">${p.works.map((w, i) => html`<li id="work-${i + 1}" tabindex="-1">${[w.authors, w.year && `(${w.year})`].filter(Boolean).join(' ')} <em>${this.pick(w.title)}</em>${w.source ? `, ${w.source}` : ''}.
      ${w.doi ? html`<a href=${`https://doi.org/${w.doi}`} rel="noopener noreferrer">doi:${w.doi}</a>` : w.archived || w.url ? html`<a href=${w.archived ?? w.url!} rel="noopener noreferrer">${this.t('mobilisation.public.address')}</a>` : nothing} ${this.pick(w.finding)}</li>`)}</ol></section>`;
  }
}
