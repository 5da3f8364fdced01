// A questionnaire being written: new ones, new versions, and the moves of its list of dimensions, which is a tree.
// Nothing here changes what it is given.

import { type Anchor, depths, type Dimension, type Questionnaire, type Scale } from '../questionnaire.ts';
import type { Kept } from '../wave/instruments.ts';

export type Draft = Kept & { readonly languages: readonly string[]; readonly author?: string };

/** The first key of that kind that is free: "enonce-3". */
export function freeKey(kind: string, taken: readonly string[]): string {
  let n = taken.length + 1;
  while (taken.includes(`${kind}-${n}`)) n++;
  return `${kind}-${n}`;
}

const often: Scale = {
  key: 'frequence', kind: 'frequency', min: 0, max: 4, not_applicable: true, not_observed: true,
  anchors: [['Jamais', 'Never'], ['Rarement', 'Rarely'], ['Parfois', 'Sometimes'], ['Souvent', 'Often'], ['Toujours ou presque', 'Always or nearly']]
    .map(([fr, en], value) => ({ value, fr, en }) as unknown as Anchor),
};

/** A questionnaire to begin with: one scale, one empty dimension. */
export function begun(taken: readonly string[], title: string): Draft {
  return {
    code: freeKey('questionnaire', taken), version: '1.0.0', title: { fr: title }, licence: '', languages: ['fr'], status: 'draft',
    scales: [often], dimensions: [{ key: 'dimension-1', title: { fr: '' }, items: [] }],
  };
}

/** The next version of a questionnaire, after all that there are. */
export function nextVersion(of: Kept, all: readonly Kept[]): Kept {
  const minors = all.filter((q) => q.code === of.code && q.version.startsWith(`${major(of)}.`)).map((q) => Number(q.version.split('.')[1]));
  return { ...of, status: 'draft', version: `${major(of)}.${Math.max(...minors, 0) + 1}.0` };
}

const major = (q: Kept): string => q.version.split('.')[0] ?? '1';

/** Where the dimension and all below it end. */
export function endOf(all: readonly Dimension[], i: number): number {
  const deep = depths(all);
  const level = deep.get(all[i]!.key) ?? 0;
  const next = all.findIndex((d, j) => j > i && (deep.get(d.key) ?? 0) <= level);
  return next < 0 ? all.length : next;
}

/** The dimension of the same level before it, or after it; undefined at the ends. */
export function beside(all: readonly Dimension[], i: number, step: -1 | 1): number | undefined {
  const like = all.flatMap((d, j) => (d.parent === all[i]!.parent ? [j] : []));
  return like[like.indexOf(i) + step];
}

/** The dimension with all below it, before or after the next one of its level. */
export function shifted(all: readonly Dimension[], i: number, step: -1 | 1): readonly Dimension[] {
  const other = beside(all, i, step);
  if (other === undefined) return all;
  const [first, second] = step < 0 ? [other, i] : [i, other];
  return [...all.slice(0, first), ...all.slice(second, endOf(all, second)), ...all.slice(first, second), ...all.slice(endOf(all, second))];
}

/** The dimension that could hold this one: the one before it, where that one holds no statement. */
export function holder(all: readonly Dimension[], i: number): Dimension | undefined {
  const before = beside(all, i, -1);
  const one = before === undefined ? undefined : all[before];
  return one?.items?.length ? undefined : one;
}

/** The dimension within another; at the top without one. */
function within(d: Dimension, parent: string | undefined): Dimension {
  const { parent: _, ...rest } = d;
  return parent === undefined ? rest : { ...rest, parent };
}

/** The dimension within the one before it. */
export function nested(all: readonly Dimension[], i: number): readonly Dimension[] {
  const into = holder(all, i);
  return into ? all.map((d, j) => (j === i ? within(d, into.key) : d)) : all;
}

/** The dimension after the one that holds it. */
export function unnested(all: readonly Dimension[], i: number): readonly Dimension[] {
  const at = all.findIndex((d) => d.key === all[i]!.parent);
  if (at < 0) return all;
  const [end, last] = [endOf(all, i), endOf(all, at)];
  const block = all.slice(i, end).map((d, j) => (j === 0 ? within(d, all[at]!.parent) : d));
  return [...all.slice(0, i), ...all.slice(end, last), ...block, ...all.slice(last)];
}

/** The list without a dimension and all below it. */
export const without = (all: readonly Dimension[], i: number): readonly Dimension[] => [...all.slice(0, i), ...all.slice(endOf(all, i))];

/** A list with one thing a place further. */
export function swapped<T>(all: readonly T[], i: number, step: -1 | 1): readonly T[] {
  const made = [...all];
  const other = made[i + step];
  if (other === undefined) return all;
  [made[i], made[i + step]] = [other, made[i]!];
  return made;
}

/** What is kept: without texts that say nothing, which a reader could take for wordings. */
export function tidy<T>(value: T, key = ''): T | undefined {
  if (Array.isArray(value)) return value.map((v) => tidy(v)).filter((v) => v !== undefined) as T;
  if (typeof value !== 'object' || value === null) return value === '' && /^[a-z]{2}(-[A-Z]{2})?$/.test(key) ? undefined : value;
  const kept = Object.entries(value).map(([k, v]) => [k, tidy(v, k)] as const).filter(([, v]) => v !== undefined);
  const optional = ['intro', 'help', 'evidence', 'text'].includes(key);
  return optional && kept.length === 0 ? undefined : (Object.fromEntries(kept) as T);
}

/** All items of a questionnaire by key. */
export const itemKeys = (q: Questionnaire): string[] => q.dimensions.flatMap((d) => (d.items ?? []).map((i) => i.key));
