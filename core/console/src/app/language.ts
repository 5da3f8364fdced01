// The language that somebody chose on this device; nothing else is kept about them.

const key = 'rb-language';

/** The chosen language, else the person's own, else the browser's, else French. */
export function rememberedLanguage(own?: string): string {
  return read() ?? own ?? (navigator.language.startsWith('en') ? 'en' : 'fr');
}

/** Keeps a choice; where storage is refused, the choice lasts until the page is left. */
export function rememberLanguage(language: string): void {
  try {
    localStorage.setItem(key, language);
  } catch {
    // a browser that keeps nothing is respected
  }
}

function read(): string | undefined {
  try {
    return localStorage.getItem(key) ?? undefined;
  } catch {
    return undefined;
  }
}
