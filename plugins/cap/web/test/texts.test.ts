import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';

import type { Catalog } from '@ribambelle/web/texts';

import { texts } from '../src/texts/all.ts';
import { certificate } from '../src/texts/certificate.ts';
import { guest, next } from '../src/texts/public.ts';
import { suggested } from '../src/texts/suggested.ts';
import { waiting } from '../src/texts/waiting.ts';

const catalogs: Catalog[] = [texts, certificate, guest, next, suggested, waiting];
const keys = (c: Catalog, language: string): string[] => Object.keys(c[language] ?? {});
const sources = readdirSync('src', { recursive: true, encoding: 'utf8' })
  .filter((f) => f.endsWith('.ts') && !f.includes('texts'))
  .map((f) => readFileSync(path.join('src', f), 'utf8')).join('\n');
// Keys that are put together: `cap.status.${…}` stands for all that begin and end like it.
const made = [...sources.matchAll(/`(cap\.[^`]*)`/g)].map(([, text]) => new RegExp(`^${text!.replaceAll('.', '\\.').replace(/\$\{[^}]*\}/g, '[a-z0-9-]+')}$`));

test('every text is there in both languages', () => {
  for (const c of catalogs) {
    assert.deepEqual(keys(c, 'fr').sort(), keys(c, 'en').sort());
    for (const key of keys(c, 'fr-CA')) assert.ok(keys(c, 'fr').includes(key), `${key} exists only in fr-CA`);
  }
});

test('no text is left over', () => {
  const unused = catalogs.flatMap((c) => keys(c, 'fr')).filter((k) => k.startsWith('cap.') && !sources.includes(`'${k}'`) && !made.some((m) => m.test(k)));
  assert.deepEqual([...new Set(unused)], []);
});

test('every text that a screen names is there', () => {
  const known = new Set(catalogs.flatMap((c) => keys(c, 'fr')));
  const named = [...sources.matchAll(/[ts]\((?:[^'()]*\? )?'(cap\.[a-z0-9.-]+)'/g)].map(([, key]) => key!);
  assert.deepEqual(named.filter((k) => !known.has(k)), []);
});

// In Québec the letters are used, and written out once on each page; in France CAP is a diploma.
test('CAP is said in Québec only', () => {
  for (const c of catalogs) {
    for (const [key, text] of Object.entries(c['fr'] ?? {})) assert.doesNotMatch(JSON.stringify(text), /\bCAP\b/, key);
  }
  for (const c of [texts, next, guest, certificate]) assert.match(JSON.stringify(c['fr-CA']), /communautés? d’apprentissage professionnelles? \(CAP\)/i);
});
