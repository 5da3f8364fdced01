// Who agreed to what, when, by which text, and who no longer does.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/field';
import { loaded } from '@ribambelle/web/loaded';
import { problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/table';
import type { Column } from '@ribambelle/web/table';
import type { Bilingual } from '@ribambelle/web/texts';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import { collectionsOf, privacyPages, privacyStyles, type Processing } from '../parts/privacy-pages.ts';
import { screenStyles } from '../parts/styles.ts';

type Consent = { collection: string; who: string; purpose: string; purpose_title: Bilingual; given_at: string; ended_at?: string; version: string };
type Page = { consents: Consent[]; next_page_token?: string };
type Told = CustomEvent<{ value: string }>;

@element('rb-consents')
export class RbConsents extends Screen {
  static override styles = [...screenStyles, privacyStyles, css`.who { max-width: 26rem; }`];

  @state() private busy = false;
  private who = '';
  private readonly titles = loaded(this, async (signal) => new Map(collectionsOf(this, await this.api.get<Processing>('/privacy/processing', { signal })).map((c) => [c.id, c.title])));
  private readonly page = loaded(this, (signal) => this.api.get<Page>(this.address(), { signal }));

  protected override titleKey = () => 'privacy.consents';

  override render() {
    const file = html`<rb-button icon="download" href=${this.api.href('/privacy/consents:export')} download="">${this.t('privacy.csv')}</rb-button>`;
    const columns: Column<Consent>[] = [
      { key: 'who', label: this.t('privacy.who'), primary: true, render: (c) => c.who }, { key: 'for', label: this.t('privacy.purpose'), render: (c) => html`<span>${this.titles.value?.get(c.collection) ?? ''} <span class="small muted">${this.pick(c.purpose_title) || c.purpose}</span></span>` },
      { key: 'given', label: this.t('privacy.given'), sort: (c) => c.given_at, render: (c) => this.fmt.dateTime(c.given_at) }, { key: 'ended', label: this.t('privacy.ended'), render: (c) => (c.ended_at ? this.fmt.dateTime(c.ended_at) : '–') },
      { key: 'version', label: this.t('privacy.version'), render: (c) => c.version },
    ];
    return html`<div class="page">${privacyPages(this, 'consents')}${head({ title: this.t('privacy.consents'), lead: this.t('privacy.lead.consents'), actions: file })}
      <rb-field class="who no-print" type="search" .label=${this.t('privacy.consents.who')} .help=${this.t('privacy.consents.who-help')} @rb-change=${(e: Told) => this.narrow(e.detail.value)}></rb-field>
      ${this.page.render((page: Page) => html`<rb-table .caption=${this.t('privacy.consents')} hide-caption .columns=${columns as never} .rows=${page.consents as never} empty=${this.t('privacy.none.consents')}></rb-table>
        ${page.next_page_token ? html`<div><rb-button ?busy=${this.busy} @click=${() => void this.next(page)}>${this.t('audit.more')}</rb-button></div>` : nothing}`)}</div>`;
  }

  private address(token = ''): string {
    return `/privacy/consents?${new URLSearchParams({ ...(this.who && { who: this.who }), ...(token && { page_token: token }) }).toString()}`;
  }

  private narrow(who: string): void {
    if (who.trim() === this.who) return; // leaving the field tells it again
    this.who = who.trim();
    void this.page.reload();
  }

  private async next({ consents, next_page_token: token = '' }: Page): Promise<void> {
    this.busy = true;
    try {
      const page = await this.api.get<Page>(this.address(token));
      this.page.set({ ...page, consents: [...consents, ...page.consents] });
    } catch (thrown) {
      this.failed(problemOf(thrown));
    } finally {
      this.busy = false;
    }
  }
}
