// <rb-hold-form>: a dialog to keep a person's records, a collection or a place from being deleted.

import { html } from 'lit';
import { property, state } from 'lit/decorators.js';
import { type Api, newKey } from '@ribambelle/web/api';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import { RbElement } from '@ribambelle/web/element';
import '@ribambelle/web/form';
import type { Unit } from '@ribambelle/web/me';
import { type Problem, problemOf } from '@ribambelle/web/problem';

import { texts } from '../wording/all.ts';
import type { Person } from './person.ts';
import type { Named } from './privacy-pages.ts';

type Value = { kind?: 'person' | 'address' | 'collection' | 'unit'; of?: string; reason?: string; until?: string };

@element('rb-hold-form')
export class RbHoldForm extends RbElement {
  static override texts = texts;

  @property({ attribute: false }) api!: Api;
  @property({ attribute: false }) people: readonly Person[] = [];
  @property({ attribute: false }) collections: readonly Named[] = [];
  @property({ attribute: false }) units: readonly Unit[] = [];
  @state() private value: Value = {};
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private key = newKey();

  override render() {
    return html`<rb-dialog open .heading=${this.t('privacy.hold')} @rb-close=${() => this.remove()}><p>${this.t('privacy.hold-text')}</p>
      <rb-form .schema=${this.schema()} .value=${this.value} .units=${this.units} .problem=${this.problem} ?busy=${this.busy} submit=${this.t('privacy.hold.do')}
        @rb-input=${(e: CustomEvent<{ value: Value }>) => this.typed(e.detail.value)} @rb-submit=${() => void this.send()}></rb-form></rb-dialog>`;
  }

  private schema() {
    const t = (key: string) => this.t(`privacy.hold.${key}`);
    const kinds = ['person', 'address', 'collection', 'unit'].map((k) => ({ const: k, title: t(k) }));
    const of = {
      person: { oneOf: this.people.map((p) => ({ const: p.id, title: p.name })) },
      address: { type: 'string', format: 'email', maxLength: 320 },
      collection: { oneOf: this.collections.map((c) => ({ const: c.id, title: c.title, 'x-group': c.module })) },
      unit: { type: 'string', 'x-widget': 'unit', description: t('unit-help') },
    };
    const { kind } = this.value;
    return {
      type: 'object', required: ['kind', 'of', 'reason'],
      properties: {
        kind: { title: t('kind'), oneOf: kinds },
        ...(kind ? { of: { ...of[kind], title: t(`of.${kind}`) } } : {}),
        reason: { type: 'string', maxLength: 500, title: this.t('privacy.why'), description: t('why-help') },
        until: { type: 'string', format: 'date', title: t('until'), description: t('until-help') },
      },
    };
  }

  // typed forgets what was chosen of one kind when another is.
  private typed(value: Value): void {
    const { of: _, ...rest } = value;
    this.value = value.kind === this.value.kind ? value : rest;
    this.key = newKey();
  }

  private async send(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    const { kind, until, ...rest } = this.value;
    try {
      // It holds through the day that was chosen.
      await this.api.post('/privacy/holds', { ...rest, kind: kind === 'address' ? 'person' : kind, ...(until ? { until: this.fmt.endOf(until).toISOString() } : {}) }, { key: this.key });
      this.emit('rb-saved');
      this.remove();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }
}
