import assert from 'node:assert/strict';
import { test } from 'node:test';

import { cityOf, partsOf } from '../src/when.ts';

const plain = (s: string) => s.replace(/[\u00a0\u202f]/g, ' ');
const session = (starts_at: string) => ({ starts_at, ends_at: new Date(new Date(starts_at).getTime() + 90 * 60_000).toISOString(), zone: 'America/Toronto' });

test('a session is told in the zone of whoever reads, over both clock changes', () => {
  // Half past six in Toronto, before and after its change; Paris changes on another day.
  for (const [at, there, here] of [['2026-10-13T22:30:00Z', '18 h 30', '0 h 30'], ['2026-10-28T22:30:00Z', '18 h 30', '23 h 30'], ['2026-11-10T23:30:00Z', '18 h 30', '0 h 30']] as const) {
    const p = partsOf(session(at), 'fr-CA', 'Europe/Paris');
    assert.equal(plain(p.from).replace(/^0?0 h/, '0 h'), here);
    assert.ok(plain(p.there).endsWith(there), p.there);
  }
});

test('the community’s clock is not told to whoever shares it', () => {
  assert.equal(partsOf(session('2026-10-13T22:30:00Z'), 'fr-CA', 'America/Montreal').there, '');
});

test('another day there is said', () => {
  assert.match(plain(partsOf(session('2026-10-13T22:30:00Z'), 'en', 'Europe/Paris').there), /October 13|13 October/);
});

test('a zone is told by its city', () => {
  assert.equal(cityOf('America/Argentina/Buenos_Aires'), 'Buenos Aires');
});
