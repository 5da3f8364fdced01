// What the print pages share: the wave, the language of the document, the print button, the styles of paper.

import { css, html } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/button';
import '@ribambelle/web/field';
import '@ribambelle/web/mark';
import '@ribambelle/web/qr';
import { ModuleElement } from '@ribambelle/web/module-element';
import { base } from '@ribambelle/web/styles';

import { texts } from '../texts.ts';
import type { Rec, Wave } from '../wave/wave.ts';

export const paper = css`
  .sheet { background: #fff; color: #17323b; border: 1px solid var(--rb-line); border-radius: var(--rb-radius); padding: var(--rb-space-6); max-width: 48rem; }
  .sheet h2 { font-size: var(--rb-text-2xl); }
  .sheet p { max-width: 62ch; }
  .sheet .muted { color: #4a6068; }
  @media print { .sheet { border: 0; padding: 0; max-width: none; } }
`;

/** A page that prints in the language chosen on it, whatever the console's. */
export class Sheet extends ModuleElement {
  static override texts = texts;
  static override styles = [base, paper];

  @property() wave = '';
  @state() protected printed = '';

  override connectedCallback(): void {
    super.connectedCallback();
    this.printed ||= this.language;
    this.lang = '';
  }

  /** The address that a code opens. */
  protected address(code: string): string {
    return `${location.origin}/p/${this.tenant}/portrait/answer#${code}`;
  }

  /** The address to type by hand. */
  protected get typedAddress(): string {
    return `${location.host}/p/${this.tenant}/portrait/answer`;
  }

  protected from(w: Rec<Wave>): string {
    return this.fmt.date(w.doc.opened_on ?? new Date());
  }

  protected until(w: Rec<Wave>): string {
    return this.fmt.date(w.doc.closes_on);
  }

  protected tools(w: Rec<Wave>, title: string, more: unknown = '') {
    this.entitle(`${title} · ${w.doc.title}`);
    const languages = [{ value: 'fr', label: 'Français' }, { value: 'en', label: 'English' }];
    const chosen = (e: CustomEvent<{ value: unknown }>) => {
      this.printed = String(e.detail.value);
      this.lang = this.printed === 'fr' && this.me?.tenant.wording.startsWith('fr') ? this.me.tenant.wording : this.printed;
      this.requestUpdate();
    };
    return html`<div class="no-print stack">
      <a href=${this.href(`/waves/${this.wave}`)}>${w.doc.title}</a>
      <h1 tabindex="-1">${title}</h1>${more}
      <div class="row"><rb-field type="select" label=${this.t('portrait.print.language')} .options=${languages} .value=${this.printed} @rb-change=${chosen}></rb-field>
        <rb-button kind="primary" icon="printer" @click=${() => window.print()}>${this.t('portrait.print')}</rb-button></div>
    </div>`;
  }
}
