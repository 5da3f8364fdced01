// RbElement: the base of every element. It knows the language of its place on the page, says texts by key
// and formats values by locale.

import { LitElement } from 'lit';

import { Format } from './format.ts';
import { localeEvent, localeOf } from './locale.ts';
import type { FieldError, Problem } from './problem.ts';
import { shared } from './shared.ts';
import { type Bilingual, type Catalog, join, type Params, pick, translate, translateTaught } from './texts.ts';
import { typeset } from './typography.ts';
import { en } from './wording/en.ts';
import { fr } from './wording/fr.ts';

const own: Catalog = { fr, en };
const joined = new WeakMap<object, Catalog>();

/** The time zone in which the page tells times; the tenant's. */
export const zone = () => shared('zone', () => ({ name: undefined as string | undefined }));

export class RbElement extends LitElement {
  /** Texts of the element's own, beside those of the shared elements. */
  static texts: Catalog = {};

  private readonly speakAgain = () => this.requestUpdate();

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener(localeEvent, this.speakAgain);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener(localeEvent, this.speakAgain);
  }

  /** The locale in force here: "fr-FR", "fr-CA", "en". */
  get locale(): string {
    return localeOf(this);
  }

  get language(): string {
    return this.locale.slice(0, 2);
  }

  /** Formats numbers, dates and lists by the locale. */
  get fmt(): Format {
    return new Format(this.locale, zone().name);
  }

  /** Says the text of a key. */
  t(key: string, params?: Params): string {
    return translate(this.#words, this.locale, key, params);
  }

  /** Picks the text of a bilingual value, set as its language sets type. */
  pick(value: Bilingual | string | undefined | null): string {
    return typeset(this.locale, pick(value, this.locale));
  }

  /** Says a problem in the reader's language. */
  say(problem: Problem): string {
    if (problem.status === 429 && problem.retryAfter) return this.t('problem.exhausted-seconds', { n: problem.retryAfter });
    const own = this.sayCode(problem);
    if (own) return own;
    if (problem.code.endsWith('-not-found')) return this.t('problem.not-found');
    return problem.detail || this.t(problem.status >= 500 ? 'problem.internal' : 'problem.conflict');
  }

  /** What we say ourselves of a problem by its code; empty when that is nothing. */
  sayCode(problem: Problem): string {
    const key = `problem.${problem.code.replaceAll('_', '-')}`;
    for (const said of [this.t(key, problem.data as Params), translateTaught(this.locale, key, problem.data as Params)]) if (said !== key) return said;
    return '';
  }

  /** Says what is wrong with a field in the reader's language, by the rule that it breaks; with a label, for a summary.
   * A rule that nobody has words for is told in the server's English to those who read English, to others in general
   * words. */
  sayField(error: FieldError, label = ''): string {
    const said = this.sayRule(error) || (this.language === 'en' && error.message ? `${error.message}.` : this.t('web.rule.other'));
    return label ? this.t('web.check.server', { label, message: said }) : said.charAt(0).toLocaleUpperCase(this.locale) + said.slice(1);
  }

  private sayRule({ rule = '', limit = '' }: FieldError): string {
    const n = limit === '' ? NaN : Number(limit);
    const params = Number.isFinite(n) ? { n, limit: n } : { n: 0, limit: limit.replace('-', '\u2013') };
    for (const key of [`web.rule.${rule}-${limit}`, `web.rule.${rule}`]) {
      for (const said of [this.t(key, params), translateTaught(this.locale, key, params)]) if (said !== key) return said;
    }
    return '';
  }

  /** Sends an event upward, through shadow roots. */
  emit<T>(name: string, detail?: T): boolean {
    return this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true, cancelable: true }));
  }

  get #words(): Catalog {
    const type = this.constructor as typeof RbElement;
    let words = joined.get(type);
    if (!words) joined.set(type, (words = join(own, type.texts)));
    return words;
  }
}
