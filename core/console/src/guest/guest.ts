// <rb-guest>: a widget of a module that did not come with the server, in a frame without an origin. Nothing of this
// page is within its reach: no cookie, no storage, no network. This page fetches for it, as the person who looks, at the
// addresses of its own module and nowhere else; tells it who looks, without their name; and takes from it what any widget
// may say, each word checked. frame.ts is the other half.
//
// Attributes: tenant, module, api, base, place as ModuleElement has them; src, the document within; label, its title.

import { entersAgain } from '@ribambelle/web/api';
import { localeEvent } from '@ribambelle/web/locale';
import type { Me } from '@ribambelle/web/me';
import { Problem } from '@ribambelle/web/problem';

import { type Answered, type Asked, greeting, type Happened, type Heard } from './messages.ts';

const sent = ['accept', 'accept-language', 'content-type', 'idempotency-key', 'if-match', 'if-none-match'];
const returned = ['content-type', 'etag', 'retry-after', 'x-request-id'];
const highest = 20_000; // pixels

export class RbGuest extends HTMLElement {
  private frame: HTMLIFrameElement | undefined;
  private port: MessagePort | undefined;
  private who: Me | undefined;
  private knows!: () => void;
  private readonly known = new Promise<void>((known) => { this.knows = known; });
  private at = '/';
  private readonly light = new MutationObserver(() => this.tell());

  set me(me: Me | undefined) {
    this.who = me;
    if (me) this.knows();
    this.tell();
  }

  set path(path: string) {
    this.at = path;
    this.tell();
  }

  connectedCallback(): void {
    window.addEventListener('message', this.greet);
    window.addEventListener(localeEvent, this.tell);
    this.light.observe(document.documentElement, { attributeFilter: ['data-theme'] });
    // On a public page the server wrote the frame already; what stands after # never went through it.
    this.frame = this.querySelector('iframe') ?? this.appendChild(document.createElement('iframe'));
    this.frame.setAttribute('sandbox', 'allow-scripts allow-forms');
    this.frame.title = this.word('label');
    Object.assign(this.frame.style, { display: 'block', width: '100%', border: '0', minHeight: '0', height: this.word('place') === 'home' ? '0' : '12rem' });
    this.frame.src = this.word('src') + location.hash;
    if (this.word('place') !== 'home' && !this.querySelector('h1')) this.prepend(heading(this.word('label')));
  }

  disconnectedCallback(): void {
    window.removeEventListener('message', this.greet);
    window.removeEventListener(localeEvent, this.tell);
    this.light.disconnect();
    this.port?.close();
  }

  private word(name: string): string {
    return this.getAttribute(name) ?? '';
  }

  // greet takes the message that hands over a port: from our frame, which has no origin. A document that a form of the
  // frame's led to greets anew.
  private readonly greet = (e: MessageEvent): void => {
    const [port] = e.ports;
    if (!port || e.source !== this.frame?.contentWindow || e.origin !== 'null' || e.data !== greeting) return;
    this.port?.close();
    this.port = port;
    port.onmessage = ({ data }) => this.hear(data as Happened);
    this.tell();
  };

  private readonly tell = (): void => {
    const attributes = Object.fromEntries(['tenant', 'api', 'base', 'place'].map((name) => [name, this.word(name)]));
    const { lang, dataset } = document.documentElement;
    this.say({ told: { attributes, path: this.at, me: this.told(), locale: lang, theme: dataset['theme'] ?? '' } });
  };

  // told is who looks, as the guest may know it.
  private told(): Me | undefined {
    return this.who && forGuest(this.who, this.word('module'));
  }

  private say(heard: Heard): void {
    this.port?.postMessage(heard, 'body' in heard && heard.body ? [heard.body] : []);
  }

  private hear(it: Happened): void {
    if ('ask' in it) void this.fetch(it).then((answer) => this.say(answer));
    else if ('height' in it) this.frame!.style.height = `${Math.min(highest, Math.max(0, Number(it.height) || 0))}px`;
    else if ('said' in it) this.emit('rb-said', it.said === true);
    else if ('follow' in it) this.follow(String(it.follow));
    else if ('event' in it) this.pass(it.event, it.detail);
  }

  // fetch asks for the frame. What is not its module's is refused here, as the server would refuse a stranger.
  private async fetch({ ask, method, url, headers, body }: Asked): Promise<Answered> {
    const address = this.own(String(url));
    if (!address) return { answer: ask, status: 403, headers: { 'content-type': 'application/problem+json' }, body: bytes({ status: 403, code: 'guest-address', title: 'A guest asks at the addresses of its own module only.' }) };
    if (address.pathname === `${this.word('api')}/me`) {
      await this.known;
      return { answer: ask, status: 200, headers: { 'content-type': 'application/json' }, body: bytes(this.told()) };
    }
    try {
      const send = () => fetch(address, { method: String(method), headers: picked(Object.entries(headers ?? {}), sent), body: body ?? null, credentials: 'same-origin', redirect: 'error' });
      let response = await send();
      if (response.status === 401 && (await entersAgain(await Problem.from(response.clone())))) response = await send();
      return { answer: ask, status: response.status, headers: picked([...response.headers], returned), body: await response.arrayBuffer() };
    } catch {
      return { answer: ask };
    }
  }

  // own is an address that the frame may ask at: one of its module's, or who looks.
  private own(url: string): URL | undefined {
    const address = addressOf(url);
    const api = this.word('api');
    const open = address?.origin === location.origin && (address.pathname === `${api}/me` || address.pathname.startsWith(`${api}/${this.word('module')}/`));
    return open ? address : undefined;
  }

  // follow goes where a link of the frame leads: to another place of the widget, to a file of its module, or out, if the
  // person agrees to the address.
  private follow(href: string): void {
    const address = addressOf(href);
    if (!address) return;
    const question = document.documentElement.lang.startsWith('en') ? 'This link leads to another site. Open it?' : 'Ce lien mène à un autre site. L’ouvrir\u202f?';
    if (this.within(address)) this.emit('rb-navigate', { href: address.pathname + address.search });
    else if (this.own(href)) opened(address, { download: '' });
    else if (/^https?:$/.test(address.protocol) && address.origin !== location.origin && confirm(`${question}\n\n${address.href}`)) opened(address, { target: '_blank', rel: 'noopener noreferrer' });
  }

  private within(address: URL): boolean {
    const base = this.word('base');
    return address.origin === location.origin && (address.pathname === base || address.pathname.startsWith(`${base}/`));
  }

  // pass lets through what a widget says to the page that it stands in.
  private pass(event: string, detail: Readonly<Record<string, unknown>>): void {
    const text = (name: string) => String(detail?.[name] ?? '').slice(0, 500);
    const flag = (name: string) => detail?.[name] === true;
    if (event === 'rb-navigate') {
      const address = addressOf(text('href'));
      if (address && this.within(address)) this.emit(event, { href: address.pathname + address.search, replace: flag('replace') });
    } else if (event === 'rb-title') this.emit(event, { title: text('title') });
    else if (event === 'rb-dirty') this.emit(event, { dirty: flag('dirty') });
    else if (event === 'rb-notice') this.emit(event, { kind: ['good', 'info', 'warn', 'bad'].includes(text('kind')) ? text('kind') : 'info', text: text('text') });
  }

  private emit(name: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }));
  }
}

customElements.define('rb-guest', RbGuest);

// forGuest is who looks, as a guest may know it: what they may do in its module, and no name.
function forGuest(me: Me, module: string): Me {
  const { person, ...rest } = me;
  return {
    ...rest, grants: [], actions: me.actions.filter((a) => a.startsWith(`${module}:`)), modules: me.modules.filter((m) => m.name === module),
    ...(person ? { person: { id: '', name: '', login: '', language: person.language } } : {}),
  };
}

// heading names the page for readers that do not see it: what the frame says is not among this page's headings.
function heading(text: string): HTMLElement {
  const made = Object.assign(document.createElement('h1'), { textContent: text });
  Object.assign(made.style, { position: 'absolute', width: '1px', height: '1px', overflow: 'hidden', clipPath: 'inset(50%)' });
  return made;
}

const addressOf = (text: string): URL | undefined => (URL.canParse(text, location.origin) ? new URL(text, location.origin) : undefined);

function opened(address: URL, how: Partial<HTMLAnchorElement>): void {
  Object.assign(document.createElement('a'), { href: address.href, ...how }).click();
}

function picked(headers: Iterable<readonly [string, string]>, names: readonly string[]): Record<string, string> {
  return Object.fromEntries([...headers].map(([name, value]) => [name.toLowerCase(), String(value)] as const).filter(([name]) => names.includes(name)));
}

const bytes = (value: unknown): ArrayBuffer => new TextEncoder().encode(JSON.stringify(value)).buffer as ArrayBuffer;
