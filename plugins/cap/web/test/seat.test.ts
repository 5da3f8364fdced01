import assert from 'node:assert/strict';
import { test } from 'node:test';

import { current, type Session } from '../src/room/seat.ts';

const session = (number: number, state: Session['state'], ends_at: string): Session => ({ id: String(number), number, state, starts_at: ends_at, ends_at, zone: 'Europe/Paris', minutes: 90 });
const now = new Date('2026-10-01T00:00:00Z');

test('the session that is open comes before the next one', () => {
  const all = [session(1, 'held', '2026-09-01T00:00:00Z'), session(2, 'open', '2026-09-30T00:00:00Z'), session(3, 'planned', '2026-11-01T00:00:00Z')];
  assert.equal(current(all, now)?.number, 2);
});

test('what was cancelled or forgotten is not next', () => {
  const all = [session(1, 'planned', '2026-09-01T00:00:00Z'), session(2, 'cancelled', '2026-10-02T00:00:00Z'), session(3, 'planned', '2026-11-01T00:00:00Z')];
  assert.equal(current(all, now)?.number, 3);
  assert.equal(current([], now), undefined);
});
