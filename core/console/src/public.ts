// The public shell's script: tells the module's element where it stands, for whom and in which language; puts
// the organisation's words, colours and privacy officer around it. Small: this page is for phones.

import { Api } from '@ribambelle/web/api';
import { applyBrand } from '@ribambelle/web/brand';
import { localeFor, setLocale } from '@ribambelle/web/locale';
import { fetchMe, type Me } from '@ribambelle/web/me';
import { setWords } from '@ribambelle/web/texts';

type Widget = HTMLElement & { me?: Me; path?: string };

const widget = [...document.querySelectorAll<Widget>('main > *')].find((e) => e.localName.includes('-'));
const [, , slug = ''] = location.pathname.split('/');
const chosen = new URLSearchParams(location.search).get('lang');

if (widget) void start(widget);

async function start(element: Widget): Promise<void> {
  element.setAttribute('place', 'public');
  element.setAttribute('base', location.pathname.replace(/\/$/, ''));
  const language = chosen ?? (navigator.language.startsWith('en') ? 'en' : document.documentElement.lang);
  speak(language, undefined);
  try {
    const me = await fetchMe(new Api(element.getAttribute('api') ?? `/t/${slug}`));
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
  const other = me?.tenant.languages.find((l) => l !== language.slice(0, 2));
  const button = document.querySelector<HTMLButtonElement>('#language')!;
  button.hidden = other === undefined;
  if (other) {
    button.lang = other;
    button.textContent = other === 'fr' ? 'Français' : 'English';
    button.onclick = () => speak(other, me);
  }
  const skip = document.querySelector<HTMLElement>('.skip')!;
  skip.lang = language;
  skip.textContent = skip.dataset[language.startsWith('en') ? 'en' : 'fr'] ?? '';
  document.querySelector('#footer')!.textContent = me ? footer(me, language.startsWith('en')) : '';
}

function footer({ tenant }: Me, english: boolean): string {
  const { officer, hosting } = tenant;
  const contact = [officer?.name, officer?.email, officer?.phone].filter(Boolean).join(', ');
  const quebec = tenant.wording === 'fr-CA';
  const colon = quebec ? '\u00a0: ' : '\u202f: ';
  const privacy = english ? 'Data protection: ' : `Protection des ${quebec ? 'renseignements personnels' : 'données'}${colon}`;
  const place = english ? 'Data kept in: ' : `Hébergement${colon}`;
  return [tenant.name, contact && privacy + contact, hosting && place + hosting].filter(Boolean).join(' · ');
}
