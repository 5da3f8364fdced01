// A record for those who may read it and not change it: each field with what it says.

import { html, nothing } from 'lit';
import type { Files } from '@ribambelle/web/file-field';
import type { Format } from '@ribambelle/web/format';
import type { Unit } from '@ribambelle/web/me';
import type { Bilingual } from '@ribambelle/web/texts';

import { cells, type Document, type Field, labelOf, type Shape, textOf, told } from './collection-columns.ts';

/** The fields of a record that say something, its title aside: that is the page's. */
export function reading(shape: Shape, doc: Document, units: readonly Unit[], fmt: Format, pick: (t: Bilingual) => string, files: Files) {
  const said = (name: string, field: Field) => {
    const text = textOf(doc[name], field, units, fmt, pick);
    if (field['x-rb']?.file) return html`<img src=${files.at(name)} alt=${labelOf(name, field, pick)} />`;
    if (field.format === 'uri' && /^https?:/.test(text)) return html`<a href=${text} target="_blank" rel="noopener noreferrer">${text}</a>`;
    return text;
  };
  const title = told(doc, shape);
  return html`<dl class="reading">${cells(shape).map(([name, field]) =>
    doc[name] === undefined || doc[name] === '' || doc[name] === title ? nothing : html`<dt>${labelOf(name, field, pick)}</dt><dd>${said(name, field)}</dd>`)}</dl>`;
}
