// <rb-keep-form>: a dialog to choose how long the records of a collection are kept, within what its module allows.

import { html } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Api } from '@ribambelle/web/api';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import { RbElement } from '@ribambelle/web/element';
import '@ribambelle/web/form';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import type { Bilingual } from '@ribambelle/web/texts';

import { texts } from '../wording/all.ts';
import { daysOf, keptFor, periodIn } from './privacy-pages.ts';

export type Rule = { module: string; collection: string; title: Bilingual; keep: string; own: string; least: string; most: string; then: 'erase' | 'anonymise'; since_title?: Bilingual; due: number; held: number };

const round = ['P1D', 'P1W', 'P1M', 'P3M', 'P6M', 'P1Y', 'P18M', 'P2Y', 'P3Y', 'P4Y', 'P5Y', 'P6Y', 'P7Y', 'P8Y', 'P10Y', 'P15Y', 'P20Y', 'P30Y'];

/** The lengths to choose from: the bounds, what is chosen now and what is round between them, but not the module's own. */
export function lengths({ least, most, keep, own }: Rule): string[] {
  const within = round.filter((p) => daysOf(p) >= daysOf(least) && daysOf(p) <= daysOf(most));
  const byDays = new Map([...within, keep, least, most].map((p) => [Math.round(daysOf(p)), p]));
  byDays.delete(Math.round(daysOf(own)));
  return [...byDays.values()].sort((a, b) => daysOf(a) - daysOf(b));
}

@element('rb-keep-form')
export class RbKeepForm extends RbElement {
  static override texts = texts;

  @property({ attribute: false }) api!: Api;
  @property({ attribute: false }) rule!: Rule;
  @state() private problem: Problem | undefined;
  @state() private busy = false;

  override render() {
    const { rule } = this;
    const own = { const: '', title: this.t('privacy.keep.own', { period: periodIn(this, rule.own) }) };
    const keep = { title: this.t('privacy.keep.for'), default: '', oneOf: [own, ...lengths(rule).map((p) => ({ const: p, title: periodIn(this, p) }))] };
    return html`<rb-dialog open .heading=${this.pick(rule.title)} @rb-close=${() => this.remove()}><p>${this.t(`privacy.keep.${rule.then}`)}</p>
      <rb-form .schema=${{ type: 'object', properties: { keep } }} .value=${{ keep: rule.keep === rule.own ? '' : rule.keep }} .problem=${this.problem} ?busy=${this.busy}
        @rb-submit=${(e: CustomEvent<{ value: { keep: string } }>) => void this.save(e.detail.value)}></rb-form></rb-dialog>`;
  }

  private async save(value: { keep: string }): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      const { keep, then } = await this.api.put<Rule>(`/privacy/retention/${this.rule.module}/${this.rule.collection}`, value);
      this.emit('rb-saved', keptFor(this, keep, then));
      this.remove();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }
}
