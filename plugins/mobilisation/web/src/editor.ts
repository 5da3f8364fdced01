// <rb-mobilisation-editor>: one record in a form made from its schema. What only steps change is not in the form and
// stays as it is; what stands for something else (an axis, a work, a measure) is chosen from what there is.

import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/button';
import '@ribambelle/web/form';
import { newKey } from '@ribambelle/web/api';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import type { Schema } from '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { ModuleElement } from '@ribambelle/web/module-element';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';
import type { Bilingual } from '@ribambelle/web/texts';

import { mobilisation, type Rec } from './api.ts';
import { common } from './texts/common.ts';

type Doc = Record<string, unknown>;
export type Choices = Readonly<Record<string, readonly { readonly value: string; readonly label: Bilingual }[]>>;

@element('rb-mobilisation-editor')
export class RbMobilisationEditor extends ModuleElement {
  static override texts = common;
  static override styles = [base];

  @property() collection = '';
  /** Id of the record; empty for a new one. */
  @property() record = '';
  @property() heading = '';
  /** Where to go afterwards. */
  @property() back = '/';
  /** What the page behind is called. */
  @property() from = '';
  /** Fields that are not edited here. */
  @property({ attribute: false }) hidden_: readonly string[] = [];
  /** What may be chosen, by field. */
  @property({ attribute: false }) choices: Choices = {};
  /** What a new record begins with. */
  @property({ attribute: false }) begin: Doc = {};
  @state() private value: Doc | undefined;
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private key = newKey();

  private readonly data = loaded(this, async () => {
    const [shape, one] = await Promise.all([
      this.client.get<{ schema: Schema }>(`/mobilisation/${this.collection}:schema`),
      this.record ? mobilisation.get<Doc>(this.client, this.collection, this.record) : undefined,
    ]);
    return { schema: this.narrowed(shape.schema), one };
  });

  override render() {
    return this.data.render(({ schema, one }: { schema: Schema; one: Rec<Doc> | undefined }) => html`<div class="stack wide">
      <div class="stack tight"><rb-back href=${this.href(this.back)}>${this.from}</rb-back><h1 tabindex="-1">${this.heading}</h1></div>
      <rb-form .schema=${schema} .value=${this.value ?? one?.doc ?? this.begin} .problem=${this.problem} ?busy=${this.busy}
        @rb-input=${(e: CustomEvent<{ value: Doc }>) => { this.value = e.detail.value; this.dirty(true); }}
        @rb-submit=${(e: CustomEvent<{ value: Doc }>) => void this.save(e.detail.value, one)}>
        ${one && may(this.me, `mobilisation:${this.collection}.delete`) ? html`<rb-button slot="actions" kind="danger" @click=${() => this.discard(one)}>${this.t('mobilisation.delete')}</rb-button>` : nothing}
        <rb-button slot="actions" kind="quiet" href=${this.href(this.back)}>${this.t('web.cancel')}</rb-button>
      </rb-form></div>`);
  }

  private narrowed(schema: Schema): Schema {
    const properties = Object.fromEntries(Object.entries(schema.properties ?? {}).filter(([name]) => !this.hidden_.includes(name)).map(([name, p]) => [name, this.offered(name, p)]));
    return { ...schema, properties, required: (schema.required ?? []).filter((name) => name in properties) };
  }

  private offered(name: string, property: Schema): Schema {
    const offers = this.choices[name];
    if (!offers) return property;
    const values = { enum: offers.map((o) => o.value), 'x-enum': Object.fromEntries(offers.map((o) => [o.value, o.label])) };
    // Axes keep their order, the first being the main one: a list. Of the rest any may be ticked.
    return property.items ? { ...property, uniqueItems: name !== 'axes', items: { ...property.items, ...values } } : { ...property, ...values };
  }

  private async save(doc: Doc, one: Rec<Doc> | undefined): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    const kept = Object.fromEntries(Object.entries(one?.doc ?? this.begin).filter(([name]) => this.hidden_.includes(name)));
    try {
      if (one) await this.client.put(`/mobilisation/${this.collection}/${one.id}`, { ...doc, ...kept }, { etag: one.rev });
      else await this.client.post(`/mobilisation/${this.collection}`, { ...doc, ...kept }, { key: this.key });
      this.dirty(false);
      this.notify('good', this.t('mobilisation.saved'));
      this.go(this.back);
    } catch (thrown) {
      this.value = doc;
      this.problem = problemOf(thrown);
      this.key = newKey();
    }
    this.busy = false;
  }

  private async discard(one: Rec<Doc>): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('mobilisation.delete'), loses: [this.heading], confirm: this.t('mobilisation.delete'), danger: true });
    if (!sure) return;
    try {
      await this.client.del(`/mobilisation/${this.collection}/${one.id}`, { etag: one.rev });
      this.dirty(false);
      this.go(this.back);
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }
}
