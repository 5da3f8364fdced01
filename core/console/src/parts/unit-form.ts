// <rb-unit-form>: a dialog to add a unit or change one; its schema follows the kinds of the organisation.

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
import { inOrder, kindBelow } from './kinds.ts';

export type Kind = { name: string; class: string; title: Bilingual };

const writable = ['name', 'kind', 'headcount', 'places', 'address', 'code', 'priority'] as const;

@element('rb-unit-form')
export class RbUnitForm extends RbElement {
  static override texts = texts;

  @property({ attribute: false }) api!: Api;
  @property({ attribute: false }) kinds: readonly Kind[] = [];
  @property({ attribute: false }) units: readonly Unit[] = [];
  /** The unit to change; undefined to add one. */
  @property({ attribute: false }) unit: Unit | undefined;
  @property({ attribute: false }) parent = '';
  /** The organisation's wording, which tells the kinds of its country. */
  @property() wording = 'fr-FR';
  @property({ type: Boolean }) territory = false;
  @state() private value: Record<string, unknown> = {};
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private readonly key = newKey();

  override connectedCallback(): void {
    super.connectedCallback();
    const { unit } = this;
    const first = this.territory ? 'territory' : kindBelow(this.units.find((u) => u.id === this.parent)?.kind);
    this.value = unit ? Object.fromEntries(writable.map((k) => [k, unit[k] || undefined]).filter(([, v]) => v !== undefined)) : { parent_id: this.parent || undefined, kind: first };
  }

  override render() {
    const title = this.unit ? this.t('sites.edit-title', { name: this.unit.name }) : this.t(this.territory ? 'sites.add-territory' : 'sites.add');
    return html`<rb-dialog open .heading=${title} @rb-close=${() => this.remove()}>
      <rb-form .schema=${this.schema()} .value=${this.value} .units=${this.units.filter((u) => u.class === 'territory' || u.class === 'office' || u.class === 'site')} .problem=${this.problem} ?busy=${this.busy}
        .locked=${this.unit?.managed ?? []} @rb-input=${(e: CustomEvent<{ value: Record<string, unknown> }>) => { if (e.target === e.currentTarget) this.value = e.detail.value; }} @rb-submit=${() => void this.save()}></rb-form></rb-dialog>`;
  }

  private schema() {
    const t = (key: string) => this.t(`sites.${key}`);
    const territory = this.territory || this.unit?.class === 'territory';
    const kinds = inOrder(this.kinds.filter((k) => (k.class === 'territory') === territory), this.wording);
    const site = {
      // Somebody who works at home alone is no team: no headcount is asked.
      ...(kinds.find((k) => k.name === this.value['kind'])?.class === 'home' ? {} : { headcount: { type: 'integer', minimum: 0, maximum: 10000, title: t('headcount'), description: t('headcount-help') } }),
      places: { type: 'integer', minimum: 0, maximum: 10000, title: t('capacity') },
      address: { type: 'string', maxLength: 300, title: t('address') },
    };
    return {
      type: 'object', required: ['name', 'kind'],
      properties: {
        name: { type: 'string', minLength: 1, maxLength: 160, title: t('name') },
        ...(territory && kinds.length === 1 ? {} : { kind: { title: t('kind'), oneOf: kinds.map((k) => ({ const: k.name, title: this.pick(k.title) })) } }),
        ...(this.unit ? {} : { parent_id: { type: 'string', 'x-widget': 'unit', title: t('parent'), 'x-all': t('top') } }),
        ...(territory ? {} : site),
        code: { type: 'string', maxLength: 60, title: t('code'), description: t('code-help') },
        priority: { type: 'boolean', title: t('is-priority') },
      },
    };
  }

  private async save(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      const unit = this.unit
        ? await this.api.put<Unit>(`/units/${this.unit.id}`, this.value, { etag: this.unit.rev })
        : await this.api.post<Unit>('/units', { kind: 'territory', ...this.value }, { key: this.key });
      this.emit('rb-unit', { unit, added: !this.unit });
      this.remove();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }
}
