// <rb-letter>: an invitation as a letter on paper, in French or English, with a QR code and the code itself.

import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { element } from '@ribambelle/web/define';
import { RbElement } from '@ribambelle/web/element';
import '@ribambelle/web/mark';
import type { Tenant } from '@ribambelle/web/me';
import '@ribambelle/web/qr';
import { base } from '@ribambelle/web/styles';

import { texts } from '../wording/all.ts';
import type { Issued } from './person.ts';
import { roleTitle } from './role-title.ts';

@element('rb-letter')
export class RbLetter extends RbElement {
  static override texts = texts;
  static override styles = [base, css`
    article { background: #fff; color: #17323b; border: 1px solid var(--rb-line); border-radius: var(--rb-radius); padding: clamp(1.25rem, 5vw, 3rem); display: grid; gap: var(--rb-space-5); max-width: 44rem; }
    header { display: flex; gap: .625rem; align-items: center; font-weight: 680; } rb-mark { font-size: 2rem; color: var(--rb-sheet); }
    h2 { font-size: var(--rb-text-xl); }
    .how { display: grid; gap: var(--rb-space-5); align-items: center; }
    @media (min-width: 560px) { .how { grid-template-columns: auto 1fr; } }
    ol { display: grid; gap: .5rem; }
    dl { display: grid; gap: .125rem; margin: 0; } dt { font-size: var(--rb-text-s); color: #4a6068; } dd { margin: 0 0 .5rem; font-weight: 620; overflow-wrap: anywhere; }
    .code { font-family: ui-monospace, monospace; letter-spacing: .02em; }
    footer { font-size: var(--rb-text-s); color: #4a6068; border-block-start: 1px solid #ccc; padding-block-start: var(--rb-space-3); display: grid; gap: .375rem; }
    @media print { article { border: 0; padding: 0; max-width: none; } }
  `];

  @property({ attribute: false }) issued!: Issued;
  @property({ attribute: false }) tenant!: Tenant;

  override render() {
    const { invitation, link, code, renews } = this.issued;
    const contact = [this.tenant.officer?.name, this.tenant.officer?.email, this.tenant.officer?.phone].filter(Boolean).join(', ');
    return html`<article class="sheet"><header><rb-mark></rb-mark><span>${this.tenant.name}</span></header>
      <h2>${this.t('letter.subject')}</h2>
      <div class="stack tight"><p>${this.t('letter.dear', { name: invitation.name })}</p>
        ${renews ? html`<p>${this.t('letter.renew')}</p>` : html`<p>${this.t('letter.body', { tenant: this.tenant.name })}</p>
        ${invitation.role ? html`<p>${this.t(invitation.unit_name ? 'letter.role' : 'letter.role-whole', { role: roleTitle(this, invitation.role), unit: invitation.unit_name })}</p>` : nothing}`}</div>
      <div class="how"><rb-qr .text=${link} label="QR"></rb-qr><div class="stack tight"><h3>${this.t('letter.how')}</h3><ol><li>${this.t('letter.step1')}</li><li>${this.t(renews ? 'letter.step2-renew' : 'letter.step2')}</li><li>${this.t('letter.step3')}</li></ol></div></div>
      <dl class="num"><dt>${this.t('letter.address')}</dt><dd>${link.replace(/#.*$/, '')}</dd>${code ? html`<dt>${this.t('letter.code')}</dt><dd class="code">${grouped(code)}</dd>` : nothing}</dl>
      <footer><p>${this.t('letter.until', { date: this.fmt.date(invitation.expires) })}</p>${contact ? html`<p>${this.t('letter.privacy', { contact })}</p>` : nothing}</footer></article>`;
  }
}

// grouped sets a code in groups that an eye can follow; whoever types it may leave the spaces.
const grouped = (code: string): string => (code.match(/.{1,6}/g) ?? []).join(' ');
