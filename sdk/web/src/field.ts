// <rb-field>: one labelled control: label above, help below it, the error in words beside the control.
// What was typed is never lost: a number that cannot be read stays as its text and is judged by the form.

import { html, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';

import { element } from './define.ts';
import { RbElement } from './element.ts';
import { fieldStyles } from './field-styles.ts';
import { icon } from './icon.ts';
import { parseNumber, showNumber } from './number.ts';
import { base } from './styles.ts';

/** One of several to choose from; choices of one group follow each other, below its name. */
export type Choice = { value: string; label: string; help?: string | undefined; disabled?: boolean; group?: string | undefined };
export type FieldType =
  | 'text' | 'password' | 'email' | 'number' | 'integer' | 'date' | 'datetime-local' | 'time' | 'url' | 'tel' | 'color'
  | 'textarea' | 'select' | 'checkbox' | 'checks' | 'radio' | 'search' | 'file';

@element('rb-field')
export class RbField extends RbElement {
  static override shadowRootOptions = { mode: 'open' as const, delegatesFocus: true };
  static override styles = [base, fieldStyles];

  @property() type: FieldType = 'text';
  @property() label = '';
  @property() help = '';
  @property() error = '';
  @property({ attribute: false }) value: unknown = '';
  @property({ attribute: false }) options: readonly Choice[] = [];
  @property({ type: Boolean, reflect: true }) required = false;
  /** Says "facultatif" beside the label. */
  @property({ type: Boolean }) optional = false;
  @property({ type: Boolean, reflect: true }) disabled = false;
  /** Shown, not editable, with the reason "géré par le fichier". */
  @property({ type: Boolean, reflect: true }) managed = false;
  @property({ type: Boolean, attribute: 'hide-label' }) hideLabel = false;
  @property() min = '';
  @property() max = '';
  @property() maxlength = '';
  @property() accept = '';
  @property() autocomplete = '';
  @property() inputmode = '';
  @property() placeholder = '';
  @property({ type: Number }) rows = 4;
  @property() width: '' | 's' | 'm' = '';

  @state() private revealed = false;
  @query('.control') private control?: HTMLInputElement;

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('error')) this.toggleAttribute('invalid', this.error !== '');
  }

  override render() {
    if (this.type === 'checkbox') return html`${this.checkbox()}${this.notes()}`;
    if (this.type === 'radio' || this.type === 'checks') {
      return html`<fieldset aria-describedby="notes"><legend class=${this.hideLabel ? 'visually-hidden' : ''}>${this.name()}</legend>${this.notes()}${this.choices()}</fieldset>`;
    }
    return html`<label for="control" class=${this.hideLabel ? 'visually-hidden' : ''}>${this.name()}</label>${this.notes()}${this.box()}`;
  }

  private name() {
    const mark = this.managed ? html`<span class="mark managed">${icon('lock')}${this.t('web.managed')}</span>`
      : this.optional ? html`<span class="mark">${this.t('web.optional')}</span>` : nothing;
    return html`${this.label} ${mark}`;
  }

  private notes() {
    return html`<div id="notes">
      ${this.help ? html`<p class="help">${this.help}</p>` : nothing}
      ${this.error ? html`<p class="error">${icon('circle-alert')}<span>${this.error}</span></p>` : nothing}
    </div>`;
  }

  private box() {
    const text = this.type === 'number' || this.type === 'integer' ? showNumber(this.value, this.locale) : String(this.value ?? '');
    const off = this.disabled || this.managed;
    if (this.type === 'textarea') {
      return html`<textarea id="control" class="control" rows=${this.rows} .value=${live(text)} maxlength=${this.maxlength || nothing} ?disabled=${off}
        placeholder=${this.placeholder || nothing} aria-describedby="notes" aria-invalid=${this.error ? 'true' : nothing} aria-required=${this.required ? 'true' : nothing}
        @input=${this.typed} @change=${this.changed}></textarea>`;
    }
    if (this.type === 'select') return this.select(text, off);
    if (this.type === 'file') return this.drop(off);
    const reveal = this.type === 'password'
      ? html`<button type="button" class="reveal" aria-pressed=${String(this.revealed)} aria-label=${this.t('web.show-password')} @click=${() => (this.revealed = !this.revealed)}>${icon(this.revealed ? 'eye-off' : 'eye')}</button>`
      : nothing;
    return html`<div class="box ${this.width}">
      ${this.type === 'search' ? html`<span class="lens">${icon('search')}</span>` : nothing}
      <input id="control" class="control" type=${this.inputType()} .value=${live(text)} min=${this.min || nothing} max=${this.max || nothing}
        maxlength=${this.maxlength || nothing} autocomplete=${(this.autocomplete || nothing) as 'off'} placeholder=${this.placeholder || nothing}
        inputmode=${(this.inputmode || this.keyboard() || nothing) as 'text'} ?disabled=${off} aria-describedby="notes" aria-invalid=${this.error ? 'true' : nothing}
        aria-required=${this.required ? 'true' : nothing} @input=${this.typed} @change=${this.changed} @keydown=${this.entered} />${reveal}</div>`;
  }

  // drop is the browser's own file control, unseen, over words in the page's language: a press anywhere opens
  // it, and a file may be dropped on it.
  private drop(off: boolean) {
    const name = this.value instanceof File ? this.value.name : '';
    return html`<div class="drop"><strong aria-hidden="true">${icon('upload')}${this.t(name ? 'web.other-file' : 'web.choose-file')}</strong>
      <span aria-hidden=${name ? nothing : 'true'} role=${name ? 'status' : nothing}>${name || this.t('web.drop-file')}</span>
      <input id="control" class="control" type="file" accept=${this.accept || nothing} ?disabled=${off} aria-describedby="notes" aria-invalid=${this.error ? 'true' : nothing}
        aria-required=${this.required ? 'true' : nothing} @input=${(e: Event) => e.stopPropagation()} @change=${this.changed} /></div>`;
  }

  private select(text: string, off: boolean) {
    const known = this.options.some((o) => o.value === text);
    return html`<div class="box"><select id="control" class="control" ?disabled=${off} aria-describedby="notes" aria-invalid=${this.error ? 'true' : nothing}
      aria-required=${this.required ? 'true' : nothing} @change=${this.changed}>
      ${known ? nothing : html`<option value=${text} selected>${text || this.placeholder || this.t('web.choose')}</option>`}
      ${grouped(this.options).map(([group, options]) => {
        const inside = options.map((o) => html`<option value=${o.value} ?selected=${o.value === text} ?disabled=${o.disabled ?? false}>${o.label}</option>`);
        return group ? html`<optgroup label=${group}>${inside}</optgroup>` : inside;
      })}
    </select><span class="arrow">${icon('chevron-down')}</span></div>`;
  }

  private checkbox() {
    return html`<label class="choice"><input class="control" type="checkbox" .checked=${live(this.value === true)} ?disabled=${this.disabled || this.managed}
      aria-describedby="notes" aria-invalid=${this.error ? 'true' : nothing} @change=${(e: Event) => this.told((e.target as HTMLInputElement).checked)} /><span>${this.name()}</span></label>`;
  }

  private choices() {
    const many = this.type === 'checks';
    const picked = many ? (Array.isArray(this.value) ? (this.value as string[]) : []) : [String(this.value ?? '')];
    const one = (o: Choice) => html`<label class="choice">
      <input class="control" name="choice" type=${many ? 'checkbox' : 'radio'} value=${o.value} .checked=${live(picked.includes(o.value))} ?disabled=${this.disabled || this.managed || (o.disabled ?? false)}
        @change=${(e: Event) => this.chose(o.value, (e.target as HTMLInputElement).checked, picked)} />
      <span>${o.label}${o.help ? html`<small class="muted">${o.help}</small>` : nothing}</span></label>`;
    const groups = grouped(this.options);
    return html`<div class="choices ${groups.some(([name]) => name) ? 'grouped' : ''}">${groups.map(([name, options]) =>
      name ? html`<div role="group" aria-label=${name}><p class="group" aria-hidden="true">${name}</p>${options.map(one)}</div>` : options.map(one))}</div>`;
  }

  private inputType(): string {
    if (this.type === 'password') return this.revealed ? 'text' : 'password';
    return this.type === 'number' || this.type === 'integer' ? 'text' : this.type;
  }

  private keyboard(): string {
    return this.type === 'integer' ? 'numeric' : this.type === 'number' ? 'decimal' : '';
  }

  private chose(value: string, on: boolean, picked: string[]): void {
    if (this.type === 'radio') return this.told(value);
    const order = this.options.map((o) => o.value);
    this.told(order.filter((v) => (v === value ? on : picked.includes(v))));
  }

  private read(): unknown {
    const control = this.control!;
    if (this.type === 'file') return control.files?.[0];
    return this.type === 'number' || this.type === 'integer' ? parseNumber(control.value) : control.value;
  }

  private typed(event: Event): void {
    event.stopPropagation();
    this.value = this.read();
    this.emit('rb-input', { value: this.value });
  }

  private changed(event: Event): void {
    event.stopPropagation();
    this.told(this.read());
  }

  private told(value: unknown): void {
    this.value = value;
    this.emit('rb-input', { value });
    this.emit('rb-change', { value });
  }

  private entered(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || event.isComposing) return;
    event.preventDefault();
    this.told(this.read());
    this.closest('form')?.requestSubmit();
  }
}

// grouped puts choices below the names of their groups, in the order in which groups first come.
function grouped(options: readonly Choice[]): [string, Choice[]][] {
  const groups = new Map<string, Choice[]>();
  for (const o of options) groups.set(o.group ?? '', [...(groups.get(o.group ?? '') ?? []), o]);
  return [...groups];
}
