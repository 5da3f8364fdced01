import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readRule, ruleOf } from '../src/rule.ts';

test('a rule follows the day of the first session', () => {
  assert.equal(ruleOf('monthly', '2026-09-08', 10), 'FREQ=MONTHLY;BYDAY=2TU;COUNT=10');
  assert.equal(ruleOf('monthly', '2026-09-29', 10), 'FREQ=MONTHLY;BYDAY=-1TU;COUNT=10');
  assert.equal(ruleOf('monthly', '2026-09-22', 10), 'FREQ=MONTHLY;BYDAY=4TU;COUNT=10');
  assert.equal(ruleOf('weekly', '2026-09-06', 3), 'FREQ=WEEKLY;BYDAY=SU;COUNT=3');
  assert.equal(ruleOf('fortnightly', '2026-09-07', 3), 'FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;COUNT=3');
});

test('a rule is read back, and one that was written otherwise is left alone', () => {
  for (const rhythm of ['monthly', 'fortnightly', 'weekly'] as const) assert.deepEqual(readRule(ruleOf(rhythm, '2026-09-08', 7)), { rhythm, count: 7 });
  assert.equal(readRule('FREQ=MONTHLY;BYMONTHDAY=15;COUNT=10'), undefined);
});
