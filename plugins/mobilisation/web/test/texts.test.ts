import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import type { Catalog } from '@ribambelle/web/texts';

import { common } from '../src/texts/common.ts';
import { texts as demands } from '../src/texts/demands.ts';
import { texts as movement } from '../src/texts/movement.ts';
import { texts as newsletter } from '../src/texts/newsletter.ts';
import { texts as petitions } from '../src/texts/petitions.ts';
import { texts as platform } from '../src/texts/platform.ts';
import { texts as page } from '../src/texts/public.ts';
import { texts as stories } from '../src/texts/stories.ts';
import { waiting } from '../src/texts/waiting.ts';

const catalogs: Catalog[] = [common, demands, movement, newsletter, petitions, platform, page, stories, waiting];
const keys = (c: Catalog, language: string): string[] => Object.keys(c[language] ?? {});
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((f) => f.endsWith('.ts') && !f.includes('texts'))
  .map((f) => readFileSync(path.join('src', f), 'utf8')).join('\n');
// Keys that are put together: `mobilisation.stories.status.${…}` stands for all that begin and end like it.
const made = [...sources.matchAll(/`(mobilisation\.[^`]*)`/g)].map(([, text]) => new RegExp(`^${text!.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '[a-z0-9-]+')}$`));

test('every text is there in both languages', () => {
  for (const c of catalogs) assert.deepEqual(keys(c, 'fr').sort(), keys(c, 'en').sort());
});

test('no text is left over', () => {
  const unused = catalogs.flatMap((c) => keys(c, 'fr')).filter((k) => k.startsWith('mobilisation.') && !sources.includes(`'${k}'`) && !made.some((m) => m.test(k)));
  assert.deepEqual([...new Set(unused)], []);
});

test('every text that a screen names is there', () => {
  const known = new Set(catalogs.flatMap((c) => keys(c, 'fr')));
  const named = [...sources.matchAll(/'(mobilisation\.[a-z0-9.-]+)'/g)].map(([, key]) => key!);
  assert.deepEqual(named.filter((k) => !known.has(k)), []);
});
