// <rb-grant-form>: a dialog that gives a person or a group a role on a unit, for a while or for good.

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
import { givable, type Role } from './role-title.ts';

type Value = { role?: string; unit_id?: string; expires?: string; reason?: string };

@element('rb-grant-form')
export class RbGrantForm extends RbElement {
  static override texts = texts;

  @property({ attribute: false }) api!: Api;
  /** Whom the role is given to: a person or a group. */
  @property({ attribute: false }) person!: { id: string };
  @property({ attribute: false }) roles: readonly Role[] = [];
  /** The role may be given for the whole organisation. */
  @property({ type: Boolean }) whole = false;
  @property({ attribute: false }) units: readonly Unit[] = [];
  @state() private value: Value = {};
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private key = newKey();

  override render() {
    const schema = {
      type: 'object', required: ['role', ...(this.whole ? [] : ['unit_id'])],
      properties: {
        role: { title: this.t('invite.role'), oneOf: givable(this, this.roles) },
        unit_id: { type: 'string', 'x-widget': 'unit', title: this.t('invite.unit'), description: this.t('invite.unit-help'), ...(this.whole ? { 'x-all': this.t('frame.whole') } : {}) },
        expires: { type: 'string', format: 'date', title: this.t('person.expires') },
        reason: { type: 'string', maxLength: 200, title: this.t('person.reason') },
      },
    };
    return html`<rb-dialog open .heading=${this.t('person.add-role')} @rb-close=${() => this.remove()}>
      <rb-form .schema=${schema} .value=${this.value} .units=${this.units} .problem=${this.problem} ?busy=${this.busy} submit=${this.t('person.add-role')}
        @rb-input=${(e: CustomEvent<{ value: Value }>) => { this.value = e.detail.value; this.key = newKey(); }} @rb-submit=${() => void this.send()}></rb-form></rb-dialog>`;
  }

  private async send(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    const { expires, ...rest } = this.value;
    try {
      // A role lasts through the day that was chosen.
      const until = expires ? { expires: this.fmt.endOf(expires).toISOString() } : {};
      await this.api.post('/grants', { principal_id: this.person.id, ...rest, ...until }, { key: this.key });
      this.emit('rb-done');
      this.remove();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }
}
