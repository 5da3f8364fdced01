// The record of processing: what is held about people, by whom and why; it prints as it is.

import { css, html, nothing } from 'lit';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import '@ribambelle/web/notice';
import type { Bilingual } from '@ribambelle/web/texts';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import { keptFor, privacyPages, privacyStyles } from '../parts/privacy-pages.ts';
import { screenStyles } from '../parts/styles.ts';

type Data = { collection: string; title: Bilingual; anonymous?: boolean; keep?: string; then?: string; fields: { name: string; title: Bilingual; sealed?: boolean }[] };
type Activity = { module: string; title: Bilingual; purpose: Bilingual; basis: Bilingual; data: Data[]; recipients: string[]; shared: string[] };
type Register = { organisation: string; officer: { name?: string; email?: string }; hosting: string; made_at: string; activities: Activity[]; open: { what: string; module?: string }[] };

@element('rb-privacy')
export class RbPrivacy extends Screen {
  static override styles = [...screenStyles, privacyStyles, css`
    dl.facts { gap: var(--rb-space-3) var(--rb-space-5); grid-template-columns: minmax(8rem, 14rem) 1fr; }
    @media (max-width: 599px) { dl.facts { grid-template-columns: 1fr; gap: .125rem; } dl.facts dd { margin-block-end: var(--rb-space-3); } }
  `];

  private readonly register = loaded(this, (signal) => this.api.get<Register>('/privacy/processing', { signal }));

  protected override titleKey = () => 'privacy.register';

  override render() {
    const print = html`<rb-button icon="printer" @click=${() => window.print()}>${this.t('collection.print')}</rb-button>`;
    return html`<div class="page">${privacyPages(this, 'register')}${head({ title: this.t('privacy.register'), lead: this.t('privacy.lead.register'), actions: print })}
      ${this.register.render((r: Register) => html`<p class="print-only">${r.organisation}, ${this.fmt.date(r.made_at)}</p>${this.open(r)}
        <dl class="facts"><dt>${this.t('org.officer')}</dt><dd>${[r.officer.name, r.officer.email].filter(Boolean).join(', ') || this.t('privacy.unsaid')}</dd><dt>${this.t('org.hosting')}</dt><dd>${r.hosting || this.t('privacy.unsaid')}</dd></dl>
        ${r.activities.map((a) => this.activity(a))}`)}</div>`;
  }

  private open({ open, activities }: Register) {
    if (open.length === 0) return nothing;
    const module = (name = '') => this.pick(activities.find((a) => a.module === name)?.title) || name;
    return html`<rb-notice kind="warn" .heading=${this.t('privacy.open')}><ul class="plain">${open.map((o) => html`<li>${this.t(`privacy.open.${o.what}`, { module: module(o.module) })}</li>`)}</ul></rb-notice>`;
  }

  private activity(a: Activity) {
    return html`<section class="card stack"><h2>${this.pick(a.title)}</h2><p class="prose">${this.pick(a.purpose)}</p>
      ${a.data.length === 0 ? html`<p class="muted">${this.t('privacy.nobody')}</p>` : nothing}<dl class="facts">${this.pick(a.basis) ? html`<dt>${this.t('held.basis')}</dt><dd>${this.pick(a.basis)}</dd>` : nothing}${a.data.map((d) => html`<dt>${this.pick(d.title)}</dt><dd>${this.held(d)}${d.keep ? html`<br /><span class="small muted">${keptFor(this, d.keep, d.then!)}</span>` : nothing}</dd>`)}
        ${a.recipients.length ? html`<dt>${this.t('privacy.recipients')}</dt><dd>${a.recipients.join(', ')}</dd>` : nothing}${a.shared.length ? html`<dt>${this.t('privacy.shared')}</dt><dd>${a.shared.join(', ')}</dd>` : nothing}</dl></section>`;
  }

  private held({ anonymous, fields }: Data): string {
    if (anonymous) return this.t('privacy.anonymous');
    return fields.map((f) => this.pick(f.title) || f.name).join(', ') || this.t('privacy.nobody');
  }
}
