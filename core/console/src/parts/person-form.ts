// <rb-person-form>: a dialog that changes a person's name, e-mail and language.

import { html } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Api } from '@ribambelle/web/api';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import { RbElement } from '@ribambelle/web/element';
import '@ribambelle/web/form';
import { type Problem, problemOf } from '@ribambelle/web/problem';

import { texts } from '../wording/all.ts';
import type { Person } from './person.ts';

@element('rb-person-form')
export class RbPersonForm extends RbElement {
  static override texts = texts;

  @property({ attribute: false }) api!: Api;
  @property({ attribute: false }) person!: Person;
  @state() private value: Record<string, unknown> | undefined;
  @state() private problem: Problem | undefined;
  @state() private busy = false;

  override render() {
    const { name, email, language } = this.person;
    const schema = {
      type: 'object', required: ['name', 'language'],
      properties: {
        name: { type: 'string', minLength: 1, maxLength: 120, title: this.t('people.name') },
        email: { type: 'string', format: 'email', maxLength: 120, title: this.t('person.email') },
        language: { title: this.t('person.language'), oneOf: ['fr', 'en'].map((l) => ({ const: l, title: this.t(`web.language.${l}`) })) },
      },
    };
    return html`<rb-dialog open .heading=${this.t('sites.edit-title', { name })} @rb-close=${() => this.remove()}>
      <rb-form .schema=${schema} .value=${this.value ?? { name, language, ...(email ? { email } : {}) }} .problem=${this.problem} ?busy=${this.busy}
        @rb-input=${(e: CustomEvent<{ value: Record<string, unknown> }>) => (this.value = e.detail.value)} @rb-submit=${(e: CustomEvent<{ value: unknown }>) => void this.send(e.detail.value)}></rb-form></rb-dialog>`;
  }

  private async send(value: unknown): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      await this.api.put(`/people/${this.person.id}`, value, { etag: this.person.rev });
      this.emit('rb-done');
      this.remove();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }
}
