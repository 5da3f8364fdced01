import assert from 'node:assert/strict';
import { test } from 'node:test';

import { holder, nested, nextVersion, shifted, tidy, unnested, without } from '../src/instrument/draft.ts';
import type { Dimension } from '../src/questionnaire.ts';
import type { Kept } from '../src/wave/instruments.ts';

const tree: Dimension[] = [{ key: 'a', title: {} }, { key: 'b', parent: 'a', title: {}, items: [] }, { key: 'c', parent: 'a', title: {}, items: [] }, { key: 'd', title: {}, items: [] }];
const drawn = (all: readonly Dimension[]) => all.map((d) => (d.parent ? `${d.parent}/${d.key}` : d.key)).join(' ');

test('a dimension moves with all that it holds', () => {
  assert.equal(drawn(shifted(tree, 0, 1)), 'd a a/b a/c');
  assert.equal(drawn(shifted(tree, 3, -1)), 'd a a/b a/c');
  assert.equal(drawn(shifted(tree, 2, -1)), 'a a/c a/b d');
  assert.equal(drawn(without(tree, 0)), 'd');
});

test('a dimension is put into the one before it, and taken out again', () => {
  const within = nested(tree, 3);
  assert.equal(drawn(within), 'a a/b a/c a/d');
  assert.equal(drawn(unnested(within, 3)), drawn(tree));
  assert.equal(drawn(unnested(tree, 1)), 'a a/c b d');
  assert.equal(holder([{ key: 'x', title: {}, items: [{ key: 'i', scale: 's' }] }, { key: 'y', title: {} }], 1), undefined);
});

test('a new version comes after all there are, and empty texts are not kept', () => {
  const of = { code: 'q', version: '1.0.0', status: 'published' } as Kept;
  assert.equal(nextVersion(of, [of, { ...of, version: '1.4.2' }]).version, '1.5.0');
  assert.deepEqual(tidy({ title: { fr: 'x', en: '' }, help: { fr: '' }, licence: '' }), { title: { fr: 'x' }, licence: '' });
});
