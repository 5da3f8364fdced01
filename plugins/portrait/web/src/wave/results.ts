// <rb-portrait-results>: what may be told of an ended portrait: strengths before needs, means by dimension with
// interval and n, masked sites as masked.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/button';
import '@ribambelle/web/chart';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import '@ribambelle/web/state';
import type { Series } from '@ribambelle/web/chart';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { ModuleElement } from '@ribambelle/web/module-element';
import { base } from '@ribambelle/web/styles';

import { texts } from '../texts.ts';
import { ranked, rankedItems, type Ranked, seriesOf } from './ranking.ts';
import { type Cell, mine, type Rec, type Results, type Wave, waves } from './wave.ts';

type Told = CustomEvent<{ value: unknown }>;

@element('rb-portrait-results')
export class RbPortraitResults extends ModuleElement {
  static override texts = texts;
  static override styles = [base, css`
    .pair { display: grid; gap: var(--rb-space-4); grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); }
    dt { font-weight: 620; margin-block-start: var(--rb-space-3); } dd { margin: 0; } summary { min-height: 44px; cursor: pointer; display: list-item; }
  `];

  @property() wave = '';
  @state() private site = '';

  private readonly data = loaded(this, async () => {
    const wave = await waves.get(this.client, this.wave);
    return { wave, results: wave.doc.status === 'closed' ? await mine(this.me, wave.doc, (unit) => waves.results(this.client, this.wave, unit)) : undefined };
  });

  override render() {
    return this.data.render(({ wave, results }) => {
      this.entitle(`${this.t('portrait.results.title')} · ${wave.doc.title}`);
      return html`<div class="stack wide">
        <div class="stack tight"><a class="no-print" href=${this.href(`/waves/${this.wave}`)}>${wave.doc.title}</a>
          <h1 tabindex="-1">${this.t('portrait.results.title')}<span class="print-only"> : ${wave.doc.title}</span></h1></div>
        ${results ? this.shown(wave, results) : html`<rb-state kind="empty" heading=${this.t('portrait.results.waiting', { date: this.fmt.date(wave.doc.closes_on) })}></rb-state>`}
      </div>`;
    });
  }

  private shown(wave: Rec<Wave>, r: Results) {
    const cells = r.tables.scores.cells;
    const network = cells.find((c) => c.key === 'network');
    const parts = cells.filter((c) => c.key !== 'network' && c.key !== 'alone');
    const chosen = parts.find((c) => c.key === (this.site || r.cell));
    const name = (c: Cell) => r.names?.[c.key] ?? c.key;
    const series: Series[] = [];
    if (network) series.push(seriesOf(network, this.t('portrait.results.network'), r, (t) => this.pick(t)));
    if (chosen) series.push(seriesOf(chosen, name(chosen), r, (t) => this.pick(t)));
    const [first] = r.questionnaire.dimensions;
    const options = [{ value: '', label: '—' }, ...parts.map((c) => ({ value: c.key, label: c.masked ? `${name(c)} (${this.t('portrait.results.masked')})` : name(c) }))];
    return html`
      ${this.ranking(chosen && !chosen.masked ? chosen : network, r)}
      <div class="no-print"><rb-field type="select" label=${this.t('portrait.results.compare')} .options=${options} .value=${this.site} @rb-change=${(e: Told) => { this.site = String(e.detail.value); }}></rb-field></div>
      ${chosen?.masked ? html`<rb-notice kind="privacy" heading=${name(chosen)}>${this.t('portrait.results.masked.help')}</rb-notice>` : nothing}
      <div class="card"><rb-chart caption=${this.t('portrait.results.chart')} .series=${series} min=${first?.min ?? 0} max=${first?.max ?? 4} digits="2"
        note=${this.t('portrait.results.note', { min: first?.min ?? 0, max: first?.max ?? 4 })}></rb-chart></div>
      ${this.table(parts, r, name)}
      ${this.reliability(r)}
      <p class="small muted">${this.t('portrait.results.source', { title: wave.doc.title, closed: wave.doc.closed_on ? this.fmt.date(wave.doc.closed_on) : '', answered: network?.n ?? 0 })}</p>
      <div class="row no-print">
        <rb-button icon="download" href=${waves.exportHref(this.client, this.wave)} download="portrait.csv">${this.t('portrait.results.export')}</rb-button>
        <rb-button icon="printer" @click=${() => window.print()}>${this.t('portrait.results.print')}</rb-button>
      </div>`;
  }

  // Strengths first: the half with the higher means, then what can grow.
  private ranking(cell: Cell | undefined, r: Results) {
    const order = ranked(cell, r);
    if (!order.length) return html`<rb-state kind="masked"></rb-state>`;
    const half = Math.ceil(order.length / 2);
    const items = rankedItems(r.tables.items?.cells.find((c) => c.key === cell?.key), r);
    const line = (d: Ranked) => html`<li>${this.t('portrait.results.figure', { title: this.pick(d.title), value: this.fmt.number(d.value, 2), max: this.fmt.number(d.max) })} <span class="muted">(n = ${d.n})</span></li>`;
    const list = (key: string, rows: Ranked[], statements: Ranked[]) => html`<div class="card stack tight"><h2>${this.t(key)}</h2><ul>${rows.map(line)}</ul>
      ${statements.length ? html`<h3>${this.t(`${key}.items`)}</h3><ul>${statements.map(line)}</ul>` : nothing}</div>`;
    const few = Math.min(3, Math.floor(items.length / 2));
    return html`<div class="pair">${list('portrait.results.strengths', order.slice(0, half), items.slice(0, few))}
      ${order.length > half ? list('portrait.results.needs', order.slice(half).reverse(), items.slice(items.length - few).reverse()) : nothing}</div>`;
  }

  private table(cells: readonly Cell[], r: Results, name: (c: Cell) => string) {
    const hidden = html`<span class="muted">${this.t('portrait.results.masked')}</span>`;
    const columns = [
      { key: 'name', label: this.t('portrait.results.site'), primary: true, render: name, sort: name },
      { key: 'n', label: 'n', num: true, render: (c: Cell) => (c.masked ? hidden : (c.n ?? 0)), sort: (c: Cell) => c.n ?? -1 },
      ...r.questionnaire.dimensions.map((d) => ({
        key: d.key, label: this.pick(d.title), num: true,
        render: (c: Cell) => { const v = c.values?.[d.key]?.value; return typeof v === 'number' ? this.fmt.number(v, 2) : hidden; },
        sort: (c: Cell) => c.values?.[d.key]?.value ?? -1,
      })),
    ];
    return html`<div class="stack tight"><h2>${this.t('portrait.results.all')}</h2>
      <rb-table caption=${this.t('portrait.results.all')} hide-caption .columns=${columns} .rows=${cells} .rowKey=${(c: Cell) => c.key}></rb-table></div>`;
  }

  private reliability(r: Results) {
    const cell = r.tables.reliability?.cells.find((c) => c.key === 'network');
    if (!cell || cell.masked) return nothing;
    return html`<details class="card"><summary><strong>${this.t('portrait.results.reliability')}</strong></summary><dl>
      ${r.questionnaire.dimensions.map((d) => {
        const f = cell.values?.[d.key];
        if (!f) return nothing;
        const said = typeof f.value === 'number'
          ? this.t('portrait.results.alpha', { value: this.fmt.number(f.value, 2), low: this.fmt.number(f.more?.['low'] ?? 0, 2), high: this.fmt.number(f.more?.['high'] ?? 0, 2), n: f.n })
          : this.t('portrait.results.no-alpha', { reason: this.t(`portrait.reason.${f.reason ?? 'no-answer'}`) });
        return html`<dt>${this.pick(d.title)}</dt><dd>${said}</dd>`;
      })}</dl></details>`;
  }
}
