// Icons by name. Names are registered page-wide, so that an element may be told an icon by attribute and a
// light page carries only the few that it registers (the whole set: '@ribambelle/web/icons').

import { html, nothing, type TemplateResult } from 'lit';
import { unsafeHTML } from 'lit/directives/unsafe-html.js';

import { shared } from './shared.ts';

const known = () => shared('icons', () => new Map<string, string>());

/** Makes icons known by name; the values are SVG sources of ours, never text from outside. */
export function registerIcons(icons: Readonly<Record<string, string>>): void {
  for (const [name, source] of Object.entries(icons)) known().set(name, prepare(source));
}

/** Renders an icon as decoration; nothing when the name is unknown. */
export function icon(name: string | undefined): TemplateResult | typeof nothing {
  const source = name ? known().get(name) : undefined;
  return source ? html`${unsafeHTML(source)}` : nothing;
}

function prepare(source: string): string {
  return source
    .replace(/<!--.*?-->/gs, '')
    .replace(/\s+/g, ' ')
    .replace('width="24" height="24"', 'width="1.25em" height="1.25em" aria-hidden="true" focusable="false" part="icon"')
    .trim();
}
