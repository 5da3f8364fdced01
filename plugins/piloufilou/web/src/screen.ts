// What the screens of the module share: the address that they were told, trying something and telling what came of it.

import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/back';
import '@ribambelle/web/button';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import { ModuleElement } from '@ribambelle/web/module-element';
import { type FieldError, type Problem, problemOf } from '@ribambelle/web/problem';

import { today } from './model.ts';
import { translated } from './texts/details.ts';

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
    return html`<rb-notice kind="bad" role="alert">${this.say(p)}${this.details(p).map((d) => html`<br />${d}`)}</rb-notice>`;
  }

  // details are the words about each place, each once.
  private details(p: Problem): readonly string[] {
    return [...new Set(p.errors.map((e) => this.detail(p, e)).filter((d) => d !== ''))];
  }

  /** What is wrong at one place. That of a programme comes in the reader's language; else the known sentences of the
   * server have French words, or the rule that is broken says it. */
  protected detail(p: Problem, e: FieldError): string {
    if (this.language !== 'fr' || p.code === 'programme-invalid') return e.message;
    return translated.find(([pattern]) => pattern.test(e.message))?.[1] ?? (e.rule ? this.sayField(e) : '');
  }
}
