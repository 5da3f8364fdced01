// What the print pages share: the portrait, the language of the document, the print button, the styles of paper.

import { css, html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/back';
import '@ribambelle/web/button';
import '@ribambelle/web/field';
import '@ribambelle/web/mark';
import '@ribambelle/web/qr';
import { Format } from '@ribambelle/web/format';
import { localeFor } from '@ribambelle/web/locale';
import { ModuleElement } from '@ribambelle/web/module-element';
import { base } from '@ribambelle/web/styles';
import { type Params, translate } from '@ribambelle/web/texts';

import { texts } from '../texts/print.ts';
import type { Rec, Wave } from '../wave/wave.ts';

export const paper = css`
  .sheet { background: #fff; color: #17323b; border: 1px solid var(--rb-line); border-radius: var(--rb-radius); padding: var(--rb-space-6); max-width: 48rem; box-shadow: var(--rb-shadow); }
  .sheet h2 { font-size: var(--rb-text-2xl); }
  .sheet p { max-width: 62ch; }
  .sheet .muted { color: #4a6068; }
  rb-field { max-width: 14rem; }
  .box { border: 1px solid #6f8288; border-radius: 8px; padding: 1em 1.25em; white-space: pre-line; }
  .tools { align-items: end; }
  .whole { white-space: nowrap; }
  @media (max-width: 599px) { .sheet { padding: var(--rb-space-4); } }
  @media print { .stack.wide > .sheet { margin: 0; } .sheet { border: 0; padding: 0; max-width: none; box-shadow: none; } .sheet.stack { gap: 5mm; } }
`;

/** A page of paper in the language chosen on it; its tools stay in the reader's. */
export class Sheet extends ModuleElement {
  static override texts = texts;
  static override styles = [base, paper];

  @property() wave = '';
  /** The locale of the paper. */
  @state() protected printed = '';

  override connectedCallback(): void {
    super.connectedCallback();
    this.printed ||= this.locale;
  }

  /** Says a text in the language of the paper. */
  protected s(key: string, params?: Params): string {
    return translate(texts, this.printed, key, params);
  }

  /** Says a text with something marked up in the place of one of its parameters. */
  protected around(key: string, param: string, inner: TemplateResult): TemplateResult {
    const [before, after] = this.s(key, { [param]: '|' }).split('|');
    return html`${before}${inner}${after}`;
  }

  /** The address that a code opens. */
  protected address(code: string): string {
    return `${location.origin}/p/${this.tenant}/portrait/answer#${code}`;
  }

  /** The address to type by hand; on narrow paper it breaks after a slash and nowhere else. */
  protected get typedAddress(): TemplateResult {
    const parts = [location.host, 'p', this.tenant, 'portrait', 'answer'];
    return html`${parts.map((part, i) => (i < parts.length - 1 ? html`<span class="whole">${part}/</span><wbr />` : html`<span class="whole">${part}</span>`))}`;
  }

  /** The person in charge of data protection, in a line where no address or number breaks; undefined where nobody is named. */
  protected get officerLine(): TemplateResult | undefined {
    const { name, email, phone } = this.me?.tenant.officer ?? {};
    const known = [name, email, phone].filter(Boolean);
    if (!known.length) return undefined;
    return this.around('portrait.letter.officer', 'who', html`${known.map((text, i) => html`${i ? ', ' : ''}<span class=${text === name ? '' : 'whole'}>${text}</span>`)}`);
  }

  protected from(w: Rec<Wave>): string {
    return new Format(this.printed).date(w.doc.opened_on ?? new Date());
  }

  protected until(w: Rec<Wave>): string {
    return new Format(this.printed).date(w.doc.closes_on);
  }

  protected tools(w: Rec<Wave>, title: string, more: unknown = '', ready = true) {
    this.entitle(`${title} · ${w.doc.title}`);
    const wording = this.me?.tenant.wording;
    const [french, english] = [localeFor('fr', wording), localeFor('en', wording)];
    const languages = [{ value: french, label: 'Français' }, { value: english, label: 'English' }];
    const chosen = (e: CustomEvent<{ value: unknown }>) => { this.printed = String(e.detail.value); };
    const value = this.printed.startsWith('fr') ? french : english;
    return html`<div class="no-print stack">
      <div class="stack tight"><rb-back href=${this.href(`/waves/${this.wave}`)}>${this.pick(w.doc.title)}</rb-back><h1 tabindex="-1">${title}</h1></div>${more}
      ${ready ? html`<div class="row tools"><rb-field type="select" label=${this.t('portrait.print.language')} .options=${languages} .value=${value} @rb-change=${chosen}></rb-field>
        <rb-button kind="primary" icon="printer" @click=${() => window.print()}>${this.t('portrait.print')}</rb-button></div>` : nothing}
    </div>`;
  }
}
