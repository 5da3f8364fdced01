// <rb-table>: a table that becomes a list of cards where it is narrow. Headings sort where the column says how.

import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';

import { element } from './define.ts';
import { RbElement } from './element.ts';
import { icon } from './icon.ts';
import './state.ts';
import { base } from './styles.ts';

export type Column<Row> = {
  key: string;
  label: string;
  /** Numbers: to the right, in figures of one width. */
  num?: boolean;
  /** The column that names the row: its heading, and the title of its card. */
  primary?: boolean;
  /** The label is for screen readers only (a column of actions). */
  quiet?: boolean;
  render?: (row: Row) => TemplateResult | string | number | typeof nothing;
  sort?: (row: Row) => string | number;
};

@element('rb-table')
export class RbTable<Row extends object = Record<string, unknown>> extends RbElement {
  static override styles = [base, css`
    :host { container-type: inline-size; }
    table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums; }
    caption { text-align: start; color: var(--rb-muted); font-size: var(--rb-text-s); padding-block-end: var(--rb-space-2); }
    th, td { text-align: start; padding: .625rem .75rem; vertical-align: middle; border-block-end: 1px solid var(--rb-line); font-weight: 400; min-height: 44px; }
    thead th { font-size: var(--rb-text-s); color: var(--rb-muted); font-weight: 620; padding-block: .25rem; height: 44px; vertical-align: middle; line-height: 1.25; }
    tbody th { font-weight: 620; min-width: 8rem; }
    tbody tr:hover { background: var(--rb-sunken); }
    tbody tr:last-child > * { border-block-end: 0; }
    .num { text-align: end; } tbody .num { white-space: nowrap; }
    .quiet { text-align: end; }
    th button { display: inline-flex; gap: .25rem; align-items: center; min-height: 44px; padding: 0; border: 0; background: none; font: inherit; color: inherit; cursor: pointer; }
    th button svg { width: 1em; height: 1em; }
    td:empty { padding: 0; }
    @container (max-width: 599px) {
      table, tbody, tr, th, td, caption { display: block; width: 100%; }
      thead { position: absolute; clip-path: inset(50%); width: 1px; height: 1px; overflow: hidden; }
      tbody { display: grid; gap: var(--rb-space-3); }
      tbody tr { display: grid; gap: .125rem; background: var(--rb-surface); border: 1px solid var(--rb-line); border-radius: var(--rb-radius-l); padding: var(--rb-space-3) var(--rb-space-4); }
      tbody tr:hover { background: var(--rb-surface); }
      th, td, tbody .num, .quiet { border: 0; padding: .125rem 0; text-align: start; min-height: 0; white-space: normal; }
      tbody th { min-width: 0; font-size: var(--rb-text-l); order: -1; }
      td[data-label]:not(.quiet) { display: flex; justify-content: space-between; gap: var(--rb-space-4); text-align: end; overflow-wrap: anywhere; }
      td[data-label]:not(.quiet)::before { content: attr(data-label); color: var(--rb-muted); font-size: var(--rb-text-s); text-align: start; flex: 0 1 auto; min-width: min(4.5rem, 40%); hyphens: auto; }
      td[data-label]:not(.quiet) > * { text-align: end; min-width: 0; overflow-wrap: anywhere; }
      td[data-label]:empty { display: none; }
    }
    @media print {
      thead { display: table-header-group; } tr { break-inside: avoid; }
      th, td, thead th { padding: .3rem .5rem; height: auto; } th button { min-height: 0; } tbody th { min-width: 9rem; }
      tbody tr:last-child:not(:first-child) { break-before: avoid; }
    }
  `];

  @property() caption = '';
  @property({ type: Boolean, attribute: 'hide-caption' }) hideCaption = false;
  @property({ attribute: false }) columns: readonly Column<Row>[] = [];
  @property({ attribute: false }) rows: readonly Row[] = [];
  @property({ attribute: false }) rowKey: (row: Row) => string = (row) => String((row as Record<string, unknown>)['id'] ?? this.rows.indexOf(row));
  @property() empty = '';
  @state() private by = '';
  @state() private down = false;

  override render() {
    if (this.rows.length === 0) return html`<rb-state kind="empty" .heading=${this.empty}></rb-state>`;
    return html`<table role="table"><caption class=${this.hideCaption ? 'visually-hidden' : ''}>${this.caption}</caption>
      <thead role="rowgroup"><tr role="row">${this.columns.map((c) => this.heading(c))}</tr></thead>
      <tbody role="rowgroup">${repeat(this.sorted(), this.rowKey, (row) => html`<tr role="row">${this.columns.map((c) => this.cell(c, row))}</tr>`)}</tbody></table>`;
  }

  private heading(c: Column<Row>) {
    const order = this.by === c.key ? (this.down ? 'descending' : 'ascending') : nothing;
    const kind = c.num ? 'num' : c.quiet ? 'quiet' : '';
    const inside = c.quiet ? html`<span class="visually-hidden">${c.label}</span>`
      : c.sort ? html`<button type="button" @click=${() => this.sortBy(c.key)}>${c.label}${this.by === c.key ? icon(this.down ? 'arrow-down' : 'arrow-up') : nothing}</button>` : c.label;
    return html`<th scope="col" role="columnheader" class=${kind} aria-sort=${order}>${inside}</th>`;
  }

  private cell(c: Column<Row>, row: Row) {
    const inside = c.render ? c.render(row) : String((row as Record<string, unknown>)[c.key] ?? '');
    if (c.primary) return html`<th scope="row" role="rowheader">${inside}</th>`;
    return html`<td role="cell" class=${c.num ? 'num' : c.quiet ? 'quiet' : ''} data-label=${c.label}>${inside}</td>`;
  }

  private sortBy(key: string): void {
    this.down = this.by === key && !this.down;
    this.by = key;
  }

  private sorted(): readonly Row[] {
    const sort = this.columns.find((c) => c.key === this.by)?.sort;
    if (!sort) return this.rows;
    const collator = new Intl.Collator(this.locale, { numeric: true });
    const compare = (a: string | number, b: string | number) => (typeof a === 'number' && typeof b === 'number' ? a - b : collator.compare(String(a), String(b)));
    return [...this.rows].sort((a, b) => compare(sort(a), sort(b)) * (this.down ? -1 : 1));
  }
}
