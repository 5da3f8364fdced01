// <rb-issued>: an access just made: the link to copy, the letter to print in the language chosen.

import { html } from 'lit';
import { property, state } from 'lit/decorators.js';
import '@ribambelle/web/button';
import '@ribambelle/web/copy';
import { element } from '@ribambelle/web/define';
import { RbElement } from '@ribambelle/web/element';
import '@ribambelle/web/field';
import { localeFor } from '@ribambelle/web/locale';
import type { Tenant } from '@ribambelle/web/me';
import '@ribambelle/web/notice';
import { base } from '@ribambelle/web/styles';

import { texts } from '../wording/all.ts';
import './letter.ts';
import type { Issued } from './person.ts';

@element('rb-issued')
export class RbIssued extends RbElement {
  static override texts = texts;
  static override styles = base;

  @property({ attribute: false }) issued!: Issued;
  @property({ attribute: false }) tenant!: Tenant;
  @state() private paper = '';

  override render() {
    const full: Issued = { ...this.issued, link: new URL(this.issued.link, location.origin).href };
    const locale = this.paper || this.locale;
    return html`<div class="stack wide"><div class="stack no-print"><rb-notice kind="good">${this.issued.sent ? `${this.t('invite.sent')} ` : ''}${this.t(this.issued.renews ? 'invite.once-renewed' : 'invite.once')}</rb-notice>
      <div class="stack tight"><strong>${this.t('invite.link')}</strong><rb-copy .text=${full.link} .label=${this.t('invite.link')}></rb-copy></div>
      <div class="row"><rb-field type="radio" .label=${this.t('invite.letter-language')} .value=${locale.slice(0, 2)} .options=${[{ value: 'fr', label: 'Français' }, { value: 'en', label: 'English' }]}
        @rb-change=${(e: CustomEvent<{ value: string }>) => (this.paper = localeFor(e.detail.value, this.tenant.wording))}></rb-field></div>
      <div><rb-button kind="primary" icon="printer" @click=${() => window.print()}>${this.t('invite.print')}</rb-button></div></div>
      <rb-letter lang=${locale} .issued=${full} .tenant=${this.tenant}></rb-letter></div>`;
  }
}
