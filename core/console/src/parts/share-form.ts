// <rb-share-form>: a dialog to offer another organisation a share, and then the code to pass on to it.

import { html } from 'lit';
import { property, state } from 'lit/decorators.js';
import { type Api, newKey } from '@ribambelle/web/api';
import '@ribambelle/web/button';
import '@ribambelle/web/copy';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import { RbElement } from '@ribambelle/web/element';
import '@ribambelle/web/form';
import type { Unit } from '@ribambelle/web/me';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import { texts } from '../wording/all.ts';
import type { Shareable } from './share.ts';

type Value = { to?: string; what?: string; units?: string[]; purpose?: string; expires?: string };

@element('rb-share-form')
export class RbShareForm extends RbElement {
  static override texts = texts;
  static override styles = base;

  @property({ attribute: false }) api!: Api;
  @property({ attribute: false }) offerable: readonly Shareable[] = [];
  @property({ attribute: false }) units: readonly Unit[] = [];
  @state() private value: Value = {};
  @state() private code = '';
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private key = newKey();

  override connectedCallback(): void {
    super.connectedCallback();
    this.value = { expires: new Date(Date.now() + 182 * 86_400_000).toISOString().slice(0, 10), ...(this.offerable.length === 1 ? { what: named(this.offerable[0]!) } : {}) };
  }

  override render() {
    const close = () => this.emit('rb-close');
    if (this.code) {
      return html`<rb-dialog open .heading=${this.t('shares.code-title')} @rb-close=${close}><p>${this.t('shares.code-text', { to: this.value.to ?? '' })}</p>
        <rb-copy .text=${this.code} .label=${this.t('shares.code')}></rb-copy><rb-button slot="actions" kind="primary" @click=${close}>${this.t('shares.done')}</rb-button></rb-dialog>`;
    }
    return html`<rb-dialog open .heading=${this.t('shares.offer')} @rb-close=${close}><p>${this.t('shares.offer-text')}</p>
      <rb-form .schema=${this.schema()} .value=${this.value} .units=${this.units} .problem=${this.problem} ?busy=${this.busy} submit=${this.t('shares.offer-do')}
        @rb-input=${(e: CustomEvent<{ value: Value }>) => { this.value = e.detail.value; this.key = newKey(); }} @rb-submit=${() => void this.send()}></rb-form></rb-dialog>`;
  }

  private schema() {
    const t = (key: string) => this.t(`shares.${key}`);
    return {
      type: 'object', required: ['what', 'to', 'purpose', 'expires'],
      properties: {
        what: { title: t('what'), oneOf: this.offerable.map((o) => ({ const: named(o), title: this.pick(o.title), description: this.pick(o.help), 'x-group': this.pick(o.module_title) })) },
        to: { type: 'string', minLength: 1, maxLength: 253, title: t('to'), description: t('to-help') },
        purpose: { type: 'string', minLength: 1, maxLength: 500, title: t('purpose'), description: t('purpose-help') },
        units: { type: 'array', maxItems: 100, title: t('units'), description: t('units-help'), items: { type: 'string', 'x-widget': 'unit', title: t('unit') } },
        expires: { type: 'string', format: 'date', title: t('until'), description: t('until-help') },
      },
    };
  }

  // It serves through the day that was chosen.
  private async send(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    const { what, expires, units, ...rest } = this.value;
    const [module, name] = (what ?? '').split('/');
    try {
      const body = { ...rest, module, what: name, units: (units ?? []).filter(Boolean), expires: this.fmt.endOf(expires!).toISOString() };
      const { code } = await this.api.post<{ code: string }>('/shares', body, { key: this.key });
      this.code = code;
      this.emit('rb-saved');
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }
}

const named = (o: Shareable): string => `${o.module}/${o.what}`;
