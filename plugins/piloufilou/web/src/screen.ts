// What the screens of the module share: the address that they were told, trying something and telling what came of it.

import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/button';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import { ModuleElement } from '@ribambelle/web/module-element';
import { type Problem, problemOf } from '@ribambelle/web/problem';

import { today } from './model.ts';

export type Told = CustomEvent<{ value: unknown }>;

export class Screen extends ModuleElement {
  @property() edition = '';
  @property() cycle = '';
  /** What follows the question mark of the address. */
  @property() query = '';
  @state() protected problem: Problem | undefined;
  @state() protected busy = false;

  protected get today(): string {
    return today(this.me?.tenant.zone);
  }

  protected asked(name: string): string {
    return new URLSearchParams(this.query).get(name) ?? '';
  }

  /** Does something that may be refused; true when it was done. */
  protected async attempt(act: () => Promise<void>): Promise<boolean> {
    this.busy = true;
    this.problem = undefined;
    try {
      await act();
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

  /** What was refused, in a sentence, with its places. */
  protected refused() {
    const p = this.problem;
    if (!p) return nothing;
    return html`<rb-notice kind="bad" role="alert">${this.say(p)}${p.errors.map((e) => html`<br />${e.message}`)}</rb-notice>`;
  }
}
