import assert from 'node:assert/strict';
import { test } from 'node:test';

import { judge } from '../src/brand.ts';
import { contrast } from '../src/contrast.ts';
import { dark, light, shapePairs, textPairs } from '../src/tokens.ts';

test('contrast is measured as WCAG measures it', () => {
  assert.equal(contrast('#000000', '#FFFFFF'), 21);
  assert.ok(Math.abs(contrast('#777777', '#FFFFFF') - 4.48) < 0.01);
});

for (const [name, theme] of Object.entries({ light, dark })) {
  test(`every text of the ${name} theme is readable on its background`, () => {
    for (const [text, ground] of textPairs) {
      const ratio = contrast(theme[text]!, theme[ground]!);
      assert.ok(ratio >= 4.5, `${text} on ${ground} is ${ratio.toFixed(2)}:1`);
    }
  });
  test(`every shape of the ${name} theme is visible on its background`, () => {
    for (const [shape, ground] of shapePairs) {
      const ratio = contrast(theme[shape]!, theme[ground]!);
      assert.ok(ratio >= 3, `${shape} on ${ground} is ${ratio.toFixed(2)}:1`);
    }
  });
}

test('a brand colour that cannot be read is refused', () => {
  assert.equal(judge('#F2B544').ok, false);
  assert.equal(judge('javascript:alert(1)').ok, false);
  assert.equal(judge('#0B5D66').ok, true);
});
