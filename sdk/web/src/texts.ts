// Texts by key and locale. A catalog is written per language, and per locale only what differs there:
//
//   catalog({ fr: {'visit.title': 'Visites'}, 'fr-CA': {…}, en: {…} })
//
// A tenant may put its own words in the place of any of them (setWords).

import { shared } from './shared.ts';
import { typeset } from './typography.ts';

/** A text, or its forms by plural category; `n` chooses. */
export type Wording = string | { readonly one: string; readonly other: string };
export type Texts = Readonly<Record<string, Wording>>;
export type Catalog = Readonly<Record<string, Texts>>;
export type Params = Readonly<Record<string, string | number | undefined>>;
/** A bilingual value as the API carries it. */
export type Bilingual = Readonly<Record<string, string>>;

/** Declares a catalog; exists for its type. */
export const catalog = (c: Catalog): Catalog => c;

/** Joins catalogs; later ones win. */
export function join(...parts: Catalog[]): Catalog {
  const out: Record<string, Texts> = {};
  for (const part of parts) {
    for (const [locale, texts] of Object.entries(part)) out[locale] = { ...out[locale], ...texts };
  }
  return out;
}

const words = () => shared('words', () => ({ current: {} as Readonly<Record<string, string>> }));

/** Sets the tenant's own words: by key, or by "locale:key" for one locale only. */
export function setWords(overrides: Readonly<Record<string, string>> | undefined): void {
  words().current = overrides ?? {};
}

const taught = () => shared('taught', () => ({ catalog: {} as Catalog }));

/** Teaches the shared elements a page's own texts for problems: a form says what the page's API refuses. */
export function teach(more: Catalog): void {
  taught().catalog = join(taught().catalog, more);
}

/** Finds a text among those taught; the key itself when there is none. */
export const translateTaught = (locale: string, key: string, params: Params = {}): string => translate(taught().catalog, locale, key, params);

/** Finds the text of a key: the tenant's word, the locale's, the language's, French, then the key itself. */
export function translate(c: Catalog, locale: string, key: string, params: Params = {}): string {
  const language = locale.slice(0, 2);
  const own = words().current;
  const found = own[`${locale}:${key}`] ?? own[`${language}:${key}`] ?? own[key] ?? c[locale]?.[key] ?? c[language]?.[key] ?? c['fr']?.[key] ?? key;
  const text = typeof found === 'string' ? found : plural(locale, found, Number(params['n'] ?? 0));
  return typeset(locale, fill(text, locale, params));
}

/** Picks the text of a bilingual value, falling back to any language that it has. */
export function pick(value: Bilingual | string | undefined | null, locale: string): string {
  if (!value) return '';
  if (typeof value === 'string') return value;
  return value[locale] ?? value[locale.slice(0, 2)] ?? value['fr'] ?? Object.values(value)[0] ?? '';
}

function plural(locale: string, forms: { one: string; other: string }, n: number): string {
  return new Intl.PluralRules(locale).select(n) === 'one' ? forms.one : forms.other;
}

function fill(text: string, locale: string, params: Params): string {
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = params[name];
    if (value === undefined) return whole;
    return typeof value === 'number' ? new Intl.NumberFormat(locale).format(value) : value;
  });
}
