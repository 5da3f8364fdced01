// What elements share that ask the server for something: one thing at a time, and the refusal of the last.

import { state } from 'lit/decorators.js';
import { RbElement } from '@ribambelle/web/element';
import { type Problem, problemOf } from '@ribambelle/web/problem';

export class Attempts extends RbElement {
  @state() protected problem: Problem | undefined;
  @state() protected busy = false;

  /** Does something, and keeps why it failed, unless `failed` does otherwise. */
  protected async attempt(act: () => Promise<void>, failed = (problem: Problem): void => { this.problem = problem; }): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      await act();
    } catch (thrown) {
      failed(problemOf(thrown));
    } finally {
      this.busy = false;
    }
  }
}
