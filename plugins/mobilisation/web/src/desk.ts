// Desk: the base of the console's screens here: a heading with two sentences of help, acts that say what they did, and
// what a module refuses in words.

import { html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/back';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import '@ribambelle/web/state';
import { ModuleElement } from '@ribambelle/web/module-element';
import { type Problem, problemOf } from '@ribambelle/web/problem';

export type Told = CustomEvent<{ value: unknown }>;

export abstract class Desk extends ModuleElement {
  @state() protected problem: Problem | undefined;
  @state() protected busy = false;

  /** The parts of the address after base: ["petitions", "0198…"]. */
  protected get parts(): string[] {
    return (this.path.split('?')[0] ?? '').split('/').filter(Boolean);
  }

  protected head(title: string, lead: string, actions: TemplateResult | typeof nothing = nothing) {
    this.entitle(title);
    return html`<div class="row apart"><div class="stack tight"><h1 tabindex="-1">${title}</h1><p class="lead">${lead}</p></div><div class="row">${actions}</div></div>
      ${this.problem ? html`<rb-notice kind="bad" role="alert">${this.say(this.problem)}${this.problem.errors.length ? html`<ul>${this.problem.errors.map((e) => html`<li>${this.sayField(e)}</li>`)}</ul>` : nothing}</rb-notice>` : nothing}`;
  }

  /** Does something, says that it is done, and shows what was refused. */
  protected async attempt(act: () => Promise<unknown>, said: string, after?: () => unknown): Promise<boolean> {
    this.busy = true;
    this.problem = undefined;
    try {
      await act();
      if (said) this.notify('good', this.t(said));
      await after?.();
      return true;
    } catch (thrown) {
      this.problem = problemOf(thrown);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
