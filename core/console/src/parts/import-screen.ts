// What all imports from a spreadsheet do: choose a file or paste its lines, see line by line what would happen, then write.

import { css, html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { newKey } from '@ribambelle/web/api';
import '@ribambelle/web/button';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import { Problem, problemOf } from '@ribambelle/web/problem';

import { Screen } from '../app/screen.ts';
import { base64Of, textOf } from './decode.ts';
import { head } from './head.ts';
import type { Outcome } from './import-preview.ts';
import './import-preview.ts';
import { screenStyles } from './styles.ts';

export abstract class ImportScreen extends Screen {
  static override styles = [...screenStyles, css`
    .narrow { display: grid; gap: var(--rb-space-5); }
    .beside { display: grid; gap: var(--rb-space-6); align-items: start; }
    @media (min-width: 1000px) { .beside { grid-template-columns: minmax(0, 1fr) minmax(0, 25rem); } }
    .example { display: grid; gap: var(--rb-space-3); box-shadow: none; background: transparent; }
    .sheet-view { overflow-x: auto; border: 1px solid var(--rb-line); border-radius: var(--rb-radius); background: var(--rb-surface); }
    table { border-collapse: collapse; font-size: var(--rb-text-s); white-space: nowrap; width: 100%; }
    th, td { text-align: start; padding: .375rem .625rem; border: 1px solid var(--rb-line); } tr > :first-child { border-inline-start: 0; } tr > :last-child { border-inline-end: 0; } thead th { border-block-start: 0; background: var(--rb-sunken); } tbody tr:last-child td { border-block-end: 0; }
  `];

  /** What is imported: the texts `${of}.title`, `.lead`, `.file-help`, `.example-help` and `.do` are its own. */
  protected abstract readonly of: 'import' | 'people-import';
  protected abstract readonly back: { href: string; label: string };
  protected abstract readonly address: string;
  /** A short list as a spreadsheet holds it, its headings first. */
  protected abstract sample(): string[][];
  /** Further choices, and what they add to the request. */
  protected abstract choices(): TemplateResult | typeof nothing;
  protected abstract chosen(): object;
  /** What follows once it is written. */
  protected abstract written(outcome: Outcome): void;

  @state() private csv = '';
  @state() private book: { name: string; file: string } | undefined;
  @state() private outcome: Outcome | undefined;
  @state() private problem: Problem | undefined;
  @state() protected busy = false;
  private key = newKey();

  protected override titleKey = () => `${this.of}.title`;

  override render(): TemplateResult {
    return html`<div class="page">${head({ title: this.t(`${this.of}.title`), lead: this.t(`${this.of}.lead`), back: this.back })}
      ${this.problem ? html`<rb-notice kind="bad">${this.say(this.problem)}</rb-notice>` : nothing}
      <div class="beside"><div class="card narrow">
        <rb-field type="file" accept=".csv,.xlsx,text/csv,text/plain" .label=${this.t('import.file')} .help=${this.t(`${this.of}.file-help`)} @rb-change=${this.picked}></rb-field>
        ${this.book ? html`<rb-notice kind="info">${this.t('import.book', { name: this.book.name })}</rb-notice>` : html`<rb-field type="textarea" rows="4" .label=${this.t('import.paste')} .value=${this.csv} @rb-input=${this.typed}></rb-field>`}
        ${this.choices()}
        <div class="row"><rb-button kind="primary" icon="eye" ?busy=${this.busy} ?disabled=${!this.filled} @click=${() => void this.send(true)}>${this.t('import.preview')}</rb-button></div>
      </div>${this.example()}</div>${this.outcome ? this.preview(this.outcome) : nothing}</div>`;
  }

  private get filled(): boolean {
    return this.book !== undefined || this.csv.trim() !== '';
  }

  private preview(o: Outcome) {
    const n = o.created + o.updated;
    return html`<section class="stack" aria-labelledby="preview"><h2 id="preview" tabindex="-1">${this.t('import.preview-title')}</h2>
      <rb-notice kind=${o.errors > 0 ? 'warn' : 'info'}>${this.t(`${this.of}.summary`, { created: o.created, updated: o.updated, same: o.same })} ${o.errors > 0 ? html`<strong>${this.t('import.errors', { n: o.errors })}</strong> ${this.t('import.again')}` : n === 0 ? this.t('import.nothing') : ''}</rb-notice>
      ${o.errors === 0 && n > 0 ? html`<div><rb-button kind="action" ?busy=${this.busy} @click=${() => void this.send(false)}>${this.t(`${this.of}.do`, { n })}</rb-button></div>` : nothing}
      <rb-import-preview .outcome=${o} of=${this.of}></rb-import-preview></section>`;
  }

  // example shows the columns as a spreadsheet would, in the words of the country.
  private example() {
    const [header = [], ...rows] = this.sample();
    return html`<aside class="card example" aria-labelledby="example"><h2 id="example">${this.t('import.example')}</h2><p class="small muted">${this.t(`${this.of}.example-help`)}</p>
      <div class="sheet-view" tabindex="0" role="group" aria-labelledby="example"><table><thead><tr>${header.map((h) => html`<th scope="col">${h}</th>`)}</tr></thead><tbody>${rows.map((r) => html`<tr>${r.map((c) => html`<td>${c}</td>`)}</tr>`)}</tbody></table></div>
      <div><rb-button kind="quiet" icon="download" href=${sheetOf(this.sample())} download="ribambelle.csv">${this.t('import.sample')}</rb-button></div></aside>`;
  }

  private readonly picked = async (event: CustomEvent<{ value: File | undefined }>): Promise<void> => {
    const file = event.detail.value;
    if (!file) return;
    const bytes = new Uint8Array(await file.arrayBuffer());
    const text = textOf(bytes);
    this.fresh();
    this.book = text === undefined ? { name: file.name, file: base64Of(bytes) } : undefined;
    this.csv = text ?? '';
    const wrong = text?.includes('\0') ? 'import-unreadable' : text?.trim() === '' ? 'import-empty' : '';
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

  /** Forgets a preview that is not that of what is asked any more. */
  protected fresh(): void {
    this.outcome = undefined;
    this.problem = undefined;
    this.key = newKey();
  }

  private async send(dry: boolean): Promise<void> {
    if (!this.filled || this.busy) return;
    this.busy = true;
    this.problem = undefined;
    try {
      const body = { ...(this.book ? { file: this.book.file } : { csv: this.csv }), dry_run: dry, ...this.chosen() };
      this.outcome = await this.api.post<Outcome>(this.address, body, dry ? {} : { key: this.key });
      if (!dry && this.outcome.errors === 0) {
        this.emit('rb-dirty', { dirty: false });
        this.written(this.outcome);
        return;
      }
      void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('#preview')?.focus());
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }
}

/** A list as a file that a spreadsheet opens; a cell that one would take for a formula is kept as text. */
export function sheetOf(rows: readonly (readonly string[])[]): string {
  const cell = (text: string) => `"${(/^[=+\-@\t\r]/.test(text) ? `'${text}` : text).replaceAll('"', '""')}"`;
  const lines = rows.map((cells) => cells.map(cell).join(';')).join('\r\n');
  return `data:text/csv;charset=utf-8,%EF%BB%BF${encodeURIComponent(`${lines}\r\n`)}`;
}
