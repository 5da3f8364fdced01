// The script of the document within a guest's frame. The module's element works here as on any page: its fetch goes to
// the page around (guest.ts), and what it says is passed on.

import { applyBrand } from '@ribambelle/web/brand';
import { setLocale } from '@ribambelle/web/locale';
import type { Me } from '@ribambelle/web/me';
import { setWords } from '@ribambelle/web/texts';

import { atRest } from './at-rest.ts';
import { type Answered, greeting, type Happened, type Heard, type Told } from './messages.ts';

type Widget = HTMLElement & { me?: Me | undefined; path?: string };

const { port1: port, port2 } = new MessageChannel();
const waiting = new Map<number, (answered: Answered) => void>();
const widget = [...document.querySelectorAll<Widget>('main > *')].find((e) => e.localName.includes('-'));
let asked = 0;

globalThis.fetch = through;
port.onmessage = ({ data }) => hear(data as Heard);
for (const event of ['rb-navigate', 'rb-title', 'rb-notice', 'rb-dirty']) {
  document.addEventListener(event, (e) => say({ event, detail: plain((e as CustomEvent<Record<string, unknown>>).detail) }));
}
document.addEventListener('click', follow);
new ResizeObserver(() => say({ height: Math.ceil(document.body.getBoundingClientRect().height) })).observe(document.body);
if (widget) atRest(widget, (said) => say({ said }));
parent.postMessage(greeting, new URL(location.href).origin, [port2]);

function say(happened: Happened, carried: Transferable[] = []): void {
  port.postMessage(happened, carried);
}

function hear(heard: Heard): void {
  if ('told' in heard) inform(heard.told);
  else waiting.get(heard.answer)?.(heard);
}

function inform({ attributes, path, me, locale, theme }: Told): void {
  if (theme) document.documentElement.dataset['theme'] = theme;
  if (me) {
    setWords(me.tenant.words);
    applyBrand(me.tenant.brand);
  }
  if (locale !== document.documentElement.lang) setLocale(locale);
  if (!widget) return;
  for (const [name, value] of Object.entries(attributes)) widget.setAttribute(name, value);
  if (me) widget.me = me;
  widget.path = path;
}

// through is fetch by the page around, which has a network.
async function through(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const request = new Request(new URL(input instanceof Request ? input.url : input, document.baseURI), input instanceof Request ? input : init);
  const body = request.method === 'GET' || request.method === 'HEAD' ? undefined : await request.arrayBuffer();
  const ask = ++asked;
  const answered = await new Promise<Answered>((come, gone) => {
    waiting.set(ask, come);
    request.signal.addEventListener('abort', () => gone(request.signal.reason), { once: true });
    say({ ask, method: request.method, url: request.url, headers: Object.fromEntries(request.headers), body });
  }).finally(() => waiting.delete(ask));
  if (!answered.status) throw new TypeError('Failed to fetch');
  const empty = [101, 204, 205, 304].includes(answered.status);
  return new Response(empty ? null : (answered.body ?? null), { status: answered.status, headers: answered.headers ?? {} });
}

// follow hands a link to the page around: this frame goes nowhere.
function follow(event: MouseEvent): void {
  const link = event.composedPath().find((e): e is HTMLAnchorElement => e instanceof HTMLAnchorElement && e.href !== '');
  if (!link || event.defaultPrevented || link.getAttribute('href')?.startsWith('#')) return;
  event.preventDefault();
  say({ follow: link.href });
}

// plain leaves out what no message carries, functions above all.
function plain(detail: Record<string, unknown> | undefined): Record<string, unknown> {
  return Object.fromEntries(Object.entries(detail ?? {}).filter(([, value]) => ['string', 'number', 'boolean'].includes(typeof value)));
}
