import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import type { Catalog } from '@ribambelle/web/texts';

import { card } from '../src/texts/card.ts';
import { texts as cycle } from '../src/texts/cycle.ts';
import { texts as edition } from '../src/texts/edition.ts';
import { texts as log } from '../src/texts/log.ts';
import { texts as people } from '../src/texts/people.ts';
import { texts as programmes } from '../src/texts/programmes.ts';
import { texts as report } from '../src/texts/report.ts';
import { waiting } from '../src/texts/waiting.ts';

const catalogs: Catalog[] = [card, cycle, edition, log, people, programmes, report, waiting];
const keys = (c: Catalog, language: string): string[] => Object.keys(c[language] ?? {});
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((f) => f.endsWith('.ts') && !f.includes('texts'))
  .map((f) => readFileSync(path.join('src', f), 'utf8')).join('\n');
// Keys that are put together: `piloufilou.status.${…}` stands for all that begin and end like it.
const made = [...sources.matchAll(/`(piloufilou\.[^`]*)`/g)].map(([, text]) => new RegExp(`^${text!.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '[a-z0-9.+-]+')}$`));

test('every text is there in both languages', () => {
  for (const c of catalogs) {
    assert.deepEqual(keys(c, 'fr').sort(), keys(c, 'en').sort());
    for (const key of keys(c, 'fr-CA')) assert.ok(keys(c, 'fr').includes(key), `${key} exists only in fr-CA`);
  }
});

test('no text is left over', () => {
  const unused = catalogs.flatMap((c) => keys(c, 'fr')).filter((k) => k.startsWith('piloufilou.') && !sources.includes(`'${k}'`) && !made.some((m) => m.test(k)));
  assert.deepEqual([...new Set(unused)], []);
});

test('every text that a screen names is there', () => {
  const known = new Set(catalogs.flatMap((c) => keys(c, 'fr')));
  const named = [...sources.matchAll(/[ts]\('(piloufilou\.[a-z0-9.-]+)'/g)].map(([, key]) => key!);
  assert.deepEqual(named.filter((k) => !known.has(k)), []);
});

// A key that a screen names must be in the catalog of that very screen, not only in somebody else's.
test('every screen knows the texts that it names', () => {
  const by: Record<string, Catalog> = { edition, report, cycle, log, people, programmes, waiting, card, common: cycle };
  for (const f of readdirSync('src', { recursive: true, encoding: 'utf8' }).filter((x) => x.endsWith('.ts') && !x.includes('texts'))) {
    const text = readFileSync(path.join('src', f), 'utf8');
    const own = /from '\.{1,2}\/texts\/([a-z]+)\.ts'/.exec(text)?.[1];
    if (!own || own === 'common') continue;
    const named = [...text.matchAll(/t\('(piloufilou\.[a-z0-9.-]+)'/g)].map(([, key]) => key!);
    assert.deepEqual(named.filter((k) => !(k in (by[own]!['fr'] ?? {}))), [], f);
  }
});

test('no text names a registered mark', () => {
  for (const c of catalogs) for (const words of Object.values(c)) for (const w of Object.values(words)) assert.doesNotMatch(JSON.stringify(w), /pilou|filou/i);
});
