// Import sites from a spreadsheet: choose, see line by line what would happen, then write.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { newKey } from '@ribambelle/web/api';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/field';
import { loaded } from '@ribambelle/web/loaded';
import type { Unit } from '@ribambelle/web/me';
import '@ribambelle/web/notice';
import { Problem, problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/unit-picker';

import { Screen } from '../app/screen.ts';
import { textOf } from '../parts/decode.ts';
import { head } from '../parts/head.ts';
import type { Outcome } from '../parts/import-preview.ts';
import '../parts/import-preview.ts';
import { screenStyles } from '../parts/styles.ts';

@element('rb-sites-import')
export class RbSitesImport extends Screen {
  static override styles = [...screenStyles, css`
    .narrow { display: grid; gap: var(--rb-space-5); }
    .beside { display: grid; gap: var(--rb-space-6); align-items: start; }
    @media (min-width: 1000px) { .beside { grid-template-columns: minmax(0, 1fr) minmax(0, 25rem); } }
    .example { display: grid; gap: var(--rb-space-3); box-shadow: none; background: transparent; }
    .sheet-view { overflow-x: auto; border: 1px solid var(--rb-line); border-radius: var(--rb-radius); background: var(--rb-surface); }
    table { border-collapse: collapse; font-size: var(--rb-text-s); white-space: nowrap; width: 100%; }
    th, td { text-align: start; padding: .375rem .625rem; border: 1px solid var(--rb-line); } tr > :first-child { border-inline-start: 0; } tr > :last-child { border-inline-end: 0; } thead th { border-block-start: 0; background: var(--rb-sunken); } tbody tr:last-child td { border-block-end: 0; }
  `];

  @state() private csv = '';
  @state() private parent = '';
  @state() private outcome: Outcome | undefined;
  @state() private problem: Problem | undefined;
  @state() private workbook = false;
  @state() private busy = false;
  private key = newKey();
  private readonly units = loaded(this, (signal) => this.api.get<{ units: Unit[] }>('/units', { signal }).then((a) => a.units));

  protected override titleKey = () => 'import.title';

  override render() {
    return html`<div class="page">${head({ title: this.t('import.title'), lead: this.t('import.lead'), back: { href: this.to('sites'), label: this.t('sites.menu') } })}
      ${this.problem ? html`<rb-notice kind="bad">${this.say(this.problem)}</rb-notice>` : nothing}
      <div class="beside"><div class="card narrow">
        <rb-field type="file" accept=".csv,text/csv,text/plain" .label=${this.t('import.file')} .help=${this.t('import.file-help')} .error=${this.workbook ? this.t('import.xlsx') : ''} @rb-change=${this.chosen}></rb-field>
        <rb-field type="textarea" rows="4" .label=${this.t('import.paste')} .value=${this.csv} @rb-input=${this.typed}></rb-field>
        ${this.units.value?.length ? html`<rb-unit-picker .label=${this.t('import.below')} .all=${this.t('frame.whole')} .units=${this.units.value.filter((u) => u.class === 'territory')} .value=${this.parent} @rb-change=${(e: CustomEvent<{ value: string }>) => { this.parent = e.detail.value; this.outcome = undefined; }}></rb-unit-picker>` : nothing}
        <div class="row"><rb-button kind="primary" icon="eye" ?busy=${this.busy} ?disabled=${!this.csv.trim()} @click=${() => void this.send(true)}>${this.t('import.preview')}</rb-button></div>
      </div>${this.example()}</div>${this.outcome ? this.preview(this.outcome) : nothing}</div>`;
  }

  private preview(o: Outcome) {
    const n = o.created + o.updated;
    return html`<section class="stack" aria-labelledby="preview"><h2 id="preview" tabindex="-1">${this.t('import.preview-title')}</h2>
      <rb-notice kind=${o.errors > 0 ? 'warn' : 'info'}>${this.t('import.summary', { created: o.created, updated: o.updated, same: o.same })} ${o.errors > 0 ? html`<strong>${this.t('import.errors', { n: o.errors })}</strong> ${this.t('import.again')}` : n === 0 ? this.t('import.nothing') : ''}</rb-notice>
      ${o.errors === 0 && n > 0 ? html`<div><rb-button kind="action" ?busy=${this.busy} @click=${() => void this.send(false)}>${this.t('import.do', { n })}</rb-button></div>` : nothing}
      <rb-import-preview .outcome=${o}></rb-import-preview></section>`;
  }

  // example shows the columns as a spreadsheet would, in the words of the country.
  private example() {
    const [header = [], ...rows] = sampleOf(this.locale);
    return html`<aside class="card example" aria-labelledby="example"><h2 id="example">${this.t('import.example')}</h2><p class="small muted">${this.t('import.example-help')}</p>
      <div class="sheet-view" tabindex="0" role="group" aria-labelledby="example"><table><thead><tr>${header.map((h) => html`<th scope="col">${h}</th>`)}</tr></thead><tbody>${rows.map((r) => html`<tr>${r.map((c) => html`<td>${c}</td>`)}</tr>`)}</tbody></table></div>
      <div><rb-button kind="quiet" icon="download" href=${this.sample()} download="ribambelle.csv">${this.t('import.sample')}</rb-button></div></aside>`;
  }

  private readonly chosen = async (event: CustomEvent<{ value: File | undefined }>): Promise<void> => {
    const file = event.detail.value;
    if (!file) return;
    const text = textOf(new Uint8Array(await file.arrayBuffer()));
    this.fresh();
    this.workbook = text === undefined;
    if (text === undefined) return;
    this.csv = text;
    const wrong = text.includes('\0') ? 'import-unreadable' : text.trim() === '' ? 'import-empty' : '';
    if (wrong) {
      this.csv = '';
      this.problem = new Problem(422, wrong);
      return;
    }
    this.emit('rb-dirty', { dirty: true });
    await this.send(true);
  };

  private typed(event: CustomEvent<{ value: string }>): void {
    this.csv = event.detail.value;
    this.emit('rb-dirty', { dirty: this.csv.trim() !== '' });
    this.fresh();
  }

  private fresh(): void {
    this.outcome = undefined;
    this.problem = undefined;
    this.workbook = false;
    this.key = newKey();
  }

  private async send(dry: boolean): Promise<void> {
    if (!this.csv.trim() || this.busy) return;
    this.busy = true;
    this.problem = undefined;
    try {
      const body = { csv: this.csv, dry_run: dry, ...(this.parent ? { parent_id: this.parent } : {}) };
      this.outcome = await this.api.post<Outcome>('/units:import', body, dry ? {} : { key: this.key });
      if (!dry && this.outcome.errors === 0) {
        this.emit('rb-dirty', { dirty: false });
        this.tell('good', this.t('import.done', { created: this.outcome.created, updated: this.outcome.updated }));
        this.go(this.to('sites'));
        return;
      }
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('#preview')?.focus());
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }

  private sample(): string {
    const lines = sampleOf(this.locale).map((cells) => cells.join(';')).join('\r\n');
    return `data:text/csv;charset=utf-8,%EF%BB%BF${encodeURIComponent(`${lines}\r\n`)}`;
  }
}

// sampleOf is a short list as a spreadsheet holds it; the server knows kinds by their names too.
function sampleOf(locale: string): string[][] {
  if (locale.startsWith('en')) return [['name', 'kind', 'headcount', 'places', 'parent'], ['North', 'Territory', '', '', ''], ['Maple House', 'CPE facility', '14', '60', 'North'], ['The Lilacs', 'Day care centre', '9', '40', 'North']];
  if (locale === 'fr-CA') return [['nom', 'type', 'effectif', 'places', 'territoire'], ['Rive-Nord', 'Territoire', '', '', ''], ['Les Petits Castors', 'Installation de CPE', '14', '60', 'Rive-Nord'], ['La Grande Ourse', 'Garderie', '9', '40', 'Rive-Nord']];
  return [['nom', 'type', 'effectif', 'places', 'territoire'], ['Secteur Nord', 'Territoire', '', '', ''], ['Les Lilas', 'Crèche collective', '14', '40', 'Secteur Nord'], ['Bulle d’air', 'Micro-crèche', '4', '12', 'Secteur Nord']];
}
