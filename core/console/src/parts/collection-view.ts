// How a module wants a collection shown: columns and order of the list, steps of the form, a page on paper. What it leaves
// out is made from the schema.

import type { Schema } from '@ribambelle/web/form';
import type { Bilingual } from '@ribambelle/web/texts';

export type Step = { readonly title: Bilingual; readonly help?: Bilingual; readonly fields: readonly string[] };
export type Paper = { readonly title: Bilingual; readonly head?: readonly string[]; readonly fields: readonly string[] };
export type View = { readonly list?: { readonly columns: readonly string[]; readonly order?: string }; readonly form?: readonly Step[]; readonly print?: Paper };

/** The part of a schema that a step of a form asks for. */
export function partOf(schema: Schema, step: Step | undefined): Schema {
  if (!step) return schema;
  const within = step.fields.flatMap((name) => (schema.properties?.[name] ? [[name, schema.properties[name]] as const] : []));
  return { ...schema, properties: Object.fromEntries(within), required: schema.required?.filter((name) => step.fields.includes(name)) ?? [] };
}

/** The step in which a place is filled in; the first one when none is. */
export function stepWith(steps: readonly Step[], pointer: string): number {
  return Math.max(0, steps.findIndex((s) => s.fields.includes(pointer.split('/')[1] ?? '')));
}
