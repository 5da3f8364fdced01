// <rb-closure-form>: a dialog to say when a place is closed, or to change that.

import { html } from 'lit';
import { property, state } from 'lit/decorators.js';
import { type Api, newKey } from '@ribambelle/web/api';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import { RbElement } from '@ribambelle/web/element';
import '@ribambelle/web/form';
import type { Unit } from '@ribambelle/web/me';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import type { Bilingual } from '@ribambelle/web/texts';

import { texts } from '../wording/all.ts';

type Value = { unit_id?: string; from?: string; to?: string; name?: Bilingual; yearly?: boolean };
export type Closure = Value & { id: string; name: Bilingual; rev: number };

@element('rb-closure-form')
export class RbClosureForm extends RbElement {
  static override texts = texts;

  @property({ attribute: false }) api!: Api;
  @property({ attribute: false }) units: readonly Unit[] = [];
  @property({ attribute: false }) languages: readonly string[] = ['fr'];
  /** The closure to change; undefined to add one. */
  @property({ attribute: false }) closure: Closure | undefined;
  /** Id of the place that a new one is for; empty for the whole organisation. */
  @property() at = '';
  /** The person may close the whole organisation. */
  @property({ type: Boolean }) whole = false;
  @state() private value: Value = {};
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private readonly key = newKey();

  override connectedCallback(): void {
    super.connectedCallback();
    const { unit_id = this.closure ? '' : this.at, from, to, name, yearly } = this.closure ?? {};
    this.value = { unit_id, ...(from && { from, to }), ...(name && { name }), ...(yearly && { yearly }) };
  }

  override render() {
    return html`<rb-dialog open .heading=${this.t(this.closure ? 'closures.change' : 'closures.add')} @rb-close=${() => this.remove()}>
      <rb-form .schema=${this.schema()} .value=${this.value} .units=${this.units} .problem=${this.problem} ?busy=${this.busy}
        @rb-input=${(e: CustomEvent<{ value: Value }>) => { if (e.target === e.currentTarget) this.value = e.detail.value; }} @rb-submit=${() => void this.save()}></rb-form></rb-dialog>`;
  }

  private schema() {
    const t = (key: string) => this.t(`closures.${key}`);
    const day = (key: string, more = {}) => ({ type: 'string', format: 'date', title: t(key), ...more });
    const name = (language: string) => ({ type: 'string', maxLength: 120, title: this.t(`web.language.${language}`) });
    return {
      type: 'object', required: ['name', 'from', ...(this.whole ? [] : ['unit_id'])],
      properties: {
        name: { type: 'object', title: t('name'), description: t('name-help'), required: this.languages.slice(0, 1), properties: Object.fromEntries(this.languages.map((l) => [l, name(l)])) },
        unit_id: { type: 'string', 'x-widget': 'unit', title: t('where'), description: t('where-help'), ...(this.whole ? { 'x-all': this.t('frame.whole') } : {}) },
        from: day('from'),
        to: day('to', { description: t('to-help') }),
        yearly: { type: 'boolean', title: t('yearly') },
      },
    };
  }

  private async save(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    const value = { ...this.value, to: this.value.to || this.value.from };
    try {
      if (this.closure) await this.api.put(`/closures/${this.closure.id}`, value, { etag: this.closure.rev });
      else await this.api.post('/closures', value, { key: this.key });
      this.emit('rb-saved');
      this.remove();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }
}
