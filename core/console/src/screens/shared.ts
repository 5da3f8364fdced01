// What other organisations share: their records, and their reports beside each other and together.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import '@ribambelle/web/chart';
import type { Series } from '@ribambelle/web/chart';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/field';
import { loaded } from '@ribambelle/web/loaded';
import '@ribambelle/web/notice';
import '@ribambelle/web/state';
import '@ribambelle/web/table';
import type { Column } from '@ribambelle/web/table';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import type { Compared, Figure, Share, SharedRecord, SharedReport, Shares } from '../parts/share.ts';
import { screenStyles } from '../parts/styles.ts';

/** How many lines a chart holds: one is for the whole. */
const mostDrawn = 6;

type Source = { share: Share; records: SharedRecord[]; refused: boolean };
type Row = { id: string; name: string; of: string; n?: number | undefined; values: Record<string, Figure | undefined> };

@element('rb-shared')
export class RbShared extends Screen {
  static override styles = [...screenStyles, css`
    .choices { display: grid; gap: var(--rb-space-3) var(--rb-space-5); grid-template-columns: repeat(auto-fill, minmax(min(18rem, 100%), 1fr)); }
  `];

  /** The record of each share that is read, by the share's id; empty: none. */
  @state() private chosen: Readonly<Record<string, string>> = {};
  private readonly sources = loaded(this, async (signal): Promise<Source[]> => {
    const { shares } = await this.api.get<Shares>('/shares', { signal });
    const live = shares.filter((s) => s.side === 'received' && s.state === 'live');
    const sources = await Promise.all(live.map(async (share): Promise<Source> => this.api.get<{ records: SharedRecord[] }>(`/shares/${share.id}/records`, { signal })
      .then(({ records }) => ({ share, records, refused: false }), () => ({ share, records: [], refused: true }))));
    this.chosen = Object.fromEntries(sources.filter((s) => s.share.mode === 'aggregate' && s.records.length > 0).map((s) => [s.share.id, s.records.at(-1)!.id]));
    return sources;
  });
  private readonly compared = loaded(this, (signal) => this.compare(signal), false);

  protected override titleKey = () => 'shared.title';

  override render() {
    const print = html`<rb-button icon="printer" @click=${() => window.print()}>${this.t('shared.print')}</rb-button>`;
    return html`<div class="page">${head({ title: this.t('shared.title'), lead: this.t('shared.lead'), back: { href: this.to('settings', 'shares'), label: this.t('shares.title') }, actions: print })}
      ${this.sources.render((all: Source[]) => this.whole(all))}</div>`;
  }

  private whole(all: Source[]) {
    if (all.length === 0) return html`<rb-state kind="empty" .heading=${this.t('shared.none')} .text=${this.t('shared.none-text')}></rb-state>`;
    const kinds = [...new Set(all.filter((s) => s.share.mode === 'aggregate').map(kindOf))];
    const refused = all.filter((s) => s.refused);
    return html`${refused.length > 0 ? html`<rb-notice kind="warn">${this.t('shared.refused', { names: this.fmt.list(refused.map((s) => s.share.other?.name ?? s.share.to)) })}</rb-notice>` : nothing}
      ${kinds.map((kind) => this.reports(all.filter((s) => kindOf(s) === kind && !s.refused)))}
      ${all.filter((s) => s.share.mode === 'records' && !s.refused).map((s) => this.records(s))}`;
  }

  // One kind of report: a choice for each organisation, then what they tell.
  private reports(sources: Source[]) {
    const [first] = sources;
    if (!first) return nothing;
    const of = kindOf(first);
    const said = this.compared.value?.[of];
    if (!this.compared.value && !this.compared.busy && !this.compared.problem) void Promise.resolve().then(() => this.compared.reload());
    return html`<section class="stack wide" aria-labelledby=${of}><h2 id=${of}>${this.pick(first.share.title)}</h2>
      <div class="choices no-print">${sources.map((s) => html`<rb-field type="select" label=${s.share.other?.name ?? s.share.to} .value=${this.chosen[s.share.id] ?? ''}
        .options=${[{ value: '', label: this.t('shared.leave-out') }, ...s.records.map((r) => ({ value: r.id, label: this.entitled(r, s.share) }))]}
        @rb-change=${(e: CustomEvent<{ value: unknown }>) => this.choose(s.share.id, String(e.detail.value))}></rb-field>`)}</div>
      ${this.compared.problem ? html`<rb-state kind="error" .heading=${this.say(this.compared.problem)}></rb-state>` : said === undefined ? nothing : said === null ? html`<rb-state kind="empty" .heading=${this.t('shared.nothing')}></rb-state>` : this.told(said)}</section>`;
  }

  private told({ reports, together }: Compared) {
    const [first] = reports;
    if (!first) return nothing;
    const { names, table } = first;
    const rows = reports.map((r) => this.row(r, table));
    const whole = together?.[table];
    const masked = rows.some((r) => names.some(({ key }) => !r.values[key]));
    if (whole && Object.keys(whole).length > 0) rows.push({ id: 'together', name: this.t('shared.together'), of: '', n: sum(rows), values: whole });
    const series = rows.slice(-mostDrawn).map((r): Series => ({
      key: r.id, label: r.name, n: r.n, masked: !names.some(({ key }) => r.values[key]),
      points: names.map(({ key, title }) => { const f = r.values[key]; const at = f?.more?.['score100']; return at === undefined ? { key, label: this.pick(title), masked: true } : { key, label: this.pick(title), value: at, n: f!.n }; }),
    }));
    return html`<div class="card"><rb-chart caption=${this.t('shared.chart')} .series=${series} min="0" max="100" digits="0" note=${this.t('shared.chart-note')}></rb-chart></div>
      <div class="card"><rb-table .caption=${this.t('shared.figures')} .columns=${this.columns(names) as never} .rows=${rows as never}></rb-table></div>
      ${whole === undefined && reports.length > 1 ? html`<p class="muted prose">${this.t('shared.apart')}</p>` : masked ? html`<p class="muted prose">${this.t('shared.masked-help')}</p>` : nothing}`;
  }

  private row(r: SharedReport, table: string): Row {
    const cell = r.tables[table]?.cells[0];
    return { id: r.share_id, name: r.from.name, of: this.entitled(r.record, this.sources.value?.find((s) => s.share.id === r.share_id)?.share), n: cell?.masked ? undefined : cell?.n, values: cell?.masked ? {} : (cell?.values ?? {}) };
  }

  private columns(names: SharedReport['names']): Column<Row>[] {
    const hidden = html`<rb-badge kind="masked">${this.t('shared.masked')}</rb-badge>`;
    return [
      { key: 'name', label: this.t('shared.organisation'), primary: true, render: (r) => html`<span>${r.name}${r.of ? html`<br /><span class="small muted">${r.of}</span>` : nothing}</span>` },
      { key: 'n', label: 'n', num: true, render: (r) => (r.n === undefined ? hidden : this.fmt.number(r.n)) },
      ...names.map(({ key, title }): Column<Row> => ({
        key, label: this.pick(title), num: true, render: (r) => { const value = r.values[key]?.value; return typeof value === 'number' ? this.fmt.number(value, 2) : hidden; },
      })),
    ];
  }

  private records({ share, records }: Source) {
    const columns = share.fields.map(({ name, title }, i): Column<SharedRecord> => ({ key: name, label: this.pick(title), primary: i === 0, render: (r) => this.shown(r.fields[name]) }));
    return html`<section class="stack" aria-labelledby=${share.id}><h2 id=${share.id}>${this.pick(share.title)}, ${share.other?.name ?? share.to}</h2>
      <rb-table .caption=${this.pick(share.title)} hide-caption .columns=${columns as never} .rows=${records as never} empty=${this.t('shared.nothing')}></rb-table></section>`;
  }

  /** What a record calls itself, by what is told of it. */
  private entitled(r: SharedRecord, share: Share | undefined): string {
    return (share?.fields ?? []).map(({ name }) => this.shown(r.fields[name])).filter(Boolean).join(' · ');
  }

  private shown(value: unknown): string {
    if (typeof value === 'string') return /^\d{4}-\d\d-\d\d$/.test(value) ? this.fmt.date(value, 'short') : value;
    if (typeof value === 'number') return this.fmt.number(value);
    return value && typeof value === 'object' ? this.pick(value as never) : '';
  }

  private choose(share: string, record: string): void {
    this.chosen = { ...this.chosen, [share]: record };
    void this.compared.reload();
  }

  // Each kind of report by itself; null where nothing is chosen of it.
  private async compare(signal: AbortSignal): Promise<Record<string, Compared | null>> {
    const sources = this.sources.value ?? [];
    const kinds = [...new Set(sources.filter((s) => s.share.mode === 'aggregate').map(kindOf))];
    const told = await Promise.all(kinds.map(async (kind) => {
      const of = sources.filter((s) => kindOf(s) === kind && this.chosen[s.share.id]).map((s) => `${s.share.id}/${this.chosen[s.share.id]}`);
      return [kind, of.length === 0 ? null : await this.api.get<Compared>(`/shares:compare?of=${encodeURIComponent(of.join(','))}`, { signal })] as const;
    }));
    return Object.fromEntries(told);
  }
}

const kindOf = (s: Source): string => `${s.share.module}-${s.share.what}`;

const sum = (rows: readonly Row[]): number => rows.reduce((n, r) => n + (r.n ?? 0), 0);
