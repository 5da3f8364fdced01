// <rb-piloufilou-report>: the report of a network, a site or a cycle, on screen and on paper: dose, adherence,
// quality, responsiveness and adaptation side by side, and how to read them.

import { css, html, nothing } from 'lit';

import '@ribambelle/web/badge';
import '@ribambelle/web/table';
import type { Column } from '@ribambelle/web/table';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { base } from '@ribambelle/web/styles';

import { editions, type Figures, type Mean, type Report, type Share } from '../model.ts';
import { Screen, type Told } from '../screen.ts';
import { texts } from '../texts/report.ts';

type Row = { readonly id: string; readonly name: string; readonly to: string; readonly unsupervised?: boolean; readonly figures: Figures };

@element('rb-piloufilou-report')
export class RbPiloufilouReport extends Screen {
  static override texts = texts;
  static override styles = [base, css`
    dl { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 15rem), 1fr)); gap: var(--rb-space-4); }
    dl > div { border-block-start: 3px solid var(--rb-primary); padding-block-start: var(--rb-space-2); break-inside: avoid; }
    dt { font-weight: 620; } dd { margin: 0; } dd strong { display: block; font-size: var(--rb-text-xl); }
    .choose { max-width: 28rem; }
  `];

  private readonly data = loaded(this, async () => {
    const [whole, report] = await Promise.all([
      this.query ? editions.report(this.client, this.edition, '') : undefined,
      editions.report(this.client, this.edition, this.query ? `?${this.query}` : ''),
    ]);
    return { whole: whole ?? report, report };
  });

  override updated(changed: Map<string, unknown>): void {
    if (changed.has('query') && changed.get('query') !== undefined) void this.data.reload();
  }

  override render() {
    return this.data.render(({ whole, report: r }) => {
      const title = this.t(`piloufilou.report.${r.scope}`);
      this.entitle(`${title} · ${r.edition.title}`);
      return html`<div class="stack wide">
        <div class="stack tight"><rb-back href=${this.href(`/editions/${this.edition}`)}>${this.pick(r.edition.title)}</rb-back>
          <p class="print-only">${this.me?.tenant.name} · ${this.pick(r.name)} · ${r.edition.title}</p>
          <h1 tabindex="-1">${title}${r.place ? html` : ${r.place}` : nothing}</h1>
          <p class="lead">${this.t('piloufilou.report.lead', { date: this.fmt.date(r.as_of), n: r.cycles.length })}</p></div>
        <div class="row no-print">
          ${whole.cycles.length > 1 ? this.choose(whole) : nothing}
          <rb-button icon="printer" @click=${() => window.print()}>${this.t('piloufilou.report.print')}</rb-button>
          <rb-button icon="download" href=${editions.exportHref(this.client, this.edition, this.query ? `?${this.query}` : '', this.language)} download="ateliers.csv">${this.t('piloufilou.report.csv')}</rb-button>
        </div>
        ${r.total.workshops.of ? html`${this.dimensions(r.total)}${this.tables(r)}${this.reasons(r)}` : html`<rb-state kind="empty" heading=${this.t('piloufilou.report.none')}></rb-state>`}
        <div class="stack tight"><h2>${this.t('piloufilou.report.reading')}</h2><p class="prose">${this.t('piloufilou.report.reading.text')}</p>
          <p class="small muted">${this.t('piloufilou.report.source', { organisation: this.me?.tenant.name ?? '', programme: this.pick(r.programme), version: r.version, date: this.fmt.date(r.as_of) })}</p></div>
      </div>`;
    });
  }

  private choose(whole: Report) {
    const options = [
      { value: '', label: this.t('piloufilou.report.whole') },
      ...(whole.sites.length > 1 ? whole.sites.map((s) => ({ value: `unit=${s.unit_id}`, label: s.place })) : []),
      ...whole.cycles.map((c) => ({ value: `cycle=${c.id}`, label: `${c.group}, ${c.place}` })),
    ];
    return html`<rb-field class="choose" type="select" label=${this.t('piloufilou.report.choose')} .options=${options} .value=${this.query}
      @rb-change=${(e: Told) => this.go(`/editions/${this.edition}/report${e.detail.value ? `?${String(e.detail.value)}` : ''}`)}></rb-field>`;
  }

  private percent(s: Share): string {
    return s.percent === undefined ? this.t('piloufilou.report.nothing') : this.fmt.percent(s.percent / 100, 1);
  }

  private mean(m: Mean | undefined): string {
    return m ? this.t('piloufilou.report.mean', { value: this.fmt.number(m.value, 2), n: m.n }) : this.t('piloufilou.report.nothing');
  }

  private dimensions(f: Figures) {
    const share = (n: number | undefined) => this.fmt.percent((n ?? 0) / 100, 1);
    const dimension = (key: string, value: string, ...more: string[]) => html`<div><dt>${this.t(`piloufilou.report.${key}`)}</dt>
      <dd class="num"><strong>${value}</strong>${more.filter(Boolean).map((m) => html`<span>${m}</span><br />`)}</dd></div>`;
    const { children } = f;
    return html`<dl class="card">
      ${dimension('dose', this.percent(f.workshops), this.t('piloufilou.report.dose.of', { n: f.workshops.part, of: f.workshops.of }), this.t('piloufilou.report.interval', { low: share(f.workshops.low), high: share(f.workshops.high) }),
        this.t('piloufilou.report.rest', { skipped: f.skipped, left: f.to_come }), this.t('piloufilou.report.minutes', { n: f.minutes.part, of: f.minutes.of }))}
      ${dimension('adherence', this.percent(f.adherence), this.t('piloufilou.report.adherence.of', { n: f.adherence.part, of: f.adherence.of }))}
      ${dimension('quality', this.mean(f.quality), this.t('piloufilou.report.observed', { mean: this.mean(f.observed) }), this.t('piloufilou.report.supervisions', { n: f.supervisions }))}
      ${dimension('responsiveness', this.mean(f.responsiveness), children.engaged.of ? this.t('piloufilou.report.engaged', { percent: this.percent(children.engaged), n: children.engaged.part, of: children.engaged.of }) : '',
        children.drifted.of ? this.t('piloufilou.report.drifted', { percent: this.percent(children.drifted) }) : '')}
      ${dimension('adapted', this.percent(f.adapted), this.t('piloufilou.report.adapted.of', { n: f.adapted.part, of: f.adapted.of }), this.t('piloufilou.report.unplanned', { n: f.unplanned }))}
    </dl>`;
  }

  private tables(r: Report) {
    const here = (query: string) => this.href(`/editions/${this.edition}/report?${query}`);
    const sites = r.sites.map((s) => ({ id: s.unit_id, name: s.place, to: here(`unit=${s.unit_id}`), figures: s.figures }));
    const cycles = r.cycles.map((c) => ({ id: c.id, name: r.scope === 'site' ? c.group : `${c.group}, ${c.place}`, to: here(`cycle=${c.id}`), figures: c.figures, ...(c.unsupervised ? { unsupervised: true } : {}) }));
    return html`${r.scope === 'network' && sites.length > 1 ? this.table('piloufilou.report.sites', sites) : nothing}
      ${r.scope === 'cycle' ? nothing : this.table('piloufilou.report.cycles', cycles)}`;
  }

  private table(key: string, rows: readonly Row[]) {
    const columns: Column<Row>[] = [
      { key: 'name', label: this.t('piloufilou.report.name'), primary: true, render: (r) => html`<a href=${r.to}>${r.name}</a>`, sort: (r) => r.name },
      { key: 'held', label: this.t('piloufilou.report.held'), num: true, render: (r) => this.t('web.of', { n: r.figures.workshops.part, max: r.figures.workshops.of }), sort: (r) => r.figures.workshops.percent ?? -1 },
      { key: 'percent', label: '%', num: true, render: (r) => this.percent(r.figures.workshops), sort: (r) => r.figures.workshops.percent ?? -1 },
      { key: 'skipped', label: this.t('piloufilou.report.skipped'), num: true, render: (r) => String(r.figures.skipped), sort: (r) => r.figures.skipped },
      { key: 'adherence', label: this.t('piloufilou.report.adherence'), num: true, render: (r) => this.percent(r.figures.adherence), sort: (r) => r.figures.adherence.percent ?? -1 },
      { key: 'quality', label: this.t('piloufilou.report.quality'), num: true, render: (r) => (r.figures.quality ? this.fmt.number(r.figures.quality.value, 2) : '–'), sort: (r) => r.figures.quality?.value ?? -1 },
      { key: 'responsiveness', label: this.t('piloufilou.report.responsiveness'), num: true, render: (r) => (r.figures.responsiveness ? this.fmt.number(r.figures.responsiveness.value, 2) : '–'), sort: (r) => r.figures.responsiveness?.value ?? -1 },
      { key: 'supervisions', label: this.t('piloufilou.report.supervision'), num: true, sort: (r) => r.figures.supervisions,
        render: (r) => (r.unsupervised ? html`<rb-badge kind="warn">${this.t('piloufilou.report.none-yet')}</rb-badge>` : String(r.figures.supervisions)) },
    ];
    return html`<div class="stack tight"><h2>${this.t(key)}</h2><div class="card"><rb-table caption=${this.t(key)} hide-caption .columns=${columns} .rows=${rows} .rowKey=${(r: Row) => r.id}></rb-table></div></div>`;
  }

  private reasons(r: Report) {
    if (!r.reasons.length) return nothing;
    return html`<div class="stack tight"><h2>${this.t('piloufilou.report.reasons')}</h2><ul>${r.reasons.map((x) => html`<li>${this.t('web.says', { what: this.t(`piloufilou.reason.${x.reason}`), text: this.t('piloufilou.workshops', { n: x.workshops }) })}</li>`)}</ul></div>`;
  }
}
