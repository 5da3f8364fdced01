// <rb-move-form>: a dialog that moves a unit under another.

import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Api } from '@ribambelle/web/api';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import { RbElement } from '@ribambelle/web/element';
import type { Unit } from '@ribambelle/web/me';
import '@ribambelle/web/notice';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/unit-picker';

import { texts } from '../wording/all.ts';

@element('rb-move-form')
export class RbMoveForm extends RbElement {
  static override texts = texts;

  @property({ attribute: false }) api!: Api;
  @property({ attribute: false }) units: readonly Unit[] = [];
  @property({ attribute: false }) unit!: Unit;
  @state() private parent: string | undefined;
  @state() private problem: Problem | undefined;
  @state() private busy = false;

  override render() {
    const { unit } = this;
    const below = unit.path.endsWith('/') ? unit.path : `${unit.path}/`;
    const able = this.units.filter((u) => u.id !== unit.id && !`${u.path}/`.startsWith(below) && u.class !== 'group' && u.class !== 'home' && !u.closed_at);
    return html`<rb-dialog open .heading=${this.t('sites.move-title', { name: unit.name })} @rb-close=${() => this.remove()}>
      <p class="muted">${this.t('sites.move-help')}</p>${this.problem ? html`<rb-notice kind="bad">${this.say(this.problem)}</rb-notice>` : nothing}
      <rb-unit-picker .label=${this.t('sites.move-to')} .all=${this.t('sites.top')} .units=${able} .value=${this.parent ?? unit.parent_id ?? ''} @rb-change=${(e: CustomEvent<{ value: string }>) => (this.parent = e.detail.value)}></rb-unit-picker>
      <rb-button slot="actions" kind="primary" ?busy=${this.busy} @click=${this.move}>${this.t('sites.move-do')}</rb-button></rb-dialog>`;
  }

  private readonly move = async (): Promise<void> => {
    this.busy = true;
    try {
      await this.api.post(`/units/${this.unit.id}:move`, { parent_id: this.parent ?? this.unit.parent_id ?? '' });
      this.emit('rb-unit');
      this.remove();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  };
}
