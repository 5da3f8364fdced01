// Numbers as people type them: with a comma or a point, with spaces between thousands.

/** Reads a typed number; undefined for nothing, the text itself when it is no number. */
export function parseNumber(text: string): number | string | undefined {
  const plain = text.trim().replace(/[\s\u00a0\u202f]/g, '').replace('−', '-');
  if (plain === '') return undefined;
  const n = Number(/^-?\d+(,\d+)?$/.test(plain) ? plain.replace(',', '.') : plain);
  return Number.isFinite(n) ? n : text;
}

/** Shows a number for editing: no grouping, the locale's decimal sign. */
export function showNumber(value: unknown, locale: string): string {
  if (typeof value !== 'number') return String(value ?? '');
  return new Intl.NumberFormat(locale, { useGrouping: false, maximumFractionDigits: 12 }).format(value);
}
