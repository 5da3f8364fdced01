import assert from 'node:assert/strict';
import { test } from 'node:test';

import { ranked, seriesOf } from '../src/wave/ranking.ts';
import { type Results } from '../src/wave/wave.ts';

const results: Results = {
  wave: { title: 'T', label: 'T0', invited: 20, floor: 5 },
  method: { score: '', interval: '', reliability: '', design: '' },
  questionnaire: { title: { fr: 'Q' }, version: '1.0.0', dimensions: ['a', 'b', 'c'].map((key) => ({ key, title: { fr: key.toUpperCase() }, min: 0, max: 4 })) },
  tables: { scores: { floor: 5, cells: [] } },
};

test('strengths come first, a masked figure is left out', () => {
  const cell = { key: 'network', n: 12, values: { a: { n: 12, value: 2 }, b: { n: 12, value: 3.5 } }, hidden: ['c'] };
  assert.deepEqual(ranked(cell, results).map((d) => d.key), ['b', 'a']);
});

test('a masked cell draws masked points and no number', () => {
  const series = seriesOf({ key: 'site:1', masked: true }, 'Les Lilas', results, (t) => t['fr'] ?? '');
  assert.equal(series.masked, true);
  assert.ok(series.points.every((p) => p.masked && p.value === undefined && p.n === undefined));
});
