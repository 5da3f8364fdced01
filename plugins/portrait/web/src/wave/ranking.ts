// From released cells to what is drawn: dimensions and statements in the order of their means, and series for the chart.

import type { Series } from '@ribambelle/web/chart';
import type { Bilingual } from '@ribambelle/web/texts';

import { depths } from '../questionnaire.ts';
import type { Cell, Figure, Measured, Results } from './wave.ts';

export type Ranked = { readonly key: string; readonly title: Bilingual; readonly value: number; readonly max: number; readonly n: number; readonly place: number; readonly reversed?: boolean };
export type Axis = { readonly min: number; readonly max: number; readonly common: boolean };

/** A dimension's name, set in by how deep it lies. */
export function nameOf(d: Measured, r: Results, pick: (t: Bilingual) => string): string {
  return '– '.repeat(depths(r.questionnaire.dimensions).get(d.key) ?? 0) + pick(d.title);
}

/** Whether a dimension holds others, and is measured from 0 to 100 for that. */
export const holds = (d: Measured, r: Results): boolean => r.questionnaire.dimensions.some((o) => o.parent === d.key);

/** The dimensions with statements that have a figure in a cell, the strongest first; on equal means in the questionnaire's order. */
export function ranked(cell: Cell | undefined, r: Results): Ranked[] {
  return byPlace(r.questionnaire.dimensions.filter((d) => !holds(d, r)).map((d) => rankedOne(d.key, d.title, d.max, cell)));
}

/** The statements of a cell that have a figure, the strongest first. */
export function rankedItems(cell: Cell | undefined, r: Results): Ranked[] {
  return byPlace(r.questionnaire.dimensions.flatMap((d) => (d.items ?? []).map((i) => rankedOne(i.key, i.text, d.max, cell, i.reversed))));
}

/** The axis of the chart: the scale of the dimensions where they share one, else 0 to 100. */
export function axisOf(r: Results): Axis {
  const [first, ...others] = r.questionnaire.dimensions;
  const common = first !== undefined && others.every((d) => d.min === first.min && d.max === first.max);
  return common ? { min: first.min, max: first.max, common } : { min: 0, max: 100, common };
}

/** A cell as a series: a point for each dimension, masked where nothing may be told. */
export function seriesOf(cell: Cell, label: string, r: Results, pick: (t: Bilingual) => string): Series {
  const axis = axisOf(r);
  return {
    key: cell.key, label, n: cell.n, masked: cell.masked,
    points: r.questionnaire.dimensions.map((d) => {
      const f = cell.values?.[d.key];
      if (typeof f?.value !== 'number') return { key: d.key, label: nameOf(d, r, pick), masked: true };
      const on = (v: number | undefined) => (v === undefined || axis.common ? v : ((v - d.min) / (d.max - d.min)) * 100);
      return { key: d.key, label: nameOf(d, r, pick), value: on(f.value), low: on(f.more?.['low']), high: on(f.more?.['high']), n: f.n };
    }),
  };
}

function rankedOne(key: string, title: Bilingual, max: number, cell: Cell | undefined, reversed = false): Ranked | undefined {
  const f: Figure | undefined = cell?.values?.[key];
  if (typeof f?.value !== 'number') return undefined;
  return { key, title, value: f.value, max, n: f.n, place: f.more?.['score100'] ?? f.value, reversed };
}

const byPlace = (rows: readonly (Ranked | undefined)[]): Ranked[] => rows.filter((r) => r !== undefined).sort((a, b) => b.place - a.place);
