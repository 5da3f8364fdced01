// <rb-relay-form>: a dialog that hands all roles of somebody who leaves to somebody else.

import { html } from 'lit';
import { property, state } from 'lit/decorators.js';
import { type Api, newKey } from '@ribambelle/web/api';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import { RbElement } from '@ribambelle/web/element';
import '@ribambelle/web/form';
import { type Problem, problemOf } from '@ribambelle/web/problem';

import { texts } from '../wording/all.ts';
import type { Person } from './person.ts';

type Value = { to?: string; reason?: string; keep?: boolean };

@element('rb-relay-form')
export class RbRelayForm extends RbElement {
  static override texts = texts;

  @property({ attribute: false }) api!: Api;
  @property({ attribute: false }) person!: Person;
  @property({ attribute: false }) people: readonly Person[] = [];
  /** One cannot close one's own access. */
  @property({ type: Boolean }) self = false;
  @state() private value: Value = {};
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private key = newKey();

  override render() {
    const others = this.people.filter((p) => p.id !== this.person.id && !p.suspended);
    const schema = {
      type: 'object', required: ['to'],
      properties: {
        to: { title: this.t('relay.to'), oneOf: others.map((p) => ({ const: p.id, title: p.name })) },
        reason: { type: 'string', maxLength: 200, title: this.t('person.reason') },
        ...(this.self ? {} : { keep: { type: 'boolean', title: this.t('relay.keep', { name: this.person.name }) } }),
      },
    };
    return html`<rb-dialog open .heading=${this.t('relay.title', { name: this.person.name })} @rb-close=${() => this.remove()}><p>${this.t(this.self ? 'relay.text-self' : 'relay.text', { name: this.person.name })}</p>
      <rb-form .schema=${schema} .value=${this.value} .problem=${this.problem} ?busy=${this.busy} submit=${this.t('relay.do')}
        @rb-input=${(e: CustomEvent<{ value: Value }>) => { this.value = e.detail.value; this.key = newKey(); }} @rb-submit=${() => void this.send()}></rb-form></rb-dialog>`;
  }

  private async send(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      await this.api.post(`/people/${this.person.id}:hand-over`, this.self ? { ...this.value, keep: true } : this.value, { key: this.key });
      this.emit('rb-done');
      this.remove();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }
}
