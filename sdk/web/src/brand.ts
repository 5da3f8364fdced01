// A tenant's own colours, let through only where texts stay legible.

import { contrast, isColour, mix } from './contrast.ts';
import { shared } from './shared.ts';
import { light } from './tokens.ts';

export type Brand = Readonly<Record<string, string>>;
export type Verdict = { ok: boolean; ratio: number };

/** Judges one brand colour: it must be readable as text on paper, and white must be readable on it. */
export function judge(colour: string): Verdict {
  if (!isColour(colour)) return { ok: false, ratio: Number.NaN };
  const ratio = Math.min(contrast(colour, light['paper']!), contrast(colour, light['sunken']!), contrast(colour, '#FFFFFF'));
  return { ok: ratio >= 4.5, ratio };
}

/** Puts a brand on the page: colours that fail the gate are left out, and the dark theme keeps its own. The
 * rules choose by theme themselves, so that a change of light needs nobody to notice it. Sheets are paper in any light. */
export function applyBrand(brand: Brand | undefined): void {
  const lines = ['primary', 'action'].flatMap((name) => (judge(brand?.[name] ?? '').ok ? painted(name, brand![name]!) : []));
  const block = lines.length > 0 ? `{${lines.join(';')}}` : '';
  const sheet = judge(brand?.['primary'] ?? '').ok ? `:root:root{--rb-sheet:${brand!['primary']}}` : '';
  const rules = block ? `${sheet}@media not (prefers-color-scheme: dark){:root:not([data-theme=dark])${block}}:root[data-theme=light]${block}@media print{:root:root${block}}` : '';
  ours().replaceSync(rules);
}

// painted are the tokens that one colour sets: itself, and a soft ground for it where both stay legible.
function painted(name: string, colour: string): string[] {
  const soft = mix(colour, '#FFFFFF', 0.12);
  const legible = contrast(colour, soft) >= 4.5 && contrast(light['muted']!, soft) >= 4.5;
  return [`--rb-${name}:${colour}`, ...(legible ? [`--rb-${name}-soft:${soft}`] : [])];
}

// ours is the page's one sheet for a brand, whichever bundle asks.
function ours(): CSSStyleSheet {
  return shared('brand', () => {
    const sheet = new CSSStyleSheet();
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
    return sheet;
  });
}
