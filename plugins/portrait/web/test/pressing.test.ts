import assert from 'node:assert/strict';
import { test } from 'node:test';

import { pressing } from '../src/wave/pressing.ts';
import type { Rec, Wave } from '../src/wave/wave.ts';

const now = new Date('2026-03-20T12:00:00Z');
const wave = (id: string, status: Wave['status'], closed_on = '') => ({ id, rev: 1, doc: { title: id, status, closed_on } }) as unknown as Rec<Wave>;
const told = (all: Rec<Wave>[], prepares = false) => pressing(all, prepares, now).map((p) => [p.kind, p.n, p.to]);

test('results that are ready are told beside a portrait that is open', () => {
  assert.deepEqual(told([wave('a', 'open'), wave('b', 'closed', '2026-03-01')]), [['open', 1, '/waves/a'], ['closed', 1, '/waves/b/results']]);
});

test('several are counted, and lead to the list', () => {
  assert.deepEqual(told([wave('a', 'open'), wave('b', 'open'), wave('c', 'closed', '2026-03-01'), wave('d', 'closed', '2026-03-02')]), [['several', 2, '/'], ['results', 2, '/']]);
});

test('old results wait no more; a draft waits for whoever prepares, when nothing else does', () => {
  assert.deepEqual(told([wave('a', 'closed', '2026-01-01')]), []);
  assert.deepEqual(told([wave('a', 'draft')]), []);
  assert.deepEqual(told([wave('a', 'draft')], true), [['draft', 1, '/prepare/a']]);
  assert.deepEqual(told([wave('a', 'draft'), wave('b', 'open')], true), [['open', 1, '/waves/b']]);
});
