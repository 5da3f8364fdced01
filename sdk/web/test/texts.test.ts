import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { Format } from '../src/format.ts';
import { localeFor } from '../src/locale.ts';
import { parseNumber, showNumber } from '../src/number.ts';
import { setWords, translate } from '../src/texts.ts';
import { en } from '../src/wording/en.ts';
import { fr } from '../src/wording/fr.ts';

const words = { fr: { site: { one: '{n} crèche', other: '{n} crèches' }, hello: 'Bonjour {name}' }, 'fr-CA': { site: { one: '{n} CPE', other: '{n} CPE' } }, en: { site: { one: '{n} nursery', other: '{n} nurseries' } } };

test('the nearest wording wins: tenant, locale, language, French, key', () => {
  assert.equal(translate(words, 'fr-FR', 'site', { n: 0 }), '0 crèche');
  assert.equal(translate(words, 'fr-CA', 'site', { n: 2 }), '2 CPE');
  assert.equal(translate(words, 'en-GB', 'site', { n: 2 }), '2 nurseries');
  assert.equal(translate(words, 'en', 'hello', { name: 'Ana' }), 'Bonjour Ana');
  assert.equal(translate(words, 'en', 'nothing'), 'nothing');
  setWords({ 'fr-CA:site': '{n} services', hello: 'Salut' });
  assert.equal(translate(words, 'fr-CA', 'site', { n: 2 }), '2 services');
  assert.equal(translate(words, 'fr-FR', 'site', { n: 2 }), '2 crèches');
  assert.equal(translate(words, 'fr-FR', 'hello'), 'Salut');
  setWords(undefined);
});

test('both languages of the shared elements say the same things', () => {
  assert.deepEqual(Object.keys(fr).sort(), Object.keys(en).sort());
});

test('a civil date is not moved by a zone, and a time is told in the tenant’s', () => {
  assert.equal(new Format('fr-FR', 'America/Montreal').endOf('2026-03-01').toISOString(), '2026-03-02T04:59:59.000Z');
  assert.equal(new Format('fr-FR', 'Europe/Paris').endOf('2026-03-29').toISOString(), '2026-03-29T21:59:59.000Z', 'the day on which the clock goes forward');
  assert.equal(new Format('fr-FR', 'Europe/Paris').endOf('2026-10-25').toISOString(), '2026-10-25T22:59:59.000Z', 'the day on which it goes back');
  assert.equal(new Format('fr-FR', 'America/Montreal').instant('2026-03-01T09:30').toISOString(), '2026-03-01T14:30:00.000Z');
  assert.equal(new Format('fr-FR', 'America/Montreal').wall('2026-03-01T14:30:59Z'), '2026-03-01T09:30');
  const f = new Format('fr-FR', 'America/Montreal');
  assert.equal(f.date('2026-03-01'), '1er mars 2026');
  assert.equal(f.time('2026-03-01T18:04:00Z'), '13\u00a0h\u00a004');
});

test('a day of another year is told with its year, and an hour without a zone in the reader’s manner', () => {
  const year = new Date().getFullYear();
  assert.equal(new Format('fr-FR').date(`${year}-06-15`, 'day').includes(String(year)), false);
  assert.equal(new Format('en-CA').date('2031-01-06', 'day'), 'Monday, January 6, 2031');
  assert.equal(new Format('fr-FR').date('2031-01-06', 'day'), 'lundi 6 janvier 2031');
  assert.deepEqual([new Format('fr-FR').number(-1.124, 2), new Format('en-CA').number(-1.124, 2), new Format('fr-FR').percent(-0.05)], ['\u22121,12', '\u22121.12', '\u22125\u00a0%'], 'a minus sign, not a hyphen');
  assert.equal(new Format('fr-FR').number(-0.001, 2), '0,00', 'what rounds to zero has no sign');
  assert.deepEqual([1.948, 1.95, 1.944].map((n) => new Format('fr-FR').number(n, 2)), ['1,95', '1,95', '1,94']);
  assert.equal(new Format('fr-FR').clock('09:30'), '9\u00a0h\u00a030');
  assert.equal(new Format('en-CA').clock('09:30').replace(/\s/g, ' '), '9:30 a.m.');
});

test('the locale of a language follows the tenant’s wording', () => {
  assert.deepEqual([localeFor('fr', 'fr-CA'), localeFor('en', 'fr-CA'), localeFor('fr', undefined), localeFor('en', 'fr-FR')], ['fr-CA', 'en-CA', 'fr-FR', 'en-GB']);
});

test('numbers are read as people type them, and kept when they are none', () => {
  assert.deepEqual(['3,5', '1 200', '−2', '', 'douze', '3,5,6'].map(parseNumber), [3.5, 1200, -2, undefined, 'douze', '3,5,6']);
  assert.equal(showNumber(3.5, 'fr-FR'), '3,5');
});

test('every rule that a field can break has words', () => {
  const rules = [...readFileSync('../fault/rule.go', 'utf8').matchAll(/^\t\w+\s+= "([\w-]+)"/gm)].map((m) => m[1]!);
  assert.ok(rules.length >= 20);
  for (const words of [fr, en]) assert.deepEqual(rules.filter((r) => !(`web.rule.${r}` in words)), []);
});
