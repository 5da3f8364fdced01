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
  readonly text: Bilingual;
  readonly help?: Bilingual;
};

export type Dimension = {
  readonly key: string;
  readonly title: Bilingual;
  readonly help?: Bilingual;
  readonly items: readonly Item[];
};

export type Questionnaire = {
  readonly code: string;
  readonly version: string;
  readonly title: Bilingual;
  readonly intro?: Bilingual;
  readonly licence?: string;
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
    for (const item of dimension.items) {
      const scale = scales.get(item.scale);
      if (scale) all.push({ item, dimension, scale, number: all.length + 1 });
    }
  }
  return all;
}

/** An answer: a point of the scale, "na" (sans objet) or "no" (non observé). */
export type Value = number | 'na' | 'no';
export type Values = Readonly<Record<string, Value>>;

/** The points of a scale that are offered one by one; a wide scale is typed instead. */
export function points(scale: Scale): number[] | undefined {
  if (scale.max - scale.min > 10) return undefined;
  return Array.from({ length: scale.max - scale.min + 1 }, (_, i) => scale.min + i);
}
