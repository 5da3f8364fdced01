// Import sites from a spreadsheet: choose, see line by line what would happen, then write.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { newKey } from '@ribambelle/web/api';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/field';
import { loaded } from '@ribambelle/web/loaded';
import type { Unit } from '@ribambelle/web/me';
import '@ribambelle/web/notice';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/table';
import type { Column } from '@ribambelle/web/table';
import '@ribambelle/web/unit-picker';

import { Screen } from '../app/screen.ts';
import { textOf } from '../parts/decode.ts';
import { head } from '../parts/head.ts';
import { screenStyles } from '../parts/styles.ts';

type Act = 'create' | 'update' | 'same' | 'error';
type Row = { line: number; act: Act; name: string; kind: string; headcount?: number; errors?: { field: string; message: string }[] };
type Outcome = { rows: Row[]; created: number; updated: number; same: number; errors: number };

const badges = { create: 'good', update: 'info', same: 'off', error: 'bad' } as const;

@element('rb-sites-import')
export class RbSitesImport extends Screen {
  static override styles = [...screenStyles, css`.narrow { display: grid; gap: var(--rb-space-5); }`];

  @state() private csv = '';
  @state() private parent = '';
  @state() private outcome: Outcome | undefined;
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private key = newKey();
  private readonly units = loaded(this, (signal) => this.api.get<{ units: Unit[] }>('/units', { signal }).then((a) => a.units));

  protected override titleKey = () => 'import.title';

  override render() {
    return html`<div class="page">${head({ title: this.t('import.title'), lead: this.t('import.lead'), back: { href: this.to('sites'), label: this.t('sites.menu') } })}
      ${this.problem ? html`<rb-notice kind="bad">${this.say(this.problem)}</rb-notice>` : nothing}
      <div class="card narrow">
        <rb-field type="file" accept=".csv,text/csv,text/plain" .label=${this.t('import.file')} .help=${this.t('import.file-help')} @rb-change=${this.chosen}></rb-field>
        <rb-field type="textarea" rows="6" .label=${this.t('import.paste')} .value=${this.csv} @rb-input=${this.typed}></rb-field>
        ${this.units.value?.length ? html`<rb-unit-picker .label=${this.t('import.below')} .all=${this.t('frame.whole')} .units=${this.units.value.filter((u) => u.class === 'territory')} .value=${this.parent} @rb-change=${(e: CustomEvent<{ value: string }>) => { this.parent = e.detail.value; this.outcome = undefined; }}></rb-unit-picker>` : nothing}
        <div class="row"><rb-button kind="primary" icon="eye" ?busy=${this.busy} ?disabled=${!this.csv.trim()} @click=${() => void this.send(true)}>${this.t('import.preview')}</rb-button>
          <rb-button kind="quiet" icon="download" href=${this.sample()} download="ribambelle.csv">${this.t('import.sample')}</rb-button></div>
      </div>${this.outcome ? this.preview(this.outcome) : nothing}</div>`;
  }

  private preview(o: Outcome) {
    const columns: Column<Row>[] = [
      { key: 'line', label: this.t('import.line'), num: true, render: (r) => String(r.line) },
      { key: 'name', label: this.t('sites.name'), primary: true },
      { key: 'act', label: this.t('import.act'), render: (r) => html`<rb-badge kind=${badges[r.act]}>${this.t(`import.act.${r.act}`)}</rb-badge>` },
      { key: 'kind', label: this.t('sites.kind'), render: (r) => this.kindName(r.kind) },
      { key: 'headcount', label: this.t('sites.headcount'), num: true, render: (r) => (r.headcount === undefined ? '' : this.fmt.number(r.headcount)) },
      { key: 'errors', label: this.t('import.problems'), render: (r) => (r.errors?.length ? html`<span>${r.errors.map((e) => html`${e.field} : ${e.message}<br />`)}</span>` : nothing) },
    ];
    const n = o.created + o.updated;
    return html`<section class="stack" aria-labelledby="preview"><h2 id="preview" tabindex="-1">${this.t('import.preview-title')}</h2>
      <rb-notice kind=${o.errors > 0 ? 'warn' : 'info'}>${this.t('import.summary', { created: o.created, updated: o.updated, same: o.same })} ${o.errors > 0 ? this.t('import.errors', { n: o.errors }) : n === 0 ? this.t('import.nothing') : ''}</rb-notice>
      <rb-table .caption=${this.t('import.preview-title')} hide-caption .columns=${columns as never} .rows=${o.rows as never} .rowKey=${(r: object) => String((r as Row).line)}></rb-table>
      ${o.errors === 0 && n > 0 ? html`<div><rb-button kind="action" ?busy=${this.busy} @click=${() => void this.send(false)}>${this.t('import.do', { n })}</rb-button></div>` : nothing}</section>`;
  }

  private kindName(kind: string): string {
    const said = this.t(`kind.${kind}`);
    return said === `kind.${kind}` ? kind : said;
  }

  private readonly chosen = async (event: CustomEvent<{ value: File | undefined }>): Promise<void> => {
    const file = event.detail.value;
    if (!file) return;
    this.csv = textOf(new Uint8Array(await file.arrayBuffer()));
    this.fresh();
    await this.send(true);
  };

  private typed(event: CustomEvent<{ value: string }>): void {
    this.csv = event.detail.value;
    this.fresh();
  }

  private fresh(): void {
    this.outcome = undefined;
    this.problem = undefined;
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
    const lines = this.locale === 'fr-CA' ? 'nom;type;territoire;effectif;places\nLes Petits Castors;cpe-installation;;14;60\n' : 'nom;type;territoire;effectif;places;adresse\nLes Lilas;creche-collective;;14;40;3 rue des Lilas\n';
    return `data:text/csv;charset=utf-8,%EF%BB%BF${encodeURIComponent(lines)}`;
  }
}
