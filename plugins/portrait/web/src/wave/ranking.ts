// From released cells to what is drawn: dimensions in the order of their means, and series for the chart.

import type { Series } from '@ribambelle/web/chart';
import type { Bilingual } from '@ribambelle/web/texts';

import type { Cell, Results } from './wave.ts';

export type Ranked = { readonly key: string; readonly title: Bilingual; readonly value: number; readonly max: number; readonly n: number };

/** The dimensions of a cell that have a figure, the strongest first; on equal means in the questionnaire's order. */
export function ranked(cell: Cell | undefined, r: Results): Ranked[] {
  const rows: Ranked[] = [];
  for (const d of r.questionnaire.dimensions) {
    const figure = cell?.values?.[d.key];
    if (typeof figure?.value === 'number') rows.push({ key: d.key, title: d.title, value: figure.value, max: d.max, n: figure.n });
  }
  return rows.sort((a, b) => b.value - a.value);
}

/** The items of a cell that have a figure, by their place on a scale of 0 to 100, the strongest first. */
export function rankedItems(cell: Cell | undefined, r: Results): Ranked[] {
  const rows: (Ranked & { readonly place: number })[] = [];
  for (const d of r.questionnaire.dimensions) {
    for (const item of d.items ?? []) {
      const f = cell?.values?.[item.key];
      if (typeof f?.value === 'number') rows.push({ key: item.key, title: item.text, value: f.value, max: d.max, n: f.n, place: f.more?.['score100'] ?? f.value });
    }
  }
  return rows.sort((a, b) => b.place - a.place);
}

/** A cell as a series: a point for each dimension, masked where nothing may be told. */
export function seriesOf(cell: Cell, label: string, r: Results, pick: (t: Bilingual) => string): Series {
  return {
    key: cell.key, label, n: cell.n, masked: cell.masked,
    points: r.questionnaire.dimensions.map((d) => {
      const f = cell.values?.[d.key];
      if (typeof f?.value !== 'number') return { key: d.key, label: pick(d.title), masked: true };
      return { key: d.key, label: pick(d.title), value: f.value, low: f.more?.['low'], high: f.more?.['high'], n: f.n };
    }),
  };
}
