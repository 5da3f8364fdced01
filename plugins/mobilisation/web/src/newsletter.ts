// <rb-mobilisation-newsletter>: who gets news, the list to take elsewhere, and what proves that people agreed.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/copy';
import '@ribambelle/web/table';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';
import type { Column } from '@ribambelle/web/table';

import { mobilisation, type Overview, type Proof, type Subscriber } from './api.ts';
import { Desk, type Told } from './desk.ts';
import { texts } from './texts/newsletter.ts';

type Page = { subscribers: Subscriber[]; next_page_token?: string };

@element('rb-mobilisation-newsletter')
export class RbMobilisationNewsletter extends Desk {
  static override texts = texts;
  static override styles = [base, css`.figures { display: flex; flex-wrap: wrap; gap: var(--rb-space-5); margin: 0; } .figures div { display: flex; flex-direction: column-reverse; } dt { color: var(--rb-muted); font-size: var(--rb-text-s); } dd { margin: 0; font-size: var(--rb-text-2xl); font-weight: 680; font-variant-numeric: tabular-nums; } .hash { font-size: var(--rb-text-s); }`];

  @state() private sought = '';
  @state() private proofs: Proof[] | undefined;

  private readonly overview = loaded(this, () => mobilisation.overview(this.client));
  private readonly list = loaded(this, () => mobilisation.subscribers(this.client));

  override render() {
    return html`<div class="stack wide">
      ${this.head(this.t('mobilisation.newsletter.title'), this.t('mobilisation.newsletter.lead'), may(this.me, 'mobilisation:newsletter.export')
        ? html`<rb-button icon="download" href=${mobilisation.sheet(this.client, '/newsletter:export', this.language)} download="newsletter.csv">${this.t('mobilisation.export')}</rb-button>` : nothing)}
      ${this.overview.render((o: Overview) => html`<dl class="figures card">${(['confirmed', 'pending', 'unsubscribed'] as const).map((k) => html`<div><dt>${this.t(`mobilisation.newsletter.${k}`)}</dt><dd>${this.fmt.number(o.newsletter[k])}</dd></div>`)}</dl>
        <div class="card stack tight"><h2>${this.t('mobilisation.newsletter.share')}</h2><rb-copy text=${`${o.pages}/newsletter`}></rb-copy></div>`)}
      ${this.list.render((page: Page) => this.table(page))}
      ${may(this.me, 'mobilisation:consents.read') ? this.consents() : nothing}</div>`;
  }

  private table(page: Page) {
    const columns: Column<Subscriber>[] = [
      { key: 'email', label: this.t('mobilisation.newsletter.email'), primary: true, render: (s) => s.email ?? '' },
      { key: 'since', label: this.t('mobilisation.newsletter.since'), render: (s) => this.fmt.date(s.since) },
      { key: 'language', label: this.t('mobilisation.newsletter.language'), render: (s) => this.t(`mobilisation.newsletter.language.${s.language}`) },
      { key: 'source', label: this.t('mobilisation.newsletter.source'), render: (s) => this.t(s.source?.startsWith('petition') ? 'mobilisation.newsletter.by-petition' : 'mobilisation.newsletter.by-form') },
    ];
    const more = async () => {
      const next = await mobilisation.subscribers(this.client, page.next_page_token);
      this.list.set({ ...next, subscribers: [...page.subscribers, ...next.subscribers] });
    };
    return html`<div class="stack"><h2>${this.t('mobilisation.newsletter.list')}</h2>
      <rb-table hide-caption caption=${this.t('mobilisation.newsletter.list')} .columns=${columns as never} .rows=${page.subscribers as never} empty=${this.t('mobilisation.newsletter.none')}></rb-table>
      ${page.next_page_token ? html`<div><rb-button @click=${more}>${this.t('mobilisation.more')}</rb-button></div>` : nothing}</div>`;
  }

  private consents() {
    const look = () => this.attempt(async () => { this.proofs = await mobilisation.proofs(this.client, this.sought); }, '');
    return html`<div class="card stack"><div class="stack tight"><h2>${this.t('mobilisation.consents.title')}</h2><p class="muted">${this.t('mobilisation.consents.lead')}</p></div>
      <rb-field type="email" label=${this.t('mobilisation.newsletter.email')} @rb-input=${(e: Told) => { this.sought = String(e.detail.value ?? ''); this.proofs = undefined; }} @rb-enter=${look}></rb-field>
      <div><rb-button ?busy=${this.busy} ?disabled=${!this.sought.includes('@')} @click=${look}>${this.t('mobilisation.consents.look')}</rb-button></div>
      ${this.proofs && !this.proofs.length ? html`<p>${this.t('mobilisation.consents.none')}</p>` : nothing}
      ${this.proofs?.map((p) => html`<div class="stack tight"><p><strong>${this.t(`mobilisation.consents.purpose.${p.purpose}`)}</strong> · ${this.t('mobilisation.consents.given', { date: this.fmt.dateTime(p.given_at) })}${p.ended_at ? ` · ${this.t('mobilisation.consents.ended', { date: this.fmt.dateTime(p.ended_at) })}` : ''}</p>
        <p class="muted hash">${this.t('mobilisation.consents.text', { version: p.version })} · ${p.page ?? ''} · <code>${p.hash}</code> ${p.sound ? html`<rb-badge kind="good">${this.t('mobilisation.consents.sound')}</rb-badge>` : html`<rb-badge kind="bad">${this.t('mobilisation.consents.unsound')}</rb-badge>`}</p></div>`)}</div>`;
  }
}
