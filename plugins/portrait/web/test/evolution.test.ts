import assert from 'node:assert/strict';
import { test } from 'node:test';

import { evolved, pairOf } from '../src/wave/evolution.ts';
import type { Change } from '../src/wave/wave.ts';

const heading = (label: string) => ({ title: 'T', label, invited: 20, floor: 5 });
const figure = (value: number, second: number) => ({ n: 40, value, more: { first: second - value, second, low: value - 2, high: value + 2 } });
const change: Change = {
  wave: heading('T1'), first: heading('T0'), chain: [], apart: [],
  method: { score: '', interval: '', reliability: '', design: 'change-observed' },
  questionnaire: { title: { fr: 'Q' }, version: '1.0.0', dimensions: ['a', 'b', 'c', 'd'].map((key) => ({ key, title: { fr: key.toUpperCase() }, min: 0, max: 4 })) },
  finds: { a: 'fell', b: 'unclear', c: 'rose', d: 'none' },
  tables: { change: { floor: 5, cells: [{ key: 'network', n: 40, values: { a: figure(-5, 90), b: figure(1, 60), c: figure(9, 50), d: { n: 3 } } }] } },
};

test('what has grown comes first, and what has no figure is left out', () => {
  assert.deepEqual(evolved(change).map((e) => e.key), ['c', 'b', 'a']);
});

test('both portraits are drawn with their own values', () => {
  const [first, second] = pairOf(change, evolved(change), (t) => t['fr'] ?? '');
  assert.deepEqual([first?.label, second?.label], ['T0', 'T1']);
  assert.deepEqual([first?.points[0]?.value, second?.points[0]?.value, second?.points[0]?.label], [41, 50, 'C']);
});
