import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';

import { entryOf, keep, kept, missing, textsOf } from '../src/log/draft.ts';

const stored = new Map<string, string>();
beforeEach(() => {
  stored.clear();
  (globalThis as Record<string, unknown>)['localStorage'] = {
    getItem: (k: string) => stored.get(k) ?? null, setItem: (k: string, v: string) => stored.set(k, v), removeItem: (k: string) => stored.delete(k),
  };
});

const whole = { number: 7, held_on: '2026-11-26', minutes: 35, components: ['rituel'], present: 8, engaged: 6, drifted: 2 };

test('a draft stays on the device for its person and its cycle', () => {
  keep('p1', 'c1', [whole]);
  assert.deepEqual(kept('p1', 'c1')?.drafts, [whole]);
  assert.equal(kept('p2', 'c1'), undefined);
  assert.equal(kept('p1', 'c2'), undefined);
  keep('p1', 'c1', []);
  assert.equal(stored.size, 0);
});

test('an old draft is forgotten', () => {
  keep('p1', 'c1', [whole], 0);
  assert.equal(kept('p1', 'c1', 8 * 86_400_000), undefined);
  assert.equal(stored.size, 0);
});

test('what is missing is named', () => {
  assert.equal(missing(whole), undefined);
  assert.equal(missing({ ...whole, minutes: 0 }), 'minutes');
  assert.equal(missing({ ...whole, present: 0 }), 'present');
  assert.equal(missing({ ...whole, changed: true, what: 'x' }), 'adaptation');
  assert.equal(missing({ number: 1, skipped: true }), 'reason');
  assert.equal(missing({ number: 1, skipped: true, reason: 'other' }), 'note');
});

test('an entry says only what was said', () => {
  const { engaged: _, ...half } = whole;
  assert.equal('engaged' in entryOf(half), false);
  assert.equal('drifted' in entryOf(half), false);
  assert.equal('notes' in entryOf({ ...whole, notes: '  ' }), false);
  assert.deepEqual(entryOf({ ...whole, changed: true, what: ' a ', why: 'b' }).adaptations, [{ what: 'a', why: 'b' }]);
  assert.equal('adaptations' in entryOf({ ...whole, changed: false, what: 'a', why: 'b' }), false);
});

test('every free text is shown to the guard', () => {
  assert.deepEqual(textsOf({ ...whole, notes: 'n', changed: true, what: 'w', why: 'y' }), [['notes', 'n'], ['what', 'w'], ['why', 'y']]);
  assert.deepEqual(textsOf({ number: 1, skipped: true, note: 'z', notes: 'n' }), [['note', 'z']]);
});
