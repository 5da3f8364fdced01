// <rb-incident-form>: a dialog to note an incident, or to add what is known by now.

import { html } from 'lit';
import { property, state } from 'lit/decorators.js';
import { type Api, newKey } from '@ribambelle/web/api';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import { RbElement } from '@ribambelle/web/element';
import '@ribambelle/web/form';
import { type Problem, problemOf } from '@ribambelle/web/problem';

import { texts } from '../wording/all.ts';
import { type Incident, kinds, type Noted, risks } from './incident.ts';

const times = ['known', 'authority_told', 'people_told'] as const;

@element('rb-incident-form')
export class RbIncidentForm extends RbElement {
  static override texts = texts;

  @property({ attribute: false }) api!: Api;
  /** The incident to complete; undefined to note one. */
  @property({ attribute: false }) incident: Incident | undefined;
  @state() private value: Partial<Noted> = {};
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private readonly key = newKey();

  override connectedCallback(): void {
    super.connectedCallback();
    const known: Partial<Noted> = this.incident ?? { known: new Date().toISOString(), risk: 'unknown' };
    const asked = Object.entries(known).filter(([field]) => field in this.schema().properties);
    this.value = this.timed(Object.fromEntries(asked), (at) => this.fmt.wall(at));
  }

  override render() {
    return html`<rb-dialog open .heading=${this.t(this.incident ? 'privacy.incident.complete' : 'privacy.incident.note')} @rb-close=${() => this.remove()}>
      <rb-form .schema=${this.schema()} .value=${this.value} .problem=${this.problem} ?busy=${this.busy}
        @rb-input=${(e: CustomEvent<{ value: Partial<Noted> }>) => (this.value = e.detail.value)} @rb-submit=${() => void this.save()}></rb-form></rb-dialog>`;
  }

  // What matters in the first hour is asked first; the rest once there is an incident.
  private schema() {
    const t = (key: string) => this.t(`privacy.incident.${key}`);
    const text = (field: string, maxLength: number, more = {}) => ({ type: 'string', maxLength, title: t(field), ...more });
    const time = (field: string) => ({ type: 'string', format: 'date-time', title: t(field) });
    const count = (field: string) => ({ type: 'integer', minimum: 0, title: t(field) });
    const first = {
      title: text('title', 160, { description: t('title-help') }),
      happened: { type: 'string', format: 'date', title: t('happened') },
      known: { ...time('known'), description: t('known-help') },
      what: text('what', 4000, { description: t('what-help') }),
      categories: { type: 'array', uniqueItems: true, minItems: 1, title: t('categories'), items: { oneOf: kinds.map((k) => ({ const: k, title: this.t(`privacy.data.${k}`) })) } },
      people: { ...count('people'), description: t('people-help') },
      risk: { title: t('risk'), description: t('risk-help'), oneOf: risks.map((r) => ({ const: r, title: this.t(`privacy.risk.${r}`), description: this.t(`privacy.risk.${r}-help`) })) },
    };
    const rest = {
      why: text('why', 4000), measures: text('measures', 4000), ended: { type: 'string', format: 'date', title: t('ended') }, records: count('records'),
      authority_told: time('authority_told'), late: text('late', 1000), people_told: time('people_told'), closed: { type: 'boolean', title: t('closed') },
    };
    return { type: 'object', required: Object.keys(first), properties: this.incident ? { ...first, ...rest } : first };
  }

  // timed has the times of an incident read otherwise: as instants, or as a clock on the wall shows them.
  private timed(value: Partial<Noted>, read: (at: string) => string): Partial<Noted> {
    return { ...value, ...Object.fromEntries(times.flatMap((field) => (value[field] ? [[field, read(value[field])]] : []))) };
  }

  private async save(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    const body = this.timed(this.value, (at) => this.fmt.instant(at).toISOString());
    try {
      const { id } = this.incident
        ? await this.api.put<Incident>(`/privacy/incidents/${this.incident.id}`, body, { etag: this.incident.rev })
        : await this.api.post<Incident>('/privacy/incidents', body, { key: this.key });
      this.emit('rb-saved', id);
      this.remove();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }
}
