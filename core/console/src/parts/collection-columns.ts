// Columns of a generated list: the first few fields of the schema that can be told in a cell.

import type { Format } from '@ribambelle/web/format';
import type { Unit } from '@ribambelle/web/me';
import type { Column } from '@ribambelle/web/table';
import type { Bilingual } from '@ribambelle/web/texts';

export type Document = Readonly<Record<string, unknown>>;
export type Field = {
  readonly type?: string | readonly string[];
  readonly format?: string;
  readonly title?: string;
  readonly 'x-title'?: Bilingual;
  readonly 'x-enum'?: Readonly<Record<string, Bilingual>>;
  readonly 'x-rb'?: { readonly unit?: boolean; readonly file?: string };
  readonly items?: Field;
  readonly properties?: Readonly<Record<string, Field>>;
};
export type Shape = { readonly properties?: Readonly<Record<string, Field>> };

const most = 4; // columns beside the one that opens the record

/** Fields that fit in a cell, in the schema's order. */
export function cells(shape: Shape): [string, Field][] {
  return Object.entries(shape.properties ?? {}).filter(([, f]) => !['object', 'array'].includes(String(f.type)));
}

/** What a field is called. */
export const labelOf = (name: string, field: Field, pick: (t: Bilingual | string) => string): string => (field['x-title'] ? pick(field['x-title']) : (field.title ?? name));

/** What names a record: its first text that somebody wrote, or nothing. */
export function told(doc: Document, shape: Shape): string {
  const named = cells(shape).find(([name, f]) => typeof doc[name] === 'string' && !f.format && !f['x-enum'] && !f['x-rb']?.unit);
  return named ? String(doc[named[0]]) : '';
}

/** A shape with what the core itself keeps about a record: when it was made, and changed. */
export const dated = (shape: Shape, created: Bilingual, updated: Bilingual): Shape => ({
  properties: { ...shape.properties, created_at: { format: 'date-time', 'x-title': created }, updated_at: { format: 'date-time', 'x-title': updated } },
});

/** The columns of a list: those that are named, or the first few that fit. */
export function columnsOf<Row extends { doc: Document }>(shape: Shape, named: readonly string[] | undefined, units: readonly Unit[], fmt: Format, pick: (t: Bilingual | string) => string): Column<Row>[] {
  const chosen = named?.map((name): [string, Field] => [name, shape.properties?.[name] ?? {}]) ?? cells(shape).filter(([, f]) => !f['x-rb']?.file).slice(0, most);
  return chosen.map(([name, field], i) => ({
    key: name,
    label: labelOf(name, field, pick),
    num: field.type === 'number' || field.type === 'integer',
    primary: i === 0,
    render: (row: Row) => short(textOf(row.doc[name] ?? (row as unknown as Document)[name], field, units, fmt, pick)),
  }));
}

const short = (text: string): string => (text.length > 80 ? `${text.slice(0, 79)}…` : text);

/** A value in words. */
export function textOf(value: unknown, field: Field, units: readonly Unit[], fmt: Format, pick: (t: Bilingual | string) => string): string {
  if (value === undefined || value === null) return '';
  if (field['x-rb']?.unit) return units.find((u) => u.id === value)?.name ?? String(value);
  const labels = field['x-enum']?.[String(value)];
  if (labels) return pick(labels);
  if (field.format === 'date') return fmt.date(String(value), 'short');
  if (field.format === 'date-time') return fmt.dateTime(String(value));
  if (typeof value === 'number') return Number.isInteger(value) && value < 10_000 ? String(value) : fmt.number(value); // it may be a year
  if (typeof value === 'boolean') return value ? '✓' : '';
  return field.format ? String(value) : pick(String(value)); // an address is told as it is
}
