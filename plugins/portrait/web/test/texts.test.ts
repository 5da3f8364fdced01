import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import type { Catalog } from '@ribambelle/web/texts';

import { texts as answer } from '../src/answer/texts.ts';
import { texts as change } from '../src/texts/change.ts';
import { texts as crosswalks } from '../src/texts/crosswalks.ts';
import { texts as edit } from '../src/texts/edit.ts';
import { texts as plan } from '../src/texts/plan.ts';
import { texts as prepare } from '../src/texts/prepare.ts';
import { texts as print } from '../src/texts/print.ts';
import { progress } from '../src/texts/progress.ts';
import { texts as questionnaires } from '../src/texts/questionnaires.ts';
import { texts as results } from '../src/texts/results.ts';
import { waiting } from '../src/texts/waiting.ts';
import { texts as wave } from '../src/texts/wave.ts';

const catalogs: Catalog[] = [answer, change, crosswalks, edit, plan, prepare, print, progress, questionnaires, results, waiting, wave];
const keys = (c: Catalog, language: string): string[] => Object.keys(c[language] ?? {});
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((f) => f.endsWith('.ts') && !f.includes('texts'))
  .map((f) => readFileSync(path.join('src', f), 'utf8')).join('\n');
// Keys that are put together: `portrait.status.${…}` stands for all that begin and end like it.
const made = [...sources.matchAll(/`((?:portrait\.|\$\{key\})[^`]*)`/g)].map(([, text]) => new RegExp(`^${text!.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '[a-z0-9-]+')}$`));

test('every text is there in both languages', () => {
  for (const c of catalogs) {
    assert.deepEqual(keys(c, 'fr').sort(), keys(c, 'en').sort());
    for (const key of keys(c, 'fr-CA')) assert.ok(keys(c, 'fr').includes(key), `${key} exists only in fr-CA`);
  }
});

test('no text is left over', () => {
  const unused = catalogs.flatMap((c) => keys(c, 'fr')).filter((k) => k.startsWith('portrait.') && !sources.includes(`'${k}'`) && !made.some((m) => m.test(k)));
  assert.deepEqual([...new Set(unused)], []);
});

test('every text that a screen names is there', () => {
  const known = new Set(catalogs.flatMap((c) => keys(c, 'fr')));
  const named = [...sources.matchAll(/[ts]\('(portrait\.[a-z0-9.-]+)'/g)].map(([, key]) => key!);
  assert.deepEqual(named.filter((k) => !known.has(k)), []);
});
