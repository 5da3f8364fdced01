// What the screens of action plans share: which plan and action they show, trying something and telling what came of it.

import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/back';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import { ModuleElement } from '@ribambelle/web/module-element';
import { type Problem, problemOf } from '@ribambelle/web/problem';

import { texts } from '../texts/plan.ts';

export type Told = CustomEvent<{ value: unknown }>;

export class PlanScreen extends ModuleElement {
  static override texts = texts;

  /** Id of the plan. */
  @property() plan = '';
  /** Id of the action. */
  @property() action = '';
  /** What follows the question mark of the address. */
  @property() query = '';
  @state() protected problem: Problem | undefined;
  @state() protected busy = false;

  /** Does something that may be refused; true when it was done. */
  protected async attempt(act: () => Promise<unknown>, said = ''): Promise<boolean> {
    this.busy = true;
    this.problem = undefined;
    try {
      await act();
      if (said) this.notify('good', said);
      return true;
    } catch (thrown) {
      this.problem = problemOf(thrown);
      await this.updateComplete;
      this.renderRoot.querySelector('[role=alert]')?.scrollIntoView({ block: 'nearest' });
      return false;
    } finally {
      this.busy = false;
    }
  }

  /** What was refused, in a sentence. */
  protected refused(more: unknown = nothing) {
    return this.problem ? html`<rb-notice kind="bad" role="alert">${this.say(this.problem)}${more}</rb-notice>` : nothing;
  }
}
