// <rb-work-form>: a dialog to publish something for other organisations, or its next version, and then the code to pass on. It
// shows that of a work at once where it is given one.

import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { type Api, newKey } from '@ribambelle/web/api';
import '@ribambelle/web/button';
import '@ribambelle/web/copy';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import { RbElement } from '@ribambelle/web/element';
import '@ribambelle/web/form';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import { texts } from '../wording/all.ts';
import { type Candidate, kindOf, type Work } from './work.ts';

type Value = { what?: string; licence?: string; note?: string };

@element('rb-work-form')
export class RbWorkForm extends RbElement {
  static override texts = texts;
  static override styles = base;

  @property({ attribute: false }) api!: Api;
  @property({ attribute: false }) candidates: readonly Candidate[] = [];
  @state() private value: Value = {};
  @property({ attribute: false }) work: Work | undefined;
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private fresh = false;
  private key = newKey();

  override render() {
    const close = () => this.emit('rb-close');
    if (this.work) {
      return html`<rb-dialog open .heading=${this.t(this.fresh ? 'works.code-title' : 'works.code')} @rb-close=${close}><p>${this.t('works.code-text')}</p>
        <rb-copy .text=${this.work.code} .label=${this.t('shares.code')}></rb-copy><rb-button slot="actions" kind="primary" @click=${close}>${this.t('shares.done')}</rb-button></rb-dialog>`;
    }
    const chosen = this.chosen();
    return html`<rb-dialog open .heading=${this.t('works.publish')} @rb-close=${close}><p>${this.t('works.publish-text')}</p>
      <rb-form .schema=${this.schema(chosen)} .value=${this.value} .problem=${this.problem} ?busy=${this.busy} submit=${this.t('works.publish-do')}
        @rb-input=${(e: CustomEvent<{ value: Value }>) => { this.value = e.detail.value; this.key = newKey(); }} @rb-submit=${() => void this.send()}></rb-form>
      ${chosen?.collection ? html`<p class="muted">${chosen.licence ? this.t('works.licence-is', { licence: chosen.licence }) : this.t('works.licence-none')}</p>` : nothing}</rb-dialog>`;
  }

  private chosen(): Candidate | undefined {
    return this.candidates.find((c) => named(c) === this.value.what);
  }

  private schema(chosen: Candidate | undefined) {
    const t = (key: string) => this.t(`works.${key}`);
    const module = chosen && !chosen.collection;
    return {
      type: 'object', required: ['what', ...(module ? ['licence'] : [])],
      properties: {
        what: {
          title: t('what'), 'x-widget': 'select',
          oneOf: this.candidates.map((c) => ({ const: named(c), title: [this.pick(c.title), c.version].filter(Boolean).join(', '), 'x-group': this.pick(kindOf(c, t('module'))) })),
        },
        ...(module ? { licence: { type: 'string', minLength: 1, maxLength: 200, title: t('licence'), description: t('licence-help') } } : {}),
        note: { type: 'string', maxLength: 1000, 'x-widget': 'textarea', title: t('note'), description: t('note-help') },
      },
    };
  }

  private async send(): Promise<void> {
    const chosen = this.chosen();
    this.busy = true;
    this.problem = undefined;
    try {
      const { licence, note } = this.value;
      this.fresh = true;
      this.work = await this.api.post<Work>('/works', { module: chosen?.module ?? '', collection: chosen?.collection, record: chosen?.record, ...(chosen?.collection ? {} : { licence }), note }, { key: this.key });
      this.emit('rb-saved');
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }
}

const named = (c: Candidate): string => [c.module, c.collection, c.record].filter(Boolean).join('/');
