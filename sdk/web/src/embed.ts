// <ribambelle-widget>: an organisation's widget in any page, by one classic script and no other request:
//
//   <script src="https://…/embed.js" defer></script>
//   <ribambelle-widget tenant="ville" module="cap" page="next" key="rbp_…"><a href="…">Prochaine rencontre</a></ribambelle-widget>
//
// The widget comes in a frame without an origin of its own: no cookie, no storage, nothing of the page within its
// reach, and the other way round. What stands between the tags shows until the frame has answered, and stays
// where it cannot.
//
// Attributes: lang (as the page's), label (the frame's title; otherwise the text between the tags), params
// ("petition=aires-de-jeux"). Events of the module come as "ribambelle:NAME" with ids only.

const source = document.currentScript as HTMLScriptElement | null;
const home = source ? new URL(source.src).origin : '';

/** Heights that a frame may ask for, in CSS pixels. */
const lowest = 50;
const highest = 10_000;
/** How often it may grow in a second: a page whose height follows its frame's would never end. */
const growths = 12;

class RibambelleWidget extends HTMLElement {
  private frame: HTMLIFrameElement | undefined;
  private port: MessagePort | undefined;
  private greeting = '';
  private grown: number[] = [];

  connectedCallback(): void {
    this.greeting = Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16)).join('');
    addEventListener('message', this.greet);
    this.frame = this.framed();
    const root = this.shadowRoot ?? this.attachShadow({ mode: 'open' });
    root.adoptedStyleSheets = [sheet()];
    root.replaceChildren(document.createElement('slot'), this.frame);
  }

  disconnectedCallback(): void {
    removeEventListener('message', this.greet);
    this.port?.close();
  }

  private framed(): HTMLIFrameElement {
    const frame = document.createElement('iframe');
    const query = new URLSearchParams(this.word('params'));
    query.set('key', this.word('key'));
    query.set('origin', location.origin);
    query.set('lang', this.lang || document.documentElement.lang || 'fr');
    frame.src = `${this.word('host') || home}/w/${['tenant', 'module', 'page'].map((n) => encodeURIComponent(this.word(n))).join('/')}?${query}#rb=${this.greeting}`;
    frame.title = this.word('label') || this.textContent?.trim() || 'Ribambelle';
    frame.setAttribute('sandbox', 'allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox');
    frame.setAttribute('scrolling', 'no');
    return frame;
  }

  private word(name: string): string {
    return this.getAttribute(name) ?? '';
  }

  // greet takes the one message that hands over a port: from our frame, which has no origin, with our nonce.
  private readonly greet = (e: MessageEvent): void => {
    if (this.port || e.source !== this.frame?.contentWindow || e.origin !== 'null' || e.data?.ribambelle !== this.greeting) return;
    this.port = e.ports[0];
    if (!this.port) return;
    this.port.onmessage = ({ data }) => this.hear(data);
    this.setAttribute('ready', '');
  };

  private hear(data: { height?: unknown; event?: { name: string; id?: string } }): void {
    if (typeof data.height === 'number') this.resize(data.height);
    else if (data.event && /^[a-z][a-z.-]{0,60}$/.test(data.event.name)) {
      this.dispatchEvent(new CustomEvent(`ribambelle:${data.event.name}`, { bubbles: true, composed: true, detail: { id: data.event.id } }));
    }
  }

  private resize(asked: number): void {
    const height = Math.min(highest, Math.max(lowest, asked));
    const now = performance.now();
    this.grown = this.grown.filter((t) => now - t < 1000);
    if (height > this.frame!.offsetHeight) {
      if (this.grown.length >= growths) return;
      this.grown.push(now);
    }
    this.frame!.style.height = `${height}px`;
  }
}

// A constructed sheet passes where the page's policy forbids style elements.
function sheet(): CSSStyleSheet {
  const made = new CSSStyleSheet();
  made.replaceSync(':host{display:block}iframe{display:block;width:100%;height:0;border:0;color-scheme:normal}:host([ready]) slot{display:none}');
  return made;
}

if (!customElements.get('ribambelle-widget')) customElements.define('ribambelle-widget', RibambelleWidget);
