// Which locale a place on the page speaks: the nearest [lang], looked for through shadow roots.

export type Locale = string;

/** The window event that tells every element to say its texts again. */
export const localeEvent = 'rb-locale';

/** Finds the locale in force at a node. */
export function localeOf(node: Node): Locale {
  let at: Node | null = node;
  while (at) {
    if (at instanceof Element) {
      const lang = at.getAttribute('lang');
      if (lang) return normal(lang);
    }
    at = at instanceof ShadowRoot ? at.host : at.parentNode;
  }
  return normal(document.documentElement.lang || 'fr');
}

/** Brings a language tag to one that the catalogs know: "fr" → "fr-FR", "en-GB" stays. */
export function normal(tag: string): Locale {
  const [language = 'fr', region] = tag.replace('_', '-').split('-');
  if (region) return `${language.toLowerCase()}-${region.toUpperCase()}`;
  return language.toLowerCase() === 'fr' ? 'fr-FR' : language.toLowerCase();
}

/** The locale of a language within a tenant's wording: ("en", "fr-CA") → "en-CA", ("fr", "fr-CA") → "fr-CA". */
export function localeFor(language: string, wording: string | undefined): Locale {
  const region = wording?.split('-')[1];
  if (language.includes('-') || !region) return normal(language);
  return normal(`${language}-${language === 'en' && region === 'FR' ? 'GB' : region}`);
}

/** Sets the page's locale and tells every element. */
export function setLocale(locale: Locale): void {
  document.documentElement.lang = locale;
  window.dispatchEvent(new CustomEvent(localeEvent));
}
