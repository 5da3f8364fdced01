// <rb-portrait-change>: what has changed since the portrait before: a sentence for each dimension, what has grown
// first; both means with their intervals; the same as a table. It says what was observed, never why.

import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';

import '@ribambelle/web/chart';
import '@ribambelle/web/notice';
import '@ribambelle/web/table';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { ModuleElement } from '@ribambelle/web/module-element';
import { problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import { texts } from '../texts/change.ts';
import { type Evolved, evolved, pairOf } from './evolution.ts';
import { type Change, type Figure, waves } from './wave.ts';

@element('rb-portrait-change')
export class RbPortraitChange extends ModuleElement {
  static override texts = texts;
  static override styles = [base, css`
    dt { font-weight: 620; margin-block-start: var(--rb-space-3); } dd { margin: 0; max-width: 70ch; }
    .rose { color: var(--rb-good); } .mark { display: inline-block; inline-size: 1.4em; font-weight: 680; }
    summary { min-height: 44px; align-content: center; cursor: pointer; color: var(--rb-primary); }
    @media print { .card { break-inside: auto; } dt { break-after: avoid; } }
  `];

  @property() wave = '';

  private readonly data = loaded(this, async () => {
    try {
      return await waves.change(this.client, this.wave);
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.code !== 'waves-without-place') throw thrown;
      return null;
    }
  });

  override render() {
    return this.data.render((c) => html`<section class="card stack"><h2>${this.t('portrait.change.title')}</h2>
      ${c ? this.shown(c) : html`<rb-notice kind="info">${this.t('problem.waves-without-place')}</rb-notice>`}</section>`);
  }

  private shown(c: Change) {
    const rows = evolved(c);
    const places = Object.keys(c.names ?? {}).length;
    return html`<p class="prose">${this.t('portrait.change.lead', { title: c.first.title, label: c.first.label, date: this.fmt.date(c.first.closed_on ?? ''), places: this.t('portrait.change.places', { n: places }) })}</p>
      <dl>${rows.map((row) => html`<dt><span class="mark ${row.find}" aria-hidden="true">${marks[row.find]}</span>${this.pick(row.title)}</dt><dd>${this.sentence(row)}</dd>`)}</dl>
      <rb-chart caption=${this.t('portrait.change.chart')} .series=${pairOf(c, rows, (t) => this.pick(t))} min="0" max="100" digits="0" note=${this.t('portrait.change.note')}></rb-chart>
      ${this.table(c, rows)}
      ${c.apart.length ? html`<details><summary>${this.t('portrait.change.apart', { n: c.apart.length })}</summary>
        <ul>${c.apart.map((a) => html`<li>${a.name} <span class="muted">(${this.t(`portrait.change.apart.${a.why}`)})</span></li>`)}</ul></details>` : nothing}
      <p class="small muted">${this.t('portrait.change.design')}</p>`;
  }

  private sentence({ find, figure }: Evolved): string {
    const { low, high, sites = 0 } = figure.more ?? {};
    const known = low !== undefined && high !== undefined;
    const of = { change: this.points(Math.abs(figure.value ?? 0)), signed: this.signed(figure.value ?? 0), low: this.signed(low ?? 0), high: this.signed(high ?? 0), n: sites };
    return find === 'unclear' && !known ? this.t('portrait.change.alike', of) : this.t(`portrait.change.${find}`, of);
  }

  private points(v: number): string {
    return this.fmt.number(v, 1);
  }

  private signed(v: number): string {
    return `${v > 0 ? '+' : v < 0 ? '−' : ''}${this.points(Math.abs(v))}`;
  }

  private table(c: Change, rows: readonly Evolved[]) {
    const more = (r: Evolved, name: string, digits: number) => { const v = r.figure.more?.[name]; return v === undefined ? '' : this.fmt.number(v, digits); };
    const between = (r: Evolved, low: string, high: string, write: (v: number) => string) => {
      const [from, to] = [r.figure.more?.[low], r.figure.more?.[high]];
      return from === undefined || to === undefined ? '' : this.t('portrait.change.between', { low: write(from), high: write(to) });
    };
    const columns = [
      { key: 'title', label: this.t('portrait.change.dimension'), primary: true, render: (r: Evolved) => this.pick(r.title) },
      { key: 'first', label: c.first.label, num: true, render: (r: Evolved) => more(r, 'first', 1) },
      { key: 'second', label: c.wave.label, num: true, render: (r: Evolved) => more(r, 'second', 1) },
      { key: 'change', label: this.t('portrait.change.observed'), num: true, render: (r: Evolved) => this.signed(r.figure.value ?? 0) },
      { key: 'interval', label: this.t('portrait.change.interval'), num: true, render: (r: Evolved) => between(r, 'low', 'high', (v) => this.signed(v)) },
      { key: 'g', label: this.t('portrait.change.size'), num: true, render: (r: Evolved) => more(r, 'g_z', 2) },
      { key: 'sites', label: this.t('portrait.change.sites'), num: true, render: (r: Evolved) => more(r, 'sites', 0) },
      ...(c.chain.length ? [{ key: 'chain', label: this.t('portrait.change.chain', { from: c.chain[0]!.label, to: c.wave.label }), num: true, render: (r: Evolved) => this.chain(r.chain) }] : []),
    ];
    return html`<rb-table caption=${this.t('portrait.change.table')} .columns=${columns} .rows=${rows} .rowKey=${(r: Evolved) => r.key}></rb-table>`;
  }

  private chain(f: Figure | undefined): string {
    if (typeof f?.value !== 'number') return '';
    const p = f.more?.['p'] ?? 1;
    return this.t(p < 0.001 ? 'portrait.change.chain.small' : 'portrait.change.chain.value', { value: this.fmt.number(f.value, 1), p: this.fmt.number(p, 3) });
  }
}

const marks = { rose: '↗', unclear: '=', 'too-few-sites': '?', fell: '↘', none: '' } as const;
