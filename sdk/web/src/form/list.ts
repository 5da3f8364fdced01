// Lists and maps in a generated form: add, remove, move up and down, all by keyboard.

import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';

import '../button.ts';
import '../field.ts';
import { icon } from '../icon.ts';
import type { Form } from './place.ts';
import { child } from './pointer.ts';
import { addOf, controlOf, helpOf, resolve, type Schema, starting, titleOf } from './schema.ts';

type Told = CustomEvent<{ value: unknown }>;

/** Renders an array. */
export function list(form: Form, schema: Schema, pointer: string, label: string): TemplateResult {
  const held = form.at(pointer);
  const items = Array.isArray(held) ? (held as unknown[]) : [];
  const inner = resolve(schema.items!, form.schema);
  const big = ['object', 'localized', 'list', 'map', 'variant'].includes(controlOf(inner));
  const one = titleOf(inner, '', form.locale);
  const named = (i: number) => (one ? `${one} ${i + 1}` : form.t('web.item', { n: i + 1 }));
  const locked = form.isLocked(pointer);
  const help = helpOf(schema, form.locale);
  const full = items.length >= Number(schema['maxItems'] ?? Infinity);
  const change = (next: unknown[]) => form.put(pointer, next);
  const add = () => {
    change([...items, starting(inner, form.schema) ?? (big ? {} : '')]);
    form.focusAt(child(pointer, items.length));
  };
  return html`<fieldset data-pointer=${pointer} tabindex="-1"><legend>${label}</legend>
    ${help ? html`<p class="help">${help}</p>` : nothing}
    ${form.errors.get(pointer) ? html`<p class="error">${form.errors.get(pointer)}</p>` : nothing}
    ${items.length === 0 ? nothing : html`<ol class="items">${items.map((_, i) => html`<li class=${big ? 'big' : ''}>
      ${form.within(inner, child(pointer, i), { label: named(i), required: true, hideLabel: !big })}
      ${locked ? nothing : tools(form, named(i), i, items, change)}</li>`)}</ol>`}
    ${items.length === 0 && locked ? html`<p class="none">${form.t('web.state.empty')}</p>` : nothing}
    ${locked || full ? nothing : adder(form, schema, one || label, add)}
  </fieldset>`;
}

// A list that does not say how one adds to it has a plain button; what it adds to is heard, and stands above.
function adder(form: Form, schema: Schema, what: string, add: () => void) {
  const said = addOf(schema, form.locale);
  return html`<div><rb-button icon="plus" size="s" label=${said ? '' : form.t('web.add-to', { what })} @click=${add}>${said || form.t('web.add')}</rb-button></div>`;
}

function tools(form: Form, name: string, i: number, items: unknown[], change: (next: unknown[]) => void) {
  const swap = (j: number) => {
    if (j < 0 || j >= items.length) return;
    const next = [...items];
    [next[i], next[j]] = [next[j], next[i]];
    change(next);
  };
  const order = items.length < 2 ? nothing : html`<button type="button" aria-label=${form.t('web.up', { what: name })} aria-disabled=${i === 0 ? 'true' : nothing} @click=${() => swap(i - 1)}>${icon('arrow-up')}</button>
    <button type="button" aria-label=${form.t('web.down', { what: name })} aria-disabled=${i === items.length - 1 ? 'true' : nothing} @click=${() => swap(i + 1)}>${icon('arrow-down')}</button>`;
  return html`<div class="tools">${order}
    <button type="button" aria-label=${form.t('web.remove-item', { what: name })} @click=${() => change(items.filter((_, k) => k !== i))}>${icon('trash-2')}</button></div>`;
}

/** Renders an object whose keys are free: names and values, one a line. */
export function map(form: Form, schema: Schema, pointer: string, label: string): TemplateResult {
  const held = (form.at(pointer) ?? {}) as Record<string, unknown>;
  const inner = schema['additionalProperties'] as Schema;
  const entries = Object.entries(held);
  const locked = form.isLocked(pointer);
  const help = helpOf(schema, form.locale);
  const rename = (from: string, to: string) => {
    if (to === '' || (to !== from && to in held)) return;
    form.put(pointer, Object.fromEntries(entries.map(([k, v]) => [k === from ? to : k, v])));
  };
  const add = () => {
    let n = entries.length + 1;
    while (`${form.t('web.key')} ${n}` in held) n++;
    form.put(pointer, { ...held, [`${form.t('web.key')} ${n}`]: starting(inner, form.schema) ?? '' });
  };
  return html`<fieldset data-pointer=${pointer} tabindex="-1"><legend>${label}</legend>${help ? html`<p class="help">${help}</p>` : nothing}
    <ol class="items">${repeat(entries, ([key]) => key, ([key]) => html`<li class="entry">
      <rb-field .label=${form.t('web.key')} .value=${key} ?managed=${locked} @rb-input=${(e: Told) => e.stopPropagation()} @rb-change=${(e: CustomEvent<{ value: string }>) => rename(key, e.detail.value.trim())}></rb-field>
      ${form.within(inner, child(pointer, key), { label: form.t('web.value'), required: true })}
      ${locked ? nothing : html`<div class="tools"><button type="button" aria-label=${form.t('web.remove-item', { what: key })} @click=${() => form.put(child(pointer, key), undefined)}>${icon('trash-2')}</button></div>`}</li>`)}</ol>
    ${locked ? nothing : adder(form, schema, label, add)}
  </fieldset>`;
}
