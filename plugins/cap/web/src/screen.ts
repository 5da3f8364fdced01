// What the console's screens of a community share: the id that the address names, a way back, one act at a time.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/back';
import '@ribambelle/web/button';
import '@ribambelle/web/notice';
import { ModuleElement } from '@ribambelle/web/module-element';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import { texts } from './texts/all.ts';
import { cityOf, partsOf, type Times } from './when.ts';

export type Told = CustomEvent<{ value: unknown }>;

export const screenStyles = [base, css`
  rb-field, rb-unit-picker { max-width: 44rem; }
  summary { min-height: 44px; align-content: center; cursor: pointer; font-weight: 620; color: var(--rb-primary); }
  .lines > li { padding-block: var(--rb-space-3); border-block-end: 1px solid var(--rb-line); }
  .lines > li:last-child { border: 0; padding-block-end: 0; }
  .when { font-size: var(--rb-text-l); font-weight: 620; }
  .pre { white-space: pre-line; }
  .wide-link { display: inline-flex; min-height: 44px; align-items: center; }
`];

export class Screen extends ModuleElement {
  static override texts = texts;
  static override styles = screenStyles;

  /** The id of a community, or of a seat. */
  @property() target = '';
  /** The id of what lies within it. */
  @property() inner = '';
  @state() protected problem: Problem | undefined;
  @state() protected busy = false;

  /** Does something once; a refusal is shown, and what was typed stays. */
  protected async attempt(act: () => Promise<unknown>, done = ''): Promise<boolean> {
    if (this.busy) return false;
    this.busy = true;
    this.problem = undefined;
    try {
      await act();
      if (done) this.notify('good', done);
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
    this.busy = false;
    return this.problem === undefined;
  }

  protected refusal() {
    if (!this.problem) return nothing;
    return html`<rb-notice kind="bad" role="alert">${this.say(this.problem)}${this.problem.errors.map((e) => html`<br />${this.sayField(e)}`)}</rb-notice>`;
  }

  /** What is wrong at a place, in words; empty when nothing is. */
  protected wrong(...pointers: string[]): string {
    const found = this.problem?.errors.find((e) => pointers.includes(e.pointer));
    return found ? this.sayField(found) : '';
  }

  protected back(to = '/', label = this.t('cap.back')) {
    return html`<rb-back href=${this.href(to)}>${label}</rb-back>`;
  }

  /** When something is: in the reader's own zone, and in the community's where that differs. */
  protected when(times: Times) {
    const { day, from, to, there } = partsOf(times, this.locale);
    return html`<span class="when">${this.t('cap.when', { day, from, to })}</span>${there ? html`<br /><small class="muted">${this.t('cap.when.there', { time: there, city: cityOf(times.zone) })}</small>` : nothing}`;
  }

  protected value(e: Event): string {
    return String((e as Told).detail.value ?? '');
  }
}
