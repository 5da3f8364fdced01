// Renders one place of a generated form, by the control that its schema asks for.

import { html, nothing } from 'lit';

import '../field.ts';
import type { FieldType } from '../field.ts';
import '../file-field.ts';
import '../unit-picker.ts';
import { list, map } from './list.ts';
import type { Form, Place, Rendered } from './place.ts';
import { child } from './pointer.ts';
import { branches, branchOf, type Control, controlOf, helpOf, languagesOf, offers, resolve, type Schema, starting, titleOf } from './schema.ts';

type Told = CustomEvent<{ value: unknown }>;

const types: Partial<Record<Control, FieldType>> = {
  password: 'password',  number: 'number', integer: 'integer', textarea: 'textarea', date: 'date', datetime: 'datetime-local', time: 'time', email: 'email', uri: 'url', color: 'color',
};

/** Renders a place and all that is within it. */
export function node(form: Form, raw: Schema, pointer: string, place: Place = {}): Rendered {
  const schema = resolve(raw, form.schema);
  const label = place.label ?? titleOf(schema, pointer.slice(pointer.lastIndexOf('/') + 1), form.locale);
  switch (controlOf(schema)) {
    case 'constant': return nothing;
    case 'object': return object(form, schema, pointer, label, place);
    case 'localized': return localized(form, schema, pointer, label, place);
    case 'list': return list(form, schema, pointer, label);
    case 'map': return map(form, schema, pointer, label);
    case 'variant': return variant(form, schema, pointer, label, place);
    case 'choice': return choice(form, schema, pointer, label, place);
    case 'checks': return checks(form, schema, pointer, label, place);
    case 'file': return file(form, schema, pointer, label, place);
    case 'unit': return unit(form, schema, pointer, label, place);
    case 'json': return json(form, schema, pointer, label, place);
    default: return simple(form, schema, pointer, label, place);
  }
}

function object(form: Form, schema: Schema, pointer: string, label: string, place: Place) {
  const inside = Object.entries(schema.properties ?? {}).map(([key, property]) =>
    node(form, property, child(pointer, key), { required: schema.required?.includes(key) ?? false }));
  if (place.top) return html`<div class="stack wide">${inside}</div>`;
  const help = helpOf(schema, form.locale);
  const scalars = Object.values(schema.properties ?? {}).every((p) => !['object', 'localized', 'list', 'map', 'variant', 'textarea', 'json', 'checks', 'email', 'uri', 'file'].includes(controlOf(resolve(p, form.schema))));
  return html`<fieldset class="${place.hideLabel ? '' : 'inner'} ${scalars ? 'scalars' : ''}"><legend class=${place.hideLabel ? 'visually-hidden' : ''}>${label}</legend>${help ? html`<p class="help">${help}</p>` : nothing}${inside}</fieldset>`;
}

function localized(form: Form, schema: Schema, pointer: string, label: string, place: Place) {
  const help = helpOf(schema, form.locale);
  const languages = languagesOf(schema);
  return html`<fieldset data-pointer=${pointer} tabindex="-1"><legend>${label}</legend>${help ? html`<p class="help">${help}</p>` : nothing}
    <div class="pair">${languages.map((language) => {
      const property = schema.properties?.[language] ?? schema;
      const long = property['x-widget'] === 'textarea' || Number(property['maxLength'] ?? 0) > 200 || schema['x-widget'] === 'textarea';
      const needed = schema.required?.includes(language) ?? ((place.required ?? false) && language === languages[0]);
      return field(form, schema, child(pointer, language), named(form, language), { required: needed }, long ? 'textarea' : 'text', '');
    })}</div></fieldset>`;
}

function named(form: Form, language: string): string {
  const key = `web.language.${language}`;
  const said = form.t(key);
  return said === key ? (new Intl.DisplayNames(form.locale, { type: 'language' }).of(language) ?? language) : said;
}

function simple(form: Form, schema: Schema, pointer: string, label: string, place: Place) {
  const control = controlOf(schema);
  return field(form, schema, pointer, label, place, control === 'boolean' ? 'checkbox' : (types[control] ?? 'text'), helpOf(schema, form.locale));
}

function field(form: Form, schema: Schema, pointer: string, label: string, place: Place, type: FieldType, help: string) {
  const narrow = type === 'integer' || type === 'number' ? 's' : type === 'date' || type === 'time' || type === 'datetime-local' ? 'm' : '';
  return html`<rb-field data-pointer=${pointer} type=${type} .label=${label} .help=${help} .error=${form.errors.get(pointer) ?? ''} .value=${form.at(pointer) ?? ''}
    ?required=${place.required ?? false} ?optional=${!place.required && type !== 'checkbox'} ?managed=${form.isLocked(pointer)} ?hide-label=${place.hideLabel ?? false} width=${narrow}
    autocomplete=${String(schema['x-autocomplete'] ?? (type === 'password' ? 'new-password' : ''))} min=${String(schema['minimum'] ?? '')} max=${String(schema['maximum'] ?? '')}
    @rb-input=${(e: Told) => told(form, e, pointer)}></rb-field>`;
}

// told keeps an emptied text out of the document, and a switched-off box in it.
function told(form: Form, event: Told, pointer: string): void {
  event.stopPropagation();
  form.put(pointer, event.detail.value === '' ? undefined : event.detail.value);
}

function choice(form: Form, schema: Schema, pointer: string, label: string, place: Place) {
  const all = offers(schema, form.locale);
  const few = all.length <= 5 && schema['x-widget'] !== 'select' && !/\/\d+$/.test(pointer); // of the lines of a list, each would repeat them all
  const at = all.findIndex((o) => o.value === form.at(pointer));
  const none = !place.required && !('default' in schema) ? [{ value: '', label: form.t('web.none') }] : [];
  return html`<rb-field data-pointer=${pointer} type=${few ? 'radio' : 'select'} .label=${label} .help=${helpOf(schema, form.locale)} .error=${form.errors.get(pointer) ?? ''}
    .options=${[...none, ...all.map((o, i) => ({ value: String(i), label: o.label, help: few ? o.help : undefined, group: o.group }))]} .value=${at < 0 ? '' : String(at)} ?required=${place.required ?? false} ?managed=${form.isLocked(pointer)} ?hide-label=${place.hideLabel ?? false}
    @rb-input=${(e: Told) => e.stopPropagation()} @rb-change=${(e: Told) => form.put(pointer, e.detail.value === '' ? undefined : all[Number(e.detail.value)]?.value)}></rb-field>`;
}

function checks(form: Form, schema: Schema, pointer: string, label: string, place: Place) {
  const all = offers(schema.items!, form.locale);
  const held = (form.at(pointer) as unknown[] | undefined) ?? [];
  const picked = all.flatMap((o, i) => (held.includes(o.value) ? [String(i)] : []));
  return html`<rb-field data-pointer=${pointer} type="checks" .label=${label} .help=${helpOf(schema, form.locale)} .error=${form.errors.get(pointer) ?? ''}
    .options=${all.map((o, i) => ({ value: String(i), label: o.label, group: o.group }))} .value=${picked} ?required=${place.required ?? false} ?managed=${form.isLocked(pointer)}
    @rb-input=${(e: Told) => e.stopPropagation()} @rb-change=${(e: CustomEvent<{ value: string[] }>) => form.put(pointer, e.detail.value.map((i) => all[Number(i)]!.value))}></rb-field>`;
}

function unit(form: Form, schema: Schema, pointer: string, label: string, place: Place) {
  return html`<rb-unit-picker data-pointer=${pointer} .label=${label} .help=${helpOf(schema, form.locale)} .error=${form.errors.get(pointer) ?? ''} .units=${form.units} .all=${String(schema['x-all'] ?? (place.required ? '' : form.t('web.none')))} .value=${String(form.at(pointer) ?? '')}
    ?required=${place.required ?? false} ?managed=${form.isLocked(pointer)} @rb-change=${(e: Told) => told(form, e, pointer)} @rb-input=${(e: Told) => e.stopPropagation()}></rb-unit-picker>`;
}

// file is left out where the form's owner keeps no files.
function file(form: Form, schema: Schema, pointer: string, label: string, place: Place) {
  if (!form.files) return nothing;
  return html`<rb-file-field data-pointer=${pointer} .field=${pointer.slice(1)} .files=${form.files} .label=${label} .help=${helpOf(schema, form.locale)} .error=${form.errors.get(pointer) ?? ''} .value=${String(form.at(pointer) ?? '')}
    ?optional=${!place.required} @rb-change=${(e: Told) => told(form, e, pointer)}></rb-file-field>`;
}

function variant(form: Form, schema: Schema, pointer: string, label: string, place: Place) {
  const all = branches(schema);
  const value = form.at(pointer);
  const at = value === undefined ? -1 : branchOf(all, form.schema, value);
  const picked = all[at];
  const options = all.map((b, i) => ({ value: String(i), label: titleOf(resolve(b, form.schema), form.t('web.item', { n: i + 1 }), form.locale) }));
  return html`<fieldset class="inner"><legend>${label}</legend>
    <rb-field data-pointer=${pointer} type=${all.length <= 5 ? 'radio' : 'select'} hide-label .label=${label} .help=${helpOf(schema, form.locale)} .error=${form.errors.get(pointer) ?? ''} .options=${options} .value=${at < 0 ? '' : String(at)}
      ?required=${place.required ?? false} @rb-input=${(e: Told) => e.stopPropagation()} @rb-change=${(e: Told) => form.put(pointer, starting(all[Number(e.detail.value)]!, form.schema) ?? {})}></rb-field>
    ${picked ? node(form, picked, pointer, { top: true }) : nothing}</fieldset>`;
}

// json is the way out for what no control fits: the document's own text, kept as typed until it reads.
function json(form: Form, schema: Schema, pointer: string, label: string, place: Place) {
  const value = form.at(pointer);
  const text = typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value, null, 2);
  const change = (typed: string) => {
    try {
      form.put(pointer, typed.trim() === '' ? undefined : JSON.parse(typed));
    } catch {
      form.put(pointer, typed);
    }
  };
  return html`<rb-field data-pointer=${pointer} type="textarea" .label=${label} .help=${helpOf(schema, form.locale) || form.t('web.json-help')} .error=${form.errors.get(pointer) ?? ''} .value=${text}
    ?required=${place.required ?? false} ?managed=${form.isLocked(pointer)} @rb-input=${(e: Told) => e.stopPropagation()} @rb-change=${(e: CustomEvent<{ value: string }>) => change(e.detail.value)}></rb-field>`;
}
