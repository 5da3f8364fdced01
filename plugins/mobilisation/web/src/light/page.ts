// Light: the base of pages for somebody without an account, on a phone, perhaps within another portal's page. It is
// Lit and nothing else of ours, because every kilobyte of it is somebody's mobile data.

import { css, html, LitElement, nothing, type TemplateResult } from 'lit';

import { type Challenge, solve } from './work.ts';

export type Text = Readonly<Record<string, string>>;
export type Words = Readonly<Record<string, { text: string; version: string }>>;
export type Refusal = { code: string; errors?: { pointer: string; message: string }[] };

/** What a page says, by language. */
export type Said = Readonly<Record<'fr' | 'en', Readonly<Record<string, string>>>>;

const shared: Said = {
  fr: {
    loading: 'Un instant…', retry: 'Réessayer', offline: 'Pas de connexion. Ce que vous avez écrit est gardé ici.',
    wrong: 'À corriger', gone: 'Cette page n’est pas ouverte en ce moment.', unknown: 'Cela n’a pas marché. Réessayez dans un moment.',
    name: 'Votre nom', email: 'Votre adresse électronique', emailHelp: 'Un message y arrivera, avec un lien à suivre.', sending: 'Envoi…',
    'petition-not-taking': 'Cette pétition ne prend pas de signature en ce moment.', 'words-changed': 'Le texte a changé : relisez-le, puis recommencez.',
    'at/name': 'Écrivez votre nom, sans adresse web ni signe au début.', 'at/email': 'Cette adresse n’est pas complète : exemple@exemple.fr.',
    'at/postcode': 'Ce code postal n’est pas lisible : 79000, ou G1R 4S9.', 'at/sign': 'Cochez cette case pour signer.', 'at/news': 'Cochez cette case pour recevoir nos nouvelles.',
    check: 'Regardez vos messages', checkText: 'Suivez le lien que nous venons d’envoyer, avant le {day}. Rien reçu dans dix minutes ? Regardez parmi les indésirables.',
    colon: ' :',
  },
  en: {
    loading: 'One moment…', retry: 'Try again', offline: 'No connection. What you wrote is kept here.',
    wrong: 'To be mended', gone: 'This page is not open at the moment.', unknown: 'That did not work. Try again in a moment.',
    name: 'Your name', email: 'Your e-mail address', emailHelp: 'A message will arrive there, with a link to follow.', sending: 'Sending…',
    'petition-not-taking': 'This petition takes no signatures at the moment.', 'words-changed': 'The text has changed: read it again, then start over.',
    'at/name': 'Write your name, without a web address or a sign in front.', 'at/email': 'This address is not complete: example@example.org.',
    'at/postcode': 'This postal code cannot be read: 79000, or G1R 4S9.', 'at/sign': 'Tick this box to sign.', 'at/news': 'Tick this box to get our news.',
    check: 'Look at your messages', checkText: 'Follow the link that we have just sent, before {day}. Nothing after ten minutes? Look among unwanted messages.',
    colon: ':',
  },
};

export const light = css`
  :host { display: block; font-family: var(--rb-font, system-ui, sans-serif); color: var(--rb-ink, #17323b); line-height: 1.5; overflow-wrap: anywhere; }
  *, ::before, ::after { box-sizing: border-box; }
  h1, h2, p, ul { margin: 0; }
  h1 { font-size: var(--rb-text-2xl, 1.75rem); line-height: 1.2; text-wrap: balance; }
  h2 { font-size: var(--rb-text-xl, 1.375rem); line-height: 1.2; }
  h1:focus, h2:focus { outline: none; }
  .stack, form { display: grid; gap: 1.25rem; }
  .tight { display: grid; gap: .5rem; }
  .muted, .help { color: var(--rb-muted, #4a6068); }
  .help { font-size: var(--rb-text-s, .875rem); }
  .text { white-space: pre-line; max-width: 70ch; }
  .card { background: var(--rb-surface, #fff); border: 1px solid var(--rb-line, #e3dbcd); border-radius: var(--rb-radius-l, 12px); padding: clamp(1rem, 4vw, 1.5rem); }
  a { color: var(--rb-primary, #0b5d66); }
  label { font-weight: 620; display: block; }
  input:not([type='checkbox']), textarea { font: inherit; color: inherit; width: 100%; min-height: 44px; padding: .5rem .75rem; border: 1.5px solid var(--rb-control, #6f8288); border-radius: var(--rb-radius, 8px); background: var(--rb-surface, #fff); }
  [aria-invalid='true'] { border-color: var(--rb-bad, #a3281e) !important; border-width: 2px; }
  .tick { display: grid; grid-template-columns: auto 1fr; gap: .75rem; font-weight: 400; align-items: start; min-height: 44px; cursor: pointer; }
  .tick input { width: 24px; height: 24px; margin: 0; accent-color: var(--rb-primary, #0b5d66); }
  .error, .summary { color: var(--rb-bad, #a3281e); font-weight: 620; }
  .summary { border: 2px solid; border-radius: var(--rb-radius, 8px); padding: .75rem 1rem; }
  .summary a { color: inherit; }
  button { font: inherit; font-weight: 680; min-height: 48px; padding: .5rem 1.5rem; border: 0; border-radius: var(--rb-radius, 8px); background: var(--rb-action, #b93e26); color: var(--rb-on-action, #fff); cursor: pointer; justify-self: start; }
  button.second { background: transparent; color: var(--rb-primary, #0b5d66); border: 1.5px solid currentColor; }
  button[aria-disabled='true'] { opacity: .65; }
  :focus-visible { outline: 3px solid var(--rb-focus, #17323b); outline-offset: 2px; }
  @media (max-width: 420px) { button { width: 100%; } }
`;

/** French typography: what stands before : » ; ! ? and after « stays with it; in Québec the last three stand close. */
const typeset = (locale: string, text: string): string => (locale === 'fr-CA' ? text.replace(/ ([;!?])/g, '$1') : text).replace(/ ([;:!?»])/g, '\u00a0$1').replaceAll('« ', '«\u00a0');

export abstract class Light extends LitElement {
  static override styles = [light];
  static override properties = { api: {}, embed: {}, tenant: {}, lang: {} };
  /** Texts of the page's own. */
  static said: Said = { fr: {}, en: {} };

  /** Prefix of the API: "/t/ville". */
  declare api: string;
  /** The embed key of the portal around, if any. */
  declare embed: string;
  declare tenant: string;

  protected refusal: Refusal | undefined;
  protected busy = false;
  protected done = '';
  private solving: Promise<string> | undefined;
  private readonly again = () => this.requestUpdate();

  constructor() {
    super();
    this.api = this.embed = this.tenant = '';
  }

  // What browsers without JavaScript saw makes room.
  override connectedCallback(): void {
    super.connectedCallback();
    this.replaceChildren();
    window.addEventListener('rb-locale', this.again);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('rb-locale', this.again);
  }

  private get locale(): string {
    return this.closest('[lang]')?.getAttribute('lang') ?? document.documentElement.lang;
  }

  get language(): 'fr' | 'en' {
    return this.locale.startsWith('en') ? 'en' : 'fr';
  }

  /** Says the text of a key; {name} is filled in. */
  t(key: string, values: Record<string, string | number> = {}): string {
    const own = (this.constructor as typeof Light).said[this.language][key] ?? shared[this.language][key] ?? key;
    return typeset(this.locale, own.replace(/\{(\w+)\}/g, (_, name: string) => this.shown(values[name] ?? '')));
  }

  private shown(value: string | number): string {
    return typeof value === 'number' ? value.toLocaleString(this.language) : value;
  }

  pick(text: Text | undefined): string {
    return typeset(this.locale, text?.[this.language] ?? text?.['fr'] ?? text?.['en'] ?? '');
  }

  day(date: string): string {
    return new Date(`${date}T12:00:00`).toLocaleDateString(this.language, { day: 'numeric', month: 'long', year: 'numeric' });
  }

  /** Calls the module: a GET without a body, a POST with one; a refusal is thrown. */
  async call<T>(path: string, body?: unknown): Promise<T> {
    const key = this.embed ? `${path.includes('?') ? '&' : '?'}key=${this.embed}` : '';
    const init = body === undefined ? {} : { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
    let response: Response;
    try {
      response = await fetch(`${this.api}/mobilisation${path}${key}`, { credentials: 'omit', ...init });
    } catch {
      throw { code: 'offline' } satisfies Refusal;
    }
    const answer = await response.json().catch(() => ({ code: 'unknown' }));
    if (!response.ok) throw answer as Refusal;
    return answer as T;
  }

  /** Begins to solve a challenge, once: when somebody begins to type. */
  protected prepare(purpose: string): Promise<string> {
    return (this.solving ??= this.call<Challenge>(`/challenge?for=${purpose}`).then(solve));
  }

  /** Sends a form with a solved challenge; another one is solved where it came too late or was used. */
  protected async send<T>(path: string, purpose: string, body: object): Promise<T> {
    for (let attempt = 0; ; attempt++) {
      try {
        const solution = await this.prepare(purpose);
        return await this.call<T>(path, { ...body, solution, language: this.language, page: location.origin + location.pathname });
      } catch (refused) {
        this.solving = undefined;
        if (attempt || !/^challenge-/.test((refused as Refusal).code)) throw refused;
      }
    }
  }

  /** Runs a step with its buttons held, and keeps the refusal for the page to say. */
  protected async step(run: () => Promise<void>): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.refusal = undefined;
    this.requestUpdate();
    try {
      await run();
    } catch (refused) {
      this.refusal = refused as Refusal;
    }
    this.busy = false;
    this.requestUpdate();
    await this.updateComplete;
    this.renderRoot.querySelector<HTMLElement>(this.refusal ? '.summary' : 'h1')?.focus();
  }

  /** What was refused, with a link to each place. */
  protected summary(): TemplateResult | typeof nothing {
    const r = this.refusal;
    if (!r) return nothing;
    const places = r.errors?.filter((e) => this.t(`at${e.pointer}`) !== `at${e.pointer}`) ?? [];
    const text = this.t(r.code);
    const go = (e: Event) => { e.preventDefault(); this.renderRoot.querySelector<HTMLElement>((e.target as HTMLAnchorElement).hash)?.focus(); };
    return html`<div class="summary" role="alert" tabindex="-1">${places.length
      ? html`${this.t('wrong')}${this.t('colon')}<ul>${places.map((e) => html`<li><a href="#f${e.pointer.replaceAll('/', '-')}" @click=${go}>${this.t(`at${e.pointer}`)}</a></li>`)}</ul>`
      : text === r.code ? this.t('unknown') : text}</div>`;
  }

  /** One labelled control. */
  protected field(pointer: string, label: string, more: { type?: string; complete?: string; help?: string; value?: string; rows?: number; optional?: boolean; wide?: number } = {}) {
    const id = `f${pointer.replaceAll('/', '-')}`;
    const wrong = this.refusal?.errors?.some((e) => e.pointer === pointer);
    const notes = `${id}-notes`;
    return html`<div class="tight"><label for=${id}>${label}</label>
      <div id=${notes}>${more.help ? html`<p class="help">${more.help}</p>` : nothing}${wrong ? html`<p class="error">${this.t(`at${pointer}`)}</p>` : nothing}</div>
      ${more.rows
        ? html`<textarea id=${id} name=${pointer} rows=${more.rows} maxlength="3000" aria-describedby=${notes} aria-invalid=${wrong ? 'true' : nothing}></textarea>`
        : html`<input id=${id} name=${pointer} type=${more.type ?? 'text'} autocomplete=${(more.complete ?? 'off') as 'off'} .defaultValue=${more.value ?? ''} style=${more.wide ? `max-width:${more.wide}rem` : nothing}
            aria-required=${more.optional ? nothing : 'true'} aria-describedby=${notes} aria-invalid=${wrong ? 'true' : nothing}>`}</div>`;
  }

  /** One box, never ticked beforehand. */
  protected box(pointer: string, label: string) {
    const id = `f${pointer.replaceAll('/', '-')}`;
    const wrong = this.refusal?.errors?.some((e) => e.pointer === pointer);
    return html`<div><label class="tick"><input type="checkbox" id=${id} name=${pointer} aria-invalid=${wrong ? 'true' : nothing}><span>${label}</span></label>
      ${wrong ? html`<p class="error">${this.t(`at${pointer}`)}</p>` : nothing}</div>`;
  }

  /** What stands in a control. */
  protected typed(pointer: string): string {
    return this.renderRoot.querySelector<HTMLInputElement>(`[name="${pointer}"]`)?.value.trim() ?? '';
  }

  /** A box with the version of the text beside it, as it is sent. */
  protected choice(pointer: string, words: Words | undefined) {
    const agreed = this.renderRoot.querySelector<HTMLInputElement>(`[name="${pointer}"]`)?.checked ?? false;
    const version = words?.[this.language]?.version ?? words?.['fr']?.version;
    return agreed && version ? { agreed, version } : { agreed: false };
  }

  protected words(words: Words | undefined): string {
    return typeset(this.locale, words?.[this.language]?.text ?? words?.['fr']?.text ?? '');
  }

  /** The end of every form here: a message is on its way. */
  protected sent(until: string) {
    return html`<div class="card stack" role="status"><h1 tabindex="-1">${this.t('check')}</h1><p>${this.t('checkText', { day: this.day(until) })}</p></div>`;
  }

  /** While something is on its way, or did not arrive. */
  protected waiting(retry: () => void) {
    if (!this.refusal) return html`<p class="muted" role="status">${this.t('loading')}</p>`;
    const gone = /not-found|module-off/.test(this.refusal.code);
    return html`<div class="card stack"><h1 tabindex="-1">${this.t(gone ? 'gone' : this.refusal.code === 'offline' ? 'offline' : 'unknown')}</h1>
      ${gone ? nothing : html`<button type="button" class="second" @click=${retry}>${this.t('retry')}</button>`}</div>`;
  }
}
