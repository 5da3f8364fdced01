// A year, a month or a day, as it was written.

/** Writes "2021", "2021-03" or "2021-03-08" in the reader's way. */
export function moment(on: string, locale: string): string {
  if (on.length === 4) return on;
  if (on.length === 7) return new Date(`${on}-15T12:00:00`).toLocaleDateString(locale, { month: 'long', year: 'numeric' });
  return new Date(`${on}T12:00:00`).toLocaleDateString(locale, { day: 'numeric', month: 'long', year: 'numeric' });
}
