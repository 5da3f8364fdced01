// Reads a JSON Schema (2020-12) as a form does: which control a place needs, how it is called, what it offers.

import { type Bilingual, pick } from '../texts.ts';
import { typeset } from '../typography.ts';

export type Schema = {
  readonly [word: string]: unknown;
  readonly type?: string | readonly string[];
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly items?: Schema;
  readonly enum?: readonly unknown[];
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly format?: string;
  readonly title?: string;
  readonly description?: string;
};

export type Control =
  | 'object' | 'localized' | 'map' | 'list' | 'checks' | 'choice' | 'variant' | 'boolean' | 'number' | 'integer'
  | 'text' | 'password' | 'textarea' | 'date' | 'datetime' | 'time' | 'email' | 'uri' | 'color' | 'unit' | 'file' | 'constant' | 'json';

/** A choice that a schema offers: any JSON value with its label, a line of help and a group (`x-group`) where it has them. */
export type Offer = { readonly value: unknown; readonly label: string; readonly help?: string | undefined; readonly group?: string | undefined };

/** Follows $ref within the document and folds allOf in, so that the rest reads one flat schema. */
export function resolve(schema: Schema, root: Schema, depth = 0): Schema {
  if (depth > 32) return {};
  let flat: Schema = schema;
  const ref = schema['$ref'];
  if (typeof ref === 'string') {
    const { $ref: _, ...beside } = schema;
    flat = { ...resolve(lookUp(root, ref), root, depth + 1), ...beside };
  }
  if (!flat.allOf) return flat;
  const { allOf, ...beside } = flat;
  return [...allOf.map((s) => resolve(s, root, depth + 1)), beside as Schema].reduce(merge, {});
}

/** The control that a (resolved) schema asks for. */
export function controlOf(schema: Schema): Control {
  const hint = schema['x-widget'];
  if ('const' in schema) return 'constant';
  if (hint === 'unit' || (schema['x-rb'] as { unit?: boolean } | undefined)?.unit) return 'unit';
  if ((schema['x-rb'] as { file?: string } | undefined)?.file) return 'file';
  if (offers(schema, 'fr').length > 0) return 'choice';
  if (branches(schema).length > 1) return 'variant';
  switch (typeOf(schema)) {
    case 'object': return objectControl(schema);
    case 'array': return listControl(schema);
    case 'boolean': return 'boolean';
    case 'integer': return 'integer';
    case 'number': return 'number';
    case 'string': return textControl(schema);
    default: return 'json';
  }
}

/** What a schema lets one choose from: enum with x-enum labels, or oneOf/anyOf of constants. */
export function offers(schema: Schema, locale: string): Offer[] {
  const labels = schema['x-enum'] as Record<string, Bilingual> | undefined;
  if (schema.enum) return schema.enum.filter((v) => v !== null).map((v) => ({ value: v, label: typeset(locale, pick(labels?.[String(v)], locale)) || String(v) }));
  const constants = (schema.oneOf ?? schema.anyOf ?? []).filter((s) => s.type !== 'null');
  if (constants.length === 0 || !constants.every((s) => 'const' in s)) return [];
  return constants.map((s) => ({ value: s['const'], label: titleOf(s, String(s['const']), locale), help: helpOf(s, locale) || undefined, group: s['x-group'] as string | undefined }));
}

/** The alternatives of a schema that are not mere constants, null left out. */
export function branches(schema: Schema): Schema[] {
  return (schema.oneOf ?? schema.anyOf ?? []).filter((s) => s.type !== 'null' && !('const' in s));
}

/** Which alternative a value follows: the one whose constants and required properties fit best. */
export function branchOf(list: readonly Schema[], root: Schema, value: unknown): number {
  const scores = list.map((one) => {
    const schema = resolve(one, root);
    if (value === undefined || typeof value !== 'object' || value === null) return typeOf(schema) === typeof value ? 1 : 0;
    const entries = Object.entries(schema.properties ?? {});
    const constants = entries.filter(([, p]) => 'const' in p);
    if (constants.some(([k, p]) => (value as Record<string, unknown>)[k] !== p['const'])) return -1;
    return constants.length * 10 + entries.filter(([k]) => k in value).length;
  });
  return Math.max(0, scores.indexOf(Math.max(...scores)));
}

/** The languages of a bilingual text, French first. */
export const languagesOf = (schema: Schema): string[] =>
  (schema.properties ? Object.keys(schema.properties).sort((a, b) => Number(b.startsWith('fr')) - Number(a.startsWith('fr'))) : ['fr', 'en']);

export function titleOf(schema: Schema, key: string, locale: string): string {
  return typeset(locale, pick(schema['x-title'] as Bilingual | undefined, locale) || schema.title || humane(key));
}

export function helpOf(schema: Schema, locale: string): string {
  return typeset(locale, pick(schema['x-help'] as Bilingual | undefined, locale) || schema.description || '');
}

/** What the button says that adds to a list: the schema's own words, or none. */
export function addOf(schema: Schema, locale: string): string {
  return typeset(locale, pick(schema['x-add'] as Bilingual | string | undefined, locale));
}

/** What a new place starts with: its default, its constant, or the emptiest value of its type. */
export function starting(schema: Schema, root: Schema): unknown {
  const s = resolve(schema, root);
  if ('default' in s) return s['default'];
  if ('const' in s) return s['const'];
  if (typeOf(s) === 'array') return [];
  if (typeOf(s) !== 'object') return undefined;
  const out: Record<string, unknown> = {};
  for (const [key, property] of Object.entries(s.properties ?? {})) {
    const value = starting(property, root);
    const bare = value !== null && typeof value === 'object' && Object.keys(value).length === 0 && !s.required?.includes(key);
    if (value !== undefined && !bare) out[key] = value;
  }
  return out;
}

/** The one type of a schema, null aside; guessed from its other words when it states none. */
export function typeOf(schema: Schema): string {
  const stated = typeof schema.type === 'string' ? [schema.type] : (schema.type ?? []);
  const types = stated.filter((t) => t !== 'null');
  if (types.length === 1) return types[0]!;
  if (types.length > 1) return '';
  if (schema.properties || schema['additionalProperties']) return 'object';
  return schema.items ? 'array' : '';
}

function objectControl(schema: Schema): Control {
  const names = Object.keys(schema.properties ?? {});
  const more = schema['additionalProperties'];
  const texts = Object.values(schema.properties ?? {}).every((p) => typeOf(p) === 'string' && !p.enum);
  if (names.length > 0) return texts && names.includes('fr') && names.every((n) => /^[a-z]{2}(-[A-Z]{2})?$/.test(n)) ? 'localized' : 'object';
  if (schema['x-widget'] === 'localized' || schema['x-text'] === true) return 'localized';
  return more && typeof more === 'object' ? 'map' : 'json';
}

function listControl(schema: Schema): Control {
  const items = schema.items;
  if (!items) return 'json';
  return schema['uniqueItems'] === true && offers(items, 'fr').length > 0 ? 'checks' : 'list';
}

function textControl(schema: Schema): Control {
  const hint = schema['x-widget'];
  if (hint === 'text' || hint === 'textarea' || hint === 'color' || hint === 'date' || hint === 'password') return hint;
  const byFormat: Record<string, Control> = { date: 'date', 'date-time': 'datetime', time: 'time', email: 'email', 'idn-email': 'email', uri: 'uri', url: 'uri' };
  const known = byFormat[schema.format ?? ''];
  if (known) return known;
  return Number(schema['maxLength'] ?? 0) > 200 ? 'textarea' : 'text';
}

function lookUp(root: Schema, ref: string): Schema {
  if (!ref.startsWith('#')) return {};
  let at: unknown = root;
  for (const token of ref.slice(1).split('/').filter(Boolean)) {
    at = (at as Record<string, unknown> | undefined)?.[decodeURIComponent(token).replaceAll('~1', '/').replaceAll('~0', '~')];
  }
  return (at as Schema | undefined) ?? {};
}

function merge(a: Schema, b: Schema): Schema {
  return {
    ...a, ...b,
    ...(a.properties || b.properties ? { properties: { ...a.properties, ...b.properties } } : {}),
    ...(a.required || b.required ? { required: [...(a.required ?? []), ...(b.required ?? [])] } : {}),
  };
}

function humane(key: string): string {
  const words = key.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/[_-]+/g, ' ').trim();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
