// <rb-portrait-results>: what may be told of an ended portrait: strengths before needs, means by dimension with
// interval and n, masked sites as masked.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/back';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import '@ribambelle/web/chart';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import '@ribambelle/web/state';
import '@ribambelle/web/table';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { ModuleElement } from '@ribambelle/web/module-element';
import { base } from '@ribambelle/web/styles';

import { texts } from '../texts/results.ts';
import './change.ts';
import './ranking-card.ts';
import './reading.ts';
import { axisOf, holds, ranked, rankedItems, seriesOf } from './ranking.ts';
import { ownSites } from './share.ts';
import { type Cell, type Rec, type Results, type Wave, waves } from './wave.ts';

/** How many lines a chart with its table has that still fits one page of paper. */
const page = 12;

type Told = CustomEvent<{ value: unknown }>;

@element('rb-portrait-results')
export class RbPortraitResults extends ModuleElement {
  static override texts = texts;
  static override styles = [base, css`
    .pair { display: grid; gap: var(--rb-space-4); grid-template-columns: repeat(auto-fit, minmax(min(100%, 22rem), 1fr)); align-items: start; }
    .overall { font-size: var(--rb-text-xl); font-weight: 680; }
    rb-field { max-width: 28rem; }
    @media print { .flow { break-inside: auto; } .whole { break-inside: avoid; } }
  `];

  @property() wave = '';
  @state() private site = '';
  @state() private unit = '';

  private readonly data = loaded(this, async () => {
    const wave = await waves.get(this.client, this.wave);
    const own = ownSites(this.me, wave);
    const unit = own && (this.unit || own[0]?.unit_id);
    const told = wave.doc.status === 'closed' && (!own || unit);
    return { wave, own, results: told ? await waves.results(this.client, this.wave, unit) : undefined };
  });

  override render() {
    return this.data.render(({ wave, own, results }) => {
      this.entitle(`${this.t('portrait.results.title')} · ${wave.doc.title}`);
      return html`<div class="stack wide">
        <div class="stack tight"><rb-back href=${this.href(`/waves/${this.wave}`)}>${this.pick(wave.doc.title)}</rb-back>
          <p class="print-only">${this.me?.tenant.name}</p>
          <h1 tabindex="-1">${this.t('portrait.results.title')}<span class="print-only">, ${wave.doc.title}</span></h1>
          ${results ? html`<p class="lead">${this.lead(results)}</p>` : nothing}
          ${own?.length === 1 ? html`<p><strong>${this.t('portrait.results.own.of', { site: own[0]!.name })}</strong></p>` : nothing}</div>
        ${own && own.length > 1 ? html`<div class="no-print">${this.choose('portrait.results.own', own.map((s) => ({ value: s.unit_id, label: s.name })), this.unit || (own[0]?.unit_id ?? ''), (v) => { this.unit = v; void this.data.reload(); })}</div>` : nothing}
        ${results ? this.shown(wave, results, own !== undefined) : html`<rb-state kind="empty" heading=${this.t('portrait.results.waiting', { date: this.fmt.date(wave.doc.closes_on) })}></rb-state>`}
      </div>`;
    });
  }

  private lead(r: Results): string {
    const network = r.tables.scores.cells.find((c) => c.key === 'network');
    const date = r.wave.closed_on ? this.fmt.date(r.wave.closed_on) : '';
    if (!network || network.masked) return this.t('portrait.results.lead.masked', { label: r.wave.label, date });
    return this.t('portrait.results.lead', { label: r.wave.label, date, answered: network.n ?? 0, invited: r.wave.invited });
  }

  private shown(wave: Rec<Wave>, r: Results, director: boolean) {
    const cells = r.tables.scores.cells;
    const network = cells.find((c) => c.key === 'network');
    const parts = cells.filter((c) => c.key !== 'network' && c.key !== 'alone');
    const chosen = parts.find((c) => c.key === (this.site || r.cell));
    const name = (c: Cell) => r.names?.[c.key] ?? c.key;
    const pick = this.pick.bind(this);
    const series = [
      ...(network ? [seriesOf(network, this.t('portrait.results.network'), r, pick)] : []),
      ...(chosen ? [seriesOf(chosen, name(chosen), r, pick)] : []),
    ];
    const axis = axisOf(r);
    const options = [{ value: '', label: this.t('portrait.results.compare.none') }, ...parts.map((c) => ({ value: c.key, label: c.masked ? `${name(c)} (${this.t('portrait.results.masked')})` : name(c) }))];
    return html`
      ${director || parts.length === 0 ? nothing : html`<div class="no-print">${this.choose('portrait.results.compare', options, this.site, (v) => { this.site = v; })}</div>`}
      ${chosen && !chosen.masked && !director ? html`<h2>${this.t('portrait.results.beside', { site: name(chosen) })}</h2>` : nothing}
      ${chosen?.masked ? html`<rb-notice kind="privacy" heading=${name(chosen)}>${this.t('portrait.results.masked.help')}</rb-notice>${network?.masked === false ? html`<h2>${this.t('portrait.results.network')}</h2>` : nothing}` : nothing}
      ${this.ranking(chosen && !chosen.masked ? chosen : network, r)}
      <div class="card ${series.length * r.questionnaire.dimensions.length > page ? 'flow' : ''}"><rb-chart caption=${this.t('portrait.results.chart')} .series=${series} min=${axis.min} max=${axis.max} digits=${axis.common ? 2 : 0}
        note=${`${axis.common ? '' : `${this.t('portrait.results.scale100')} `}${this.t('portrait.results.note')}`}></rb-chart></div>
      ${director || parts.length === 0 ? nothing : this.table(parts, r, name)}
      ${director || !wave.doc.follows ? nothing : html`<rb-portrait-change base=${this.base} api=${this.api} .me=${this.me} wave=${this.wave}></rb-portrait-change>`}
      <rb-portrait-reading .results=${r}></rb-portrait-reading>
      <p class="small muted">${this.t('portrait.results.source', { organisation: this.me?.tenant.name ?? '', title: wave.doc.title, questionnaire: this.pick(r.questionnaire.title), version: r.questionnaire.version, licence: r.questionnaire.licence ?? '' })}${r.questionnaire.licensed ? ` ${this.t('portrait.licensed.help')}` : nothing}</p>
      <div class="row no-print">
        ${may(this.me, 'portrait:plans.read') ? html`<rb-button kind="primary" icon="flag" href=${this.href('/plans')}>${this.t('portrait.results.plans')}</rb-button>` : nothing}
        ${director ? nothing : html`<rb-button icon="download" href=${waves.exportHref(this.client, this.wave, this.language)} download="portrait.csv">${this.t('portrait.results.export')}</rb-button>`}
        <rb-button icon="printer" @click=${() => window.print()}>${this.t('portrait.results.print')}</rb-button>
      </div>`;
  }

  private choose(label: string, options: readonly { value: string; label: string }[], value: string, told: (value: string) => void) {
    return html`<rb-field type="select" label=${this.t(label)} .options=${options} .value=${value} @rb-change=${(e: Told) => told(String(e.detail.value))}></rb-field>`;
  }

  // Strengths first: the half with the higher means, then what can grow.
  private ranking(cell: Cell | undefined, r: Results) {
    const order = ranked(cell, r);
    if (!order.length) return html`<rb-state kind="masked" text=${this.t('portrait.results.masked.help')}></rb-state>`;
    const half = Math.ceil(order.length / 2);
    const items = rankedItems(r.tables.items?.cells.find((c) => c.key === cell?.key), r);
    const few = Math.min(3, Math.floor(items.length / 2));
    const overall = r.questionnaire.overall ? cell?.values?.['overall']?.value : undefined;
    return html`${typeof overall === 'number' ? html`<p class="overall num">${this.t('portrait.results.overall', { value: this.fmt.number(overall, 0) })}</p>` : nothing}
      <div class="pair"><rb-portrait-ranking-card kind="strengths" .dimensions=${order.slice(0, half)} .items=${items.slice(0, few)}></rb-portrait-ranking-card>
      ${order.length > half ? html`<rb-portrait-ranking-card kind="needs" .dimensions=${order.slice(half).reverse()} .items=${items.slice(items.length - few).reverse()}></rb-portrait-ranking-card>` : nothing}</div>`;
  }

  private table(cells: readonly Cell[], r: Results, name: (c: Cell) => string) {
    const hidden = html`<rb-badge kind="masked">${this.t('portrait.results.masked')}</rb-badge>`;
    const columns = [
      { key: 'name', label: this.t('portrait.results.site'), primary: true, render: name, sort: name },
      { key: 'n', label: 'n', num: true, render: (c: Cell) => (c.masked ? hidden : (c.n ?? 0)), sort: (c: Cell) => c.n ?? -1 },
      ...r.questionnaire.dimensions.map((d) => ({
        key: d.key, label: holds(d, r) ? this.t('portrait.results.of-hundred', { title: this.pick(d.title) }) : this.pick(d.title), num: true,
        render: (c: Cell) => { const v = c.values?.[d.key]?.value; return typeof v === 'number' ? this.fmt.number(v, 2) : hidden; },
        sort: (c: Cell) => c.values?.[d.key]?.value ?? -1,
      })),
    ];
    return html`<div class="stack tight whole"><h2>${this.t('portrait.results.all')}</h2>
      <div class="card"><rb-table caption=${this.t('portrait.results.all')} hide-caption .columns=${columns} .rows=${cells} .rowKey=${(c: Cell) => c.key}></rb-table></div></div>`;
  }
}
