// A record for those who read it: each field with what it says.

import { html, nothing } from 'lit';
import type { Files } from '@ribambelle/web/file-field';
import type { Format } from '@ribambelle/web/format';
import type { Unit } from '@ribambelle/web/me';
import type { Bilingual } from '@ribambelle/web/texts';

import { type Document, type Field, labelOf, type Shape, textOf, told } from './collection-columns.ts';

/** What reading a record takes: its words, its places, its pictures. */
export type Reader = { readonly units: readonly Unit[]; readonly fmt: Format; readonly pick: (t: Bilingual | string) => string; readonly files: Files };

/** Whether a value says nothing. */
const blank = (value: unknown): boolean => value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

/** The fields of a record that say something, its title aside: that is the page's. */
export function reading(shape: Shape, doc: Document, reader: Reader) {
  const title = told(doc, shape);
  return facts(shape, Object.keys(shape.properties ?? {}).filter((name) => doc[name] !== title), doc, reader);
}

/** Some fields of a record, as far as they say something. */
export function facts(shape: Shape, names: readonly string[], doc: Document, reader: Reader, kind = '') {
  return html`<dl class="reading ${kind}">${names.map((name) => {
    const field = shape.properties?.[name] ?? {};
    return blank(doc[name]) ? nothing : html`<div><dt>${labelOf(name, field, reader.pick)}</dt><dd>${said(name, field, doc[name], reader)}</dd></div>`;
  })}</dl>`;
}

function said(name: string, field: Field, value: unknown, reader: Reader): unknown {
  if (Array.isArray(value)) return lines(field.items ?? {}, value, reader);
  if (isWords(value)) return reader.pick(value);
  const text = textOf(value, field, reader.units, reader.fmt, reader.pick);
  if (field['x-rb']?.file) return html`<img src=${reader.files.at(name)} alt=${labelOf(name, field, reader.pick)} />`;
  if (field.format === 'uri' && /^https?:/.test(text)) return html`<a href=${text} target="_blank" rel="noopener noreferrer">${text}</a>`;
  if (field.properties) return facts(field, Object.keys(field.properties), value as Document, reader);
  return text;
}

/** Whether a value is one text in several languages. */
const isWords = (value: unknown): value is Bilingual =>
  typeof value === 'object' && value !== null && Object.entries(value).every(([language, text]) => /^[a-z]{2}(-[A-Z]{2})?$/.test(language) && typeof text === 'string');

// lines are a list: of texts, of things with the same few parts, a line each, or of things that hold lists themselves.
function lines(item: Field, values: readonly unknown[], reader: Reader): unknown {
  const parts = Object.entries(item.properties ?? {});
  if (parts.length === 0) return html`<ul>${values.map((v) => html`<li>${said('', item, v, reader)}</li>`)}</ul>`;
  if (parts.some(([, f]) => f.items ?? f.properties)) return html`<ol>${values.map((v) => html`<li>${facts(item, parts.map(([name]) => name), v as Document, reader)}</li>`)}</ol>`;
  const used = parts.filter(([name]) => values.some((v) => !blank((v as Document)[name])));
  return html`<table><thead><tr>${used.map(([name, f]) => html`<th scope="col">${labelOf(name, f, reader.pick)}</th>`)}</tr></thead>
    <tbody>${values.map((v) => html`<tr>${used.map(([name, f]) => html`<td>${said(name, f, (v as Document)[name], reader)}</td>`)}</tr>`)}</tbody></table>`;
}
