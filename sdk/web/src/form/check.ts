// Checks a value against its schema in the browser, so that most slips are told before sending. The server
// remains the judge: what is not understood here is let through.

import { branches, branchOf, controlOf, languagesOf, offers, resolve, type Schema, typeOf } from './schema.ts';
import { child } from './pointer.ts';

/** A slip: where, which text says it ('web.check.…'), and the numbers of that text. */
export type Slip = { readonly pointer: string; readonly key: string; readonly params?: Record<string, string | number> };

/** Lists the slips of a value. */
export function check(schema: Schema, root: Schema, value: unknown, pointer = '', required = false): Slip[] {
  const s = resolve(schema, root);
  const control = controlOf(s);
  if (absent(value) && control !== 'object') {
    return required && control !== 'constant' ? [{ pointer, key: control === 'choice' || control === 'unit' ? 'choose' : 'required' }] : [];
  }
  switch (control) {
    case 'object': return object(s, root, value, pointer);
    case 'localized': return localized(s, value, pointer, required);
    case 'map': return Object.entries(value as object).flatMap(([k, v]) => check(s['additionalProperties'] as Schema, root, v, child(pointer, k)));
    case 'list': case 'checks': return list(s, root, value as unknown[], pointer);
    case 'variant': return check(branches(s)[branchOf(branches(s), root, value)]!, root, value, pointer, required);
    case 'number': case 'integer': return number(s, value, pointer);
    case 'choice': return offers(s, 'fr').some((o) => o.value === value) ? [] : [{ pointer, key: 'choose' }];
    case 'json': return typeof value === 'string' && typeOf(s) !== 'string' ? [{ pointer, key: 'json' }] : [];
    case 'boolean': case 'constant': case 'unit': return [];
    default: return text(s, String(value), pointer);
  }
}

const absent = (value: unknown): boolean => value === undefined || value === null || value === '';

function object(s: Schema, root: Schema, value: unknown, pointer: string): Slip[] {
  const at = (value ?? {}) as Record<string, unknown>;
  return Object.entries(s.properties ?? {}).flatMap(([key, property]) => {
    const needed = s.required?.includes(key) ?? false;
    if (at[key] === undefined && !needed) return [];
    return check(property, root, at[key], child(pointer, key), needed);
  });
}

function localized(s: Schema, value: unknown, pointer: string, required: boolean): Slip[] {
  const at = (value ?? {}) as Record<string, string>;
  const needed = s.required ?? (required ? [languagesOf(s)[0]!] : []);
  const blank = languagesOf(s).every((l) => absent(at[l]));
  if (blank && !required) return [];
  return needed.filter((l) => absent(at[l])).map((l) => ({ pointer: child(pointer, l), key: 'required' }));
}

function list(s: Schema, root: Schema, value: unknown[], pointer: string): Slip[] {
  const slips: Slip[] = [];
  const [least, most] = [Number(s['minItems'] ?? 0), Number(s['maxItems'] ?? Infinity)];
  if (value.length < least) slips.push({ pointer, key: 'more', params: { n: least } });
  if (value.length > most) slips.push({ pointer, key: 'fewer', params: { n: most } });
  if (s['uniqueItems'] === true && new Set(value.map((v) => JSON.stringify(v))).size < value.length) slips.push({ pointer, key: 'unique' });
  return [...slips, ...value.flatMap((v, i) => check(s.items!, root, v, child(pointer, i), true))];
}

function number(s: Schema, value: unknown, pointer: string): Slip[] {
  if (typeof value !== 'number') return [{ pointer, key: typeOf(s) }];
  if (typeOf(s) === 'integer' && !Number.isInteger(value)) return [{ pointer, key: 'integer' }];
  const limit = (word: string) => (typeof s[word] === 'number' ? (s[word] as number) : undefined);
  const [low, high, over, under, step] = ['minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum', 'multipleOf'].map(limit);
  if (low !== undefined && value < low) return [{ pointer, key: 'minimum', params: { limit: low } }];
  if (over !== undefined && value <= over) return [{ pointer, key: 'above', params: { limit: over } }];
  if (high !== undefined && value > high) return [{ pointer, key: 'maximum', params: { limit: high } }];
  if (under !== undefined && value >= under) return [{ pointer, key: 'below', params: { limit: under } }];
  const off = step === undefined ? 0 : Math.abs(value / step - Math.round(value / step));
  return off > 1e-9 ? [{ pointer, key: 'step', params: { limit: step! } }] : [];
}

function text(s: Schema, value: string, pointer: string): Slip[] {
  const length = [...value].length;
  const [least, most] = [Number(s['minLength'] ?? 0), Number(s['maxLength'] ?? Infinity)];
  if (length > most) return [{ pointer, key: 'shorter', params: { n: most } }];
  if (length < least) return [{ pointer, key: 'longer', params: { n: least } }];
  const control = controlOf(s);
  if (control === 'date' && !/^\d{4}-\d{2}-\d{2}$/.test(value)) return [{ pointer, key: 'date' }];
  if (control === 'email' && !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(value)) return [{ pointer, key: 'email' }];
  if (control === 'uri' && !URL.canParse(value)) return [{ pointer, key: 'uri' }];
  return matches(s['pattern'], value) ? [] : [{ pointer, key: 'pattern' }];
}

function matches(pattern: unknown, value: string): boolean {
  if (typeof pattern !== 'string') return true;
  try {
    return new RegExp(pattern, 'u').test(value);
  } catch {
    return true; // a dialect that this browser does not read; the server judges
  }
}
