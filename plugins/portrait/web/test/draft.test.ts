import assert from 'node:assert/strict';
import { test } from 'node:test';

import { newResumeCode, readCode } from '../src/answer/draft.ts';
import { asked, points, type Questionnaire } from '../src/questionnaire.ts';

test('a resume code has six characters that are not mistaken for others', () => {
  for (let i = 0; i < 200; i++) assert.match(newResumeCode(), /^[0-9A-HJKMNP-TV-Z]{6}$/);
});

test('a code is read as it was meant', () => {
  assert.equal(readCode(' k7q-fo1 l'), 'K7QF011');
});

test('items are asked in order and numbered through', () => {
  const q: Questionnaire = {
    code: 'x', version: '1.0.0', title: { fr: 'X' }, scales: [{ key: 's', kind: 'likert', min: 1, max: 4 }],
    dimensions: [
      { key: 'a', title: { fr: 'A' }, items: [{ key: 'a1', scale: 's', text: { fr: '1' } }] },
      { key: 'b', title: { fr: 'B' }, items: [{ key: 'b1', scale: 's', text: { fr: '2' } }] },
    ],
  };
  assert.deepEqual(asked(q).map((a) => [a.number, a.item.key]), [[1, 'a1'], [2, 'b1']]);
});

test('a wide scale is typed, a narrow one is shown', () => {
  assert.deepEqual(points({ key: 's', kind: 'frequency', min: 0, max: 2 }), [0, 1, 2]);
  assert.equal(points({ key: 's', kind: 'rating', min: 0, max: 100 }), undefined);
});
