// When a session is, told in the reader's own zone; where the community's clock shows another hour, that too.

import { Format } from '@ribambelle/web/format';

export type Times = { readonly starts_at: string; readonly ends_at: string; readonly zone: string };

/** The zone of the reader's device. */
export const readersZone = (): string => Intl.DateTimeFormat().resolvedOptions().timeZone;

/** The city of a zone: "Toronto". */
export const cityOf = (zone: string): string => zone.slice(zone.lastIndexOf('/') + 1).replaceAll('_', ' ');

/** The parts of a session's time for a locale, in a zone (the reader's own by default). */
export function partsOf(times: Times, locale: string, zone: string = readersZone()): { day: string; from: string; to: string; there: string } {
  const own = new Format(locale, zone);
  const theirs = new Format(locale, times.zone);
  const from = own.time(times.starts_at);
  const there = theirs.time(times.starts_at);
  const sameDay = own.date(times.starts_at, 'day') === theirs.date(times.starts_at, 'day');
  return {
    day: own.date(times.starts_at, 'day'), from, to: own.time(times.ends_at),
    there: from === there && sameDay ? '' : sameDay ? there : `${theirs.date(times.starts_at, 'day')}, ${there}`,
  };
}
