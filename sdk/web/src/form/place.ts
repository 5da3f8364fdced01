// What the parts of a generated form know of the form around them.

import type { TemplateResult, nothing } from 'lit';

import type { Files } from '../file-field.ts';
import type { Unit } from '../me.ts';
import type { Params } from '../texts.ts';
import type { Schema } from './schema.ts';

/** How a place is shown. */
export type Place = { readonly label?: string; readonly required?: boolean; readonly top?: boolean; readonly hideLabel?: boolean };
export type Rendered = TemplateResult | typeof nothing;

/** The form as its parts see it: the document, what is wrong in it, and how to render what is within a part. */
export interface Form {
  readonly schema: Schema;
  readonly locale: string;
  readonly units: readonly Unit[];
  readonly files: Files | undefined;
  readonly errors: ReadonlyMap<string, string>;
  t(key: string, params?: Params): string;
  /** The value at a place. */
  at(pointer: string): unknown;
  /** Changes the value at a place. */
  put(pointer: string, value: unknown): void;
  /** Reports whether a place, or one around it, belongs to a file. */
  isLocked(pointer: string): boolean;
  /** Renders a place and all that is within it. */
  within(schema: Schema, pointer: string, place: Place): Rendered;
  /** Brings the focus to a place, once it is rendered. */
  focusAt(pointer: string): void;
}
