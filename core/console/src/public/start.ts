// Tells a module's public element where it stands, for whom and in which language; puts the organisation's words and
// colours around it. Small: these pages are for phones.

import { Api } from '@ribambelle/web/api';
import { applyBrand } from '@ribambelle/web/brand';
import { localeFor, setLocale } from '@ribambelle/web/locale';
import { fetchMe, type Me } from '@ribambelle/web/me';
import { setWords } from '@ribambelle/web/texts';

type Widget = HTMLElement & { me?: Me; path?: string };

/** Starts the element of this page, if it has one; base is the address of the page. */
export function start(base: string): HTMLElement | undefined {
  const widget = [...document.querySelectorAll<Widget>('main > *')].find((e) => e.localName.includes('-'));
  if (widget) void inform(widget, base);
  return widget;
}

async function inform(element: Widget, base: string): Promise<void> {
  element.setAttribute('place', 'public');
  element.setAttribute('base', base.replace(/\/$/, ''));
  const chosen = new URLSearchParams(location.search).get('lang');
  const language = chosen ?? (navigator.language.startsWith('en') ? 'en' : document.documentElement.lang);
  speak(language, undefined);
  try {
    const me = await fetchMe(new Api(element.getAttribute('api') ?? '', element.getAttribute('embed') ?? ''));
    setWords(me.tenant.words);
    applyBrand(me.tenant.brand);
    speak(me.tenant.languages.includes(language.slice(0, 2)) ? language : (me.tenant.languages[0] ?? 'fr'), me);
    element.me = me;
  } catch {
    // The page still works: the module says what is wrong when it needs the API itself.
  }
}

function speak(language: string, me: Me | undefined): void {
  setLocale(localeFor(language.slice(0, 2), me?.tenant.wording));
  offer(me?.tenant.languages.find((l) => l !== language.slice(0, 2)), me);
  const english = language.startsWith('en');
  for (const element of document.querySelectorAll<HTMLElement>('[data-fr]')) {
    element.lang = language;
    element.textContent = element.dataset[english ? 'en' : 'fr'] ?? '';
  }
}

// offer shows the button to the other language, where the page has one and the organisation speaks it.
function offer(other: string | undefined, me: Me | undefined): void {
  const button = document.querySelector<HTMLButtonElement>('#language');
  if (!button) return;
  button.hidden = other === undefined;
  if (!other) return;
  button.lang = other;
  button.textContent = other === 'fr' ? 'Français' : 'English';
  button.onclick = () => speak(other, me);
}
