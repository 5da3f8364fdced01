// A tenant's own colours, let through only where texts stay legible.

import { contrast, isColour } from './contrast.ts';
import { dark, light } from './tokens.ts';

export type Brand = Readonly<Record<string, string>>;
export type Verdict = { ok: boolean; ratio: number };

/** Judges one brand colour: it must be readable as text on paper, and white must be readable on it. */
export function judge(colour: string): Verdict {
  if (!isColour(colour)) return { ok: false, ratio: Number.NaN };
  const ratio = Math.min(contrast(colour, light['paper']!), contrast(colour, light['sunken']!), contrast(colour, '#FFFFFF'));
  return { ok: ratio >= 4.5, ratio };
}

/** Puts a brand on the page; colours that fail the gate are left out, and so is all colour in the dark theme. */
export function applyBrand(brand: Brand | undefined, root: HTMLElement = document.documentElement): void {
  const isDark = root.dataset['theme'] === 'dark' || (root.dataset['theme'] !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  for (const name of ['primary', 'action']) {
    const colour = brand?.[name] ?? '';
    if (!isDark && judge(colour).ok) root.style.setProperty(`--rb-${name}`, colour);
    else root.style.removeProperty(`--rb-${name}`);
  }
}

/** The text colour that is readable on a colour in a theme; used by previews. */
export const onColour = (colour: string): string => (contrast(colour, '#FFFFFF') >= 4.5 ? '#FFFFFF' : (dark['on-primary'] as string));
