// The questionnaire as the API carries it, frozen with its wave.

import type { Bilingual } from '@ribambelle/web/texts';

export type Anchor = { readonly value: number } & Bilingual;

export type Scale = {
  readonly key: string;
  readonly kind: string;
  readonly min: number;
  readonly max: number;
  readonly anchors?: readonly Anchor[];
  readonly not_applicable?: boolean;
  readonly not_observed?: boolean;
};

export type Item = {
  readonly key: string;
  readonly scale: string;
  /** Absent where it stays in the manual of whom it belongs to. */
  readonly text?: Bilingual;
  readonly help?: Bilingual;
  /** What helps to think of what was seen. */
  readonly evidence?: Bilingual;
  readonly reversed?: boolean;
  readonly domains?: readonly string[];
  readonly cps?: readonly string[];
};

export type Dimension = {
  readonly key: string;
  /** Key of the dimension that holds it; it stands below that one. */
  readonly parent?: string;
  readonly title: Bilingual;
  readonly help?: Bilingual;
  readonly weight?: number;
  /** Absent where it holds dimensions. */
  readonly items?: readonly Item[];
};

export type Questionnaire = {
  readonly code: string;
  readonly version: string;
  readonly title: Bilingual;
  readonly intro?: Bilingual;
  readonly licence?: string;
  readonly licensed?: boolean;
  readonly scales: readonly Scale[];
  readonly dimensions: readonly Dimension[];
};

/** An item with where it stands. */
export type Asked = { readonly item: Item; readonly dimension: Dimension; readonly scale: Scale; readonly number: number };

/** All items in the order in which they are asked. */
export function asked(q: Questionnaire): Asked[] {
  const scales = new Map(q.scales.map((s) => [s.key, s]));
  const all: Asked[] = [];
  for (const dimension of q.dimensions) {
    for (const item of dimension.items ?? []) {
      const scale = scales.get(item.scale);
      if (scale) all.push({ item, dimension, scale, number: all.length + 1 });
    }
  }
  return all;
}

/** How deep each dimension lies, by key: 0 at the top. */
export function depths(dimensions: readonly { readonly key: string; readonly parent?: string }[]): ReadonlyMap<string, number> {
  const deep = new Map<string, number>();
  for (const d of dimensions) deep.set(d.key, d.parent === undefined ? 0 : (deep.get(d.parent) ?? -1) + 1);
  return deep;
}

/** An answer: a point of the scale, "na" (sans objet) or "no" (non observé). */
export type Value = number | 'na' | 'no';
export type Values = Readonly<Record<string, Value>>;

/** The points of a scale that are offered one by one; a wide scale is typed instead. */
export function points(scale: Scale): number[] | undefined {
  if (scale.max - scale.min > 10) return undefined;
  return Array.from({ length: scale.max - scale.min + 1 }, (_, i) => scale.min + i);
}
