import assert from 'node:assert/strict';
import { test } from 'node:test';

import { check } from '../src/form/check.ts';
import { read, write } from '../src/form/pointer.ts';
import { branchOf, controlOf, offers, resolve, type Schema, starting } from '../src/form/schema.ts';

const schema: Schema = {
  type: 'object', required: ['floor', 'title'],
  $defs: { moment: { type: 'object', required: ['day'], properties: { day: { type: 'string', format: 'date' }, note: { type: 'string', maxLength: 10 } } } },
  properties: {
    floor: { type: 'integer', minimum: 5, maximum: 50, default: 5 },
    share: { type: ['number', 'null'], multipleOf: 0.5 },
    title: { type: 'object', required: ['fr'], properties: { fr: { type: 'string' }, en: { type: 'string' } } },
    mode: { enum: ['link', 'slips'], 'x-enum': { link: { fr: 'Lien', en: 'Link' } } },
    days: { type: 'array', uniqueItems: true, items: { enum: ['mon', 'tue'] } },
    moments: { type: 'array', minItems: 1, items: { $ref: '#/$defs/moment' } },
    words: { type: 'object', additionalProperties: { type: 'string' } },
    unit: { type: 'string', 'x-widget': 'unit' },
    how: { oneOf: [{ title: 'Mail', properties: { kind: { const: 'mail' }, to: { type: 'string', format: 'email' } }, required: ['to'] }, { title: 'None', properties: { kind: { const: 'none' } } }] },
    photo: { type: 'string', 'x-rb': { file: 'image' } },
    odd: {},
  },
};
const control = (key: string) => controlOf(resolve(schema.properties![key]!, schema));

test('each place gets the control that its schema asks for', () => {
  const found = Object.fromEntries(Object.keys(schema.properties!).map((k) => [k, control(k)]));
  assert.deepEqual(found, { floor: 'integer', share: 'number', title: 'localized', mode: 'choice', days: 'checks', moments: 'list', words: 'map', unit: 'unit', how: 'variant', photo: 'file', odd: 'json' });
});

test('choices are told by their labels, and by themselves without', () => {
  assert.deepEqual(offers(schema.properties!['mode']!, 'en').map((o) => o.label), ['Link', 'slips']);
});

test('defaults fill in, and nothing else', () => {
  assert.deepEqual(starting(schema, schema), { floor: 5, title: {} });
});

test('slips are found where they are', () => {
  const slips = check(schema, schema, { floor: 3, share: 0.3, title: { en: 'x' }, mode: 'x', moments: [{ note: 'much too long' }], how: { kind: 'mail', to: 'nobody' } });
  assert.deepEqual(slips.map((s) => [s.pointer, s.key]), [
    ['/floor', 'minimum'], ['/share', 'step'], ['/title/fr', 'required'], ['/mode', 'choose'], ['/moments/0/day', 'required'], ['/moments/0/note', 'shorter'], ['/how/to', 'email'],
  ]);
});

test('what is right passes', () => {
  assert.deepEqual(check(schema, schema, { floor: 8, share: 1.5, title: { fr: 'x' }, mode: 'slips', days: ['mon'], moments: [{ day: '2026-03-01' }], words: { a: 'b' }, how: { kind: 'none' }, odd: [1] }), []);
});

test('the alternative that a value follows is found by its constants', () => {
  assert.equal(branchOf(schema.properties!['how']!.oneOf!, schema, { kind: 'none' }), 1);
});

test('writing by pointer leaves the old value alone', () => {
  const before = { a: [{ b: 1 }], 'x/y': 2 };
  const after = write(before, '/a/0/b', 5);
  assert.deepEqual([before.a[0]!.b, read(after, '/a/0/b'), read(after, '/x~1y')], [1, 5, 2]);
  assert.deepEqual(write({ a: 1, b: 2 }, '/a', undefined), { b: 2 });
  assert.deepEqual(write(['x', 'y'], '/1', undefined), ['x', '']);
});
