// From what is told of a change to what is drawn: dimensions in the order in which they are read, and a series for
// each of the two portraits.

import type { Series } from '@ribambelle/web/chart';
import type { Bilingual } from '@ribambelle/web/texts';

import type { Change, Figure, Find } from './wave.ts';

export type Evolved = { readonly key: string; readonly title: Bilingual; readonly find: Find; readonly figure: Figure; readonly chain?: Figure };

const order: readonly Find[] = ['rose', 'unclear', 'too-few-sites', 'fell'];

/** The dimensions that have a figure: what has grown first, then by how high they stand now. */
export function evolved(c: Change): Evolved[] {
  const told = c.tables.change.cells[0]?.values ?? {};
  const chain = c.tables.chain?.cells[0]?.values ?? {};
  return c.questionnaire.dimensions
    .flatMap(({ key, title }) => {
      const [figure, find] = [told[key], c.finds[key] ?? 'none'];
      return figure && typeof figure.value === 'number' && find !== 'none' ? [{ key, title, find, figure, chain: chain[key] }] : [];
    })
    .sort((a, b) => order.indexOf(a.find) - order.indexOf(b.find) || now(b) - now(a));
}

/** Two series on 0 to 100: the earlier portrait, then the later one. */
export function pairOf(c: Change, rows: readonly Evolved[], pick: (t: Bilingual) => string): Series[] {
  const one = (which: 'first' | 'second', label: string): Series => ({
    key: which, label,
    points: rows.map(({ key, title, figure: { more = {} } }) => ({ key, label: pick(title), value: more[which], low: more[`${which}_low`], high: more[`${which}_high`] })),
  });
  return [one('first', c.first.label), one('second', c.wave.label)];
}

const now = (e: Evolved): number => e.figure.more?.['second'] ?? 0;
