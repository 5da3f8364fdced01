// <rb-import-preview>: what an import would do, line by line; what is to be corrected first.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import { RbElement } from '@ribambelle/web/element';
import '@ribambelle/web/field';
import { base } from '@ribambelle/web/styles';
import '@ribambelle/web/table';
import type { Column } from '@ribambelle/web/table';

import { texts } from '../wording/all.ts';
import { roleTitle, sentence } from './role-title.ts';

type Act = 'create' | 'update' | 'same' | 'error';
type Slip = { field: string; code: string; value?: string; message: string };
export type Row = {
  line: number; act: Act; name: string; errors?: Slip[];
  kind?: string; headcount?: number; // of a site
  email?: string; role?: string; unit_name?: string; issued?: { id: string; link: string; code: string; sent: boolean }; // of a person
};
export type Outcome = { rows: Row[]; created: number; updated: number; same: number; errors: number; expires?: string };

const badges = { create: 'good', update: 'info', same: 'off', error: 'bad' } as const;
const more = 100; // rows at a time

@element('rb-import-preview')
export class RbImportPreview extends RbElement {
  static override texts = texts;
  static override styles = [base, css`rb-field { max-width: 30rem; }`];

  @property({ attribute: false }) outcome!: Outcome;
  @property() of: 'import' | 'people-import' = 'import';
  @state() private all = false;
  @state() private most = more;

  override render() {
    const { rows, errors } = this.outcome;
    const shown = errors > 0 && !this.all ? rows.filter((r) => r.act === 'error') : rows;
    const pick = (e: CustomEvent<{ value: string }>) => { this.all = e.detail.value === 'all'; this.most = more; };
    return html`<div class="stack">
      ${errors > 0 && errors < rows.length ? html`<rb-field type="radio" hide-label .label=${this.t('import.shown')} .value=${this.all ? 'all' : 'errors'} @rb-change=${pick}
        .options=${[{ value: 'errors', label: this.t('import.show-errors', { n: errors }) }, { value: 'all', label: this.t('import.show-all', { n: rows.length }) }]}></rb-field>` : nothing}
      <rb-table .caption=${this.t('import.preview-title')} hide-caption .columns=${this.columns() as never} .rows=${shown.slice(0, this.most) as never} .rowKey=${(r: object) => String((r as Row).line)}></rb-table>
      ${shown.length > this.most ? html`<div><rb-button @click=${() => (this.most += more)}>${this.t('import.more', { n: shown.length - this.most })}</rb-button></div>` : nothing}</div>`;
  }

  private columns(): Column<Row>[] {
    const slips = this.outcome.errors > 0 ? [{ key: 'errors', label: this.t('import.problems'), render: (r: Row) => html`<span>${(r.errors ?? []).map((e, i) => html`${i > 0 ? html`<br />` : nothing}${this.slip(e)}`)}</span>` }] : [];
    return [
      { key: 'line', label: this.t('import.line'), num: true, render: (r) => this.fmt.number(r.line) },
      { key: 'name', label: this.t('sites.name'), primary: true, render: (r) => r.name || '—' },
      { key: 'act', label: this.t('import.act'), render: (r) => html`<rb-badge kind=${badges[r.act]}>${this.t(`${this.of}.act.${r.act}`)}</rb-badge>` },
      ...slips,
      ...(this.of === 'import' ? this.site() : this.person()),
    ];
  }

  private site(): Column<Row>[] {
    return [
      { key: 'kind', label: this.t('sites.kind'), render: (r) => this.kindName(r.kind ?? '') },
      { key: 'headcount', label: this.t('sites.headcount'), num: true, render: (r) => (r.headcount ? this.fmt.number(r.headcount) : '') },
    ];
  }

  private person(): Column<Row>[] {
    return [
      { key: 'email', label: this.t('person.email'), render: (r) => r.email ?? '' },
      { key: 'role', label: this.t('invite.role'), render: (r) => (r.role ? sentence(roleTitle(this, r.role)) : '') },
      { key: 'unit', label: this.t('invite.unit'), render: (r) => r.unit_name || this.t('frame.whole') },
    ];
  }

  private slip(e: Slip): string {
    const key = `import.slip.${e.code}`;
    const said = this.t(key, { value: e.value ?? '' });
    const text = said === key ? e.message : said;
    return e.field === '?' ? text : this.t('import.slip', { column: this.t(`import.column.${e.field}`), text });
  }

  private kindName(kind: string): string {
    const said = this.t(`kind.${kind}`);
    return said === `kind.${kind}` ? kind : said;
  }
}
