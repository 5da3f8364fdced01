// <rb-form>: a form made from a JSON Schema that this page has never seen.
//
// It fills defaults in, checks before sending, shows the server's errors at their fields by JSON pointer, and
// keeps what was typed whatever happens. rb-submit carries the value; the owner sends it and, on failure, sets
// `problem`.

import { html, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';

import './button.ts';
import { element } from './define.ts';
import { RbElement } from './element.ts';
import './error-summary.ts';
import type { SummaryLine } from './error-summary.ts';
import type { Files } from './file-field.ts';
import { check } from './form/check.ts';
import { node } from './form/node.ts';
import type { Form, Place, Rendered } from './form/place.ts';
import { parent, read, tokens, write } from './form/pointer.ts';
import { resolve, type Schema, starting, titleOf } from './form/schema.ts';
import { formStyles } from './form/styles.ts';
import type { Unit } from './me.ts';
import type { Problem } from './problem.ts';
import { base } from './styles.ts';

export type { Schema } from './form/schema.ts';

@element('rb-form')
export class RbForm extends RbElement implements Form {
  static override styles = [base, formStyles];

  @property({ attribute: false }) schema: Schema = {};
  @property({ attribute: false }) value: unknown;
  /** The server's refusal of the last submission. */
  @property({ attribute: false }) problem: Problem | undefined;
  /** For places that hold a unit. */
  @property({ attribute: false }) units: readonly Unit[] = [];
  /** For places that hold a file. */
  @property({ attribute: false }) files: Files | undefined;
  /** JSON pointers of places that a file owns: shown, not editable. */
  @property({ attribute: false }) locked: readonly string[] = [];
  @property() submit = '';
  @property({ type: Boolean }) busy = false;
  @property({ attribute: false }) errors: ReadonlyMap<string, string> = new Map();
  @state() private lines: readonly SummaryLine[] = [];

  protected override willUpdate(changed: PropertyValues): void {
    if ((changed.has('schema') || changed.has('value')) && (this.value === undefined || this.value === null)) this.value = starting(this.schema, this.schema) ?? {};
    if (changed.has('problem') && this.problem) this.blame(this.problem);
  }

  override render() {
    return html`<form novalidate @submit=${this.sent} class="stack wide">
      ${this.lines.length > 0 ? html`<rb-error-summary .errors=${this.lines}></rb-error-summary>` : nothing}
      ${node(this, this.schema, '', { top: true, required: true })}
      <div class="actions"><rb-button type="submit" kind="primary" ?busy=${this.busy}>${this.submit || this.t('web.save')}</rb-button><slot name="actions"></slot></div>
    </form>`;
  }

  at(pointer: string): unknown {
    return read(this.value, pointer);
  }

  put(pointer: string, value: unknown): void {
    this.value = pointer === '' ? value : write(this.value, pointer, value);
    if (this.errors.has(pointer)) this.errors = new Map([...this.errors].filter(([at]) => at !== pointer));
    this.emit('rb-input', { value: this.value });
  }

  isLocked(pointer: string): boolean {
    return this.locked.some((l) => pointer === l || pointer.startsWith(`${l}/`));
  }

  within(schema: Schema, pointer: string, place: Place): Rendered {
    return node(this, schema, pointer, place);
  }

  focusAt(pointer: string): void {
    const at = CSS.escape(pointer);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>(`[data-pointer="${at}"], [data-pointer^="${at}\\/"]`)?.focus());
  }

  private sent(event: Event): void {
    event.preventDefault();
    if (this.busy) return;
    const slips = check(this.schema, this.schema, this.value, '', true);
    const said = slips.map((s) => [s.pointer, this.t(`web.check.${s.key}`, { ...s.params, label: this.labelAt(s.pointer) })] as const);
    this.point(said);
    if (slips.length === 0) this.emit('rb-submit', { value: this.value });
  }

  private blame(problem: Problem): void {
    const own = problem.errors.length === 1 ? this.known(problem) : '';
    const said = problem.errors.map((e) => [e.pointer, own || this.sayField(e, this.labelAt(e.pointer))] as const);
    this.point(said.length > 0 ? said : [['', this.say(problem)]]);
  }

  // known is what we say ourselves about a refusal with a code of its own; the server's sentence is in English.
  private known(problem: Problem): string {
    return problem.code.startsWith('invalid') ? '' : this.sayCode(problem);
  }

  // point shows messages at their fields and, once those are rendered, in the summary with links.
  private point(said: readonly (readonly [string, string])[]): void {
    this.errors = new Map(said);
    void this.updateComplete.then(() => {
      this.lines = said.map(([pointer, text]) => ({ text, target: this.fieldAt(pointer) }));
    });
  }

  private fieldAt(pointer: string): HTMLElement | undefined {
    for (let at = pointer; at !== ''; at = parent(at)) {
      const found = this.renderRoot.querySelector<HTMLElement>(`[data-pointer="${CSS.escape(at)}"]`);
      if (found) return found;
    }
    return undefined;
  }

  private labelAt(pointer: string): string {
    let schema = resolve(this.schema, this.schema);
    let label = titleOf(schema, '', this.locale);
    for (const token of tokens(pointer)) {
      const list = schema.items !== undefined && /^\d+$/.test(token);
      schema = resolve(list ? schema.items! : (schema.properties?.[token] ?? (schema['additionalProperties'] as Schema | undefined) ?? {}), this.schema);
      const language = this.t(`web.language.${token}`);
      if (list) label = `${label} ${Number(token) + 1}`;
      else label = language === `web.language.${token}` ? titleOf(schema, token, this.locale) : `${label} (${language})`;
    }
    return label;
  }
}
