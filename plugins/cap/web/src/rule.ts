// Recurrence rules (RFC 5545) from what people choose, and what a rule says in words.

export type Rhythm = 'monthly' | 'fortnightly' | 'weekly';

const days = ['SU', 'MO', 'TU', 'WE', 'TH', 'FR', 'SA'];

/** Which one of its kind in the month a day is: the second Tuesday is 2; the last of five is -1. */
export function nth(day: Date): number {
  const n = Math.ceil(day.getUTCDate() / 7);
  return n === 5 ? -1 : n;
}

/** The rule of a rhythm that begins on a civil date ("2026-09-08"). */
export function ruleOf(rhythm: Rhythm, date: string, count: number): string {
  const day = new Date(`${date}T00:00:00Z`);
  const name = days[day.getUTCDay()];
  if (rhythm === 'monthly') return `FREQ=MONTHLY;BYDAY=${nth(day)}${name};COUNT=${count}`;
  return `FREQ=WEEKLY;${rhythm === 'fortnightly' ? 'INTERVAL=2;' : ''}BYDAY=${name};COUNT=${count}`;
}

/** Reads a rule back; undefined for one that was written otherwise. */
export function readRule(rule: string): { rhythm: Rhythm; count: number } | undefined {
  const monthly = /^FREQ=MONTHLY;BYDAY=-?\d[A-Z]{2};COUNT=(\d+)$/.exec(rule);
  if (monthly) return { rhythm: 'monthly', count: Number(monthly[1]) };
  const weekly = /^FREQ=WEEKLY;(INTERVAL=2;)?BYDAY=[A-Z]{2};COUNT=(\d+)$/.exec(rule);
  if (weekly) return { rhythm: weekly[1] ? 'fortnightly' : 'weekly', count: Number(weekly[2]) };
  return undefined;
}
