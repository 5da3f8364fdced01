// <rb-chart>: values on a scale, a line per series within each dimension, with interval and n printed and the
// same figures as a table at the press of a button. A masked value is drawn as a hatched "masqué".

import { css, html, nothing, svg } from 'lit';
import { property, state } from 'lit/decorators.js';

import './button.ts';
import { broken, layout, type Layout, type Line, markers, type Point, type Series } from './chart-layout.ts';
import { element } from './define.ts';
import { RbElement } from './element.ts';
import { base } from './styles.ts';
import './table.ts';
import type { Column } from './table.ts';

export type { Point, Series } from './chart-layout.ts';

type Row = { id: string; dimension: string; series: Series; point: Point };

const paperWidth = 640; // pixels: what A4 leaves between its margins

@element('rb-chart')
export class RbChart extends RbElement {
  static override styles = [base, css`
    figure { display: grid; gap: var(--rb-space-3); }
    figcaption { font-weight: 680; font-size: var(--rb-text-l); }
    svg { display: block; width: 100%; overflow: visible; font-family: var(--rb-font); }
    text { fill: var(--rb-ink); font-size: 14px; font-variant-numeric: tabular-nums; }
    .group { font-weight: 680; font-size: 16px; }
    .tick, .soft { fill: var(--rb-muted); }
    .strong { font-weight: 680; }
    .grid { stroke: var(--rb-line); }
    .interval { stroke-width: 3; stroke-linecap: round; }
    .dot { stroke: var(--rb-surface); stroke-width: 1.5; }
    .s0 { color: var(--rb-c1); } .s1 { color: var(--rb-c2); } .s2 { color: var(--rb-c3); } .s3 { color: var(--rb-c4); } .s4 { color: var(--rb-c5); } .s5 { color: var(--rb-c6); }
    .fill { fill: currentColor; } .line { stroke: currentColor; }
    .hatch { stroke: var(--rb-control); stroke-width: 1.5; }
    .hatched { fill: url(#hatch); stroke: var(--rb-control); stroke-width: 1; }
    .plate { fill: var(--rb-surface); }
    .note { color: var(--rb-muted); font-size: var(--rb-text-s); max-width: 70ch; }
    .table { display: none; }
    :host([table]) .table { display: block; }
    :host([table]) svg { display: none; }
    @media print { .s0, .s1, .s2, .s3, .s4, .s5 { color: #222; } .table { display: block; } svg { display: block !important; height: auto; break-inside: avoid; } figcaption { break-after: avoid; } figure { display: block; } figure > * + * { margin-block-start: var(--rb-space-3); } }
  `];

  @property() caption = '';
  @property({ attribute: false }) series: readonly Series[] = [];
  @property({ type: Number }) min = 1;
  @property({ type: Number }) max = 5;
  @property() kind: 'dots' | 'bars' = 'dots';
  @property() unit = '';
  @property() note = '';
  @property({ type: Number }) digits = 1;
  @property({ type: Boolean, reflect: true }) table = false;
  @state() private width = 0;

  private readonly sizes = new ResizeObserver(([entry]) => {
    const width = Math.round(entry?.contentRect.width ?? 0);
    if (width > 0 && width !== this.width) this.width = width;
  });

  // On paper the chart is laid out anew: what fits a screen would be shrunk until nobody can read it.
  private readonly paper = () => this.layOut(paperWidth);
  private readonly screen = () => this.layOut(Math.round(this.getBoundingClientRect().width) || this.width);

  override connectedCallback(): void {
    super.connectedCallback();
    this.sizes.observe(this);
    window.addEventListener('beforeprint', this.paper);
    window.addEventListener('afterprint', this.screen);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.sizes.disconnect();
    window.removeEventListener('beforeprint', this.paper);
    window.removeEventListener('afterprint', this.screen);
  }

  private layOut(width: number): void {
    this.width = width;
    this.performUpdate();
  }

  override render() {
    const l = layout(this.series.slice(0, 6), this.min, this.max, this.width || 640);
    return html`<figure><figcaption>${this.caption}</figcaption>
      <svg viewBox=${`0 0 ${this.width || 640} ${l.height}`} height=${l.height} role="img" aria-label=${`${this.caption}. ${this.t('web.show-table')}.`}>
        <defs><pattern id="hatch" width="7" height="7" patternUnits="userSpaceOnUse" patternTransform="rotate(45)"><path class="hatch" d="M0 0v7" /></pattern></defs>
        ${l.ticks.map((t) => svg`<path class="grid" d=${`M${l.x(t)} 22V${l.height}`} /><text class="tick" x=${l.x(t)} y="14" text-anchor="middle">${this.fmt.number(t)}</text>`)}
        ${l.groups.map((g) => svg`${this.series.length > 1 ? svg`<text class="group" x="0" y=${g.y + 21}>${g.label}</text>` : nothing}${g.lines.map((line) => this.line(l, line))}`)}
      </svg>
      <div class="table">${this.rows()}</div>
      ${this.note ? html`<p class="note">${this.note}</p>` : nothing}
      <div class="no-print"><rb-button kind="quiet" size="s" icon=${this.table ? 'chart-column' : 'list-checks'} @click=${() => (this.table = !this.table)}>${this.t(this.table ? 'web.show-chart' : 'web.show-table')}</rb-button></div>
    </figure>`;
  }

  private line(l: Layout, { series, index, point, y }: Line) {
    const name = this.series.length > 1 ? series.label : point.label;
    const masked = series.masked || point.masked || point.value === undefined;
    const label = this.label(name, l.room, l.wide ? y + 5 : y - (masked ? 16 : 34), l.wide);
    if (masked) return svg`<g>${label}${this.mask(l, y)}</g>`;
    const told = `${this.fmt.number(point.value!, this.digits)}${this.unit ? ` ${this.unit}` : ''}`;
    const interval = point.low !== undefined && point.high !== undefined ? `${this.t('web.interval', { low: this.fmt.number(point.low, this.digits), high: this.fmt.number(point.high, this.digits) })}` : '';
    const n = point.n ?? series.n;
    const more = [interval, n === undefined ? '' : this.t('web.n', { n })].filter(Boolean).join(' · ');
    const words = l.wide
      ? svg`<text x=${l.right + 16} y=${y + 5}><tspan class="strong">${told}</tspan><tspan class="soft" dx="6">${more}</tspan></text>`
      : svg`<text x="0" y=${y - 15}><tspan class="strong">${told}</tspan><tspan class="soft" dx="6">${more}</tspan></text>`;
    return svg`<g class=${`s${index}`}>${label}${this.mark(l, point, y, index)}${words}</g>`;
  }

  // label stands beside its mark, or above it where there is no room beside; in two lines where one is too short.
  private label(name: string, room: number, y: number, beside: boolean) {
    const lines = broken(name, room);
    const first = lines.length === 1 ? y : beside ? y - 8 : y - 17;
    return svg`<text x="0" y=${first}><title>${name}</title>${lines.map((line, i) => svg`<tspan x="0" dy=${i * 17}>${line}</tspan>`)}</text>`;
  }

  private mark(l: Layout, point: Point, y: number, index: number) {
    const x = l.x(point.value!);
    const interval = point.low !== undefined && point.high !== undefined ? svg`<path class="interval line" d=${`M${l.x(point.low)} ${y}H${l.x(point.high)}`} opacity=".45" />` : nothing;
    if (this.kind === 'bars') return svg`<path class="fill" d=${`M${l.x(this.min)} ${y - 7}H${x}v14H${l.x(this.min)}z`} />${interval}`;
    return svg`${interval}<path class="dot fill" transform=${`translate(${x} ${y})`} d=${markers[index] ?? markers[0]!} />`;
  }

  private mask(l: Layout, y: number) {
    const middle = (l.left + l.right) / 2;
    return svg`<rect class="hatched" x=${l.left} y=${y - 9} width=${l.right - l.left} height="18" rx="4" />
      <rect class="plate" x=${middle - 38} y=${y - 9} width="76" height="18" /><text x=${middle} y=${y + 5} text-anchor="middle">${this.t('web.masked')}</text>`;
  }

  private rows() {
    const rows: Row[] = (this.series[0]?.points ?? []).flatMap(({ key, label }) =>
      this.series.flatMap((series) => {
        const point = series.points.find((p) => p.key === key);
        return point ? [{ id: `${key}/${series.key}`, dimension: label, series, point }] : [];
      }));
    const shown = (row: Row, value: number | undefined) =>
      row.series.masked || row.point.masked || row.point.value === undefined ? this.t('web.masked') : value === undefined ? '' : this.fmt.number(value, this.digits);
    const columns: Column<Row>[] = [
      { key: 'dimension', label: this.t('web.dimension'), primary: true, render: (r) => r.dimension },
      ...(this.series.length > 1 ? [{ key: 'series', label: this.t('web.group'), render: (r: Row) => r.series.label }] : []),
      { key: 'value', label: this.t('web.value'), num: true, render: (r) => shown(r, r.point.value) },
      { key: 'low', label: this.t('web.low'), num: true, render: (r) => shown(r, r.point.low) },
      { key: 'high', label: this.t('web.high'), num: true, render: (r) => shown(r, r.point.high) },
      { key: 'n', label: 'n', num: true, render: (r) => (r.series.masked || r.point.masked ? this.t('web.masked') : String(r.point.n ?? r.series.n ?? '')) },
    ];
    return html`<rb-table .caption=${this.caption} hide-caption .columns=${columns as never} .rows=${rows as never}></rb-table>`;
  }
}
