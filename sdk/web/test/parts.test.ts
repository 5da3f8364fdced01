import assert from 'node:assert/strict';
import { test } from 'node:test';

import { chainOf } from '../src/chain-parts.ts';
import { broken, layout, letter, ticksOf } from '../src/chart-layout.ts';
import { Problem } from '../src/problem.ts';

test('a chain shows one figure each up to sixteen, then shares', () => {
  assert.deepEqual(chainOf(3, 13), { figures: 13, filled: 3, part: 0, share: 1 });
  const many = chainOf(141, 186);
  assert.deepEqual([many.figures, many.filled, many.share, many.part], [16, 11, 12, 0.75]);
  assert.deepEqual(chainOf(183, 186), { figures: 16, filled: 15, part: 0.5, share: 12 }, 'the last one stands for six');
  assert.deepEqual(chainOf(186, 186), { figures: 16, filled: 16, part: 0, share: 12 });
  assert.deepEqual(chainOf(9, 5), { figures: 5, filled: 5, part: 0, share: 1 });
});

test('a chart keeps every mark within its scale', () => {
  const points = [{ key: 'a', label: 'A', value: 9 }, { key: 'b', label: 'B', value: 1 }];
  const l = layout([{ key: 's', label: 'S', points }], 1, 5, 800);
  assert.deepEqual(l.groups.map((g) => g.lines.length), [1, 1]);
  assert.equal(l.x(9), l.right);
  assert.equal(l.x(1), l.left);
  assert.deepEqual(l.ticks, [1, 2, 3, 4, 5]);
  assert.deepEqual(ticksOf(0, 100), [0, 20, 40, 60, 80, 100]);
});

test('on paper a chart leaves room for the names of its lines', () => {
  const points = [{ key: 'a', label: 'Aménagement des lieux et matériel', value: 3 }, { key: 'b', label: 'B', value: 1 }];
  const l = layout([{ key: 's', label: 'S', points }], 1, 5, 640);
  assert.ok(l.left >= points[0]!.label.length * letter, `${l.left} pixels for ${points[0]!.label.length} letters`);
  assert.ok(l.right - l.left >= 150, `a track of ${l.right - l.left} pixels`);
});

test('a label too long for its line takes a second one, and only what two cannot hold is cut', () => {
  const name = 'Bureau coordonnateur de la Rive-Sud et de ses milieux familiaux';
  assert.deepEqual(broken('Interactions avec les enfants', 220), ['Interactions avec les enfants']);
  assert.deepEqual(broken(name, 240), ['Bureau coordonnateur de la', 'Rive-Sud et de ses milieux famil…']);
  const two = (first: string) => [first, 'B'].map((label) => ({ key: label, label, points: [{ key: 'p', label: 'P', value: 2 }] }));
  const paper = layout(two(name), 1, 5, 640);
  assert.equal(broken(name, paper.room).join(' '), name);
  assert.ok(paper.room < paper.left);
  assert.ok(layout(two(name), 1, 5, 280).height > layout(two('A'), 1, 5, 280).height, 'two lines need room');
});

test('a problem is read whatever the answer’s body is', async () => {
  const told = await Problem.from(new Response('{"code":"module-busy","errors":[{"pointer":"/a","message":"no"}]}', { status: 409 }));
  assert.deepEqual([told.code, told.at('/a'), told.offline], ['module-busy', 'no', false]);
  const bare = await Problem.from(new Response('<html>', { status: 503, headers: { 'Retry-After': '7', 'X-Request-Id': 'r1' } }));
  assert.deepEqual([bare.code, bare.retryAfter, bare.requestId], ['unavailable', 7, 'r1']);
});
