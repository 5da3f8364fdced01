// What I was told: the newest first, with what I have not read yet set off.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/state';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import { type Notice, type Notices, paragraphs, teller } from '../parts/notice.ts';
import { screenStyles } from '../parts/styles.ts';

@element('rb-notices')
export class RbNotices extends Screen {
  static override styles = [...screenStyles, css`
    .told { display: grid; gap: var(--rb-space-3); max-width: 46rem; }
    .told li { display: grid; gap: var(--rb-space-3); border-inline-start: 6px solid var(--rb-line); }
    .told li.unread { border-color: var(--rb-sun); }
    .told h2 { font-size: 1.125rem; overflow-wrap: anywhere; } .told p { white-space: pre-line; overflow-wrap: anywhere; max-width: 62ch; }
    .from { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: center; }
  `];

  @state() private busy = '';
  private readonly list = loaded(this, (signal) => this.api.get<Notices>('/me/notices', { signal }));

  protected override titleKey = () => 'notices.title';

  override render() {
    const choose = html`<rb-button icon="settings" href=${this.to('account')}>${this.t('notices.choose')}</rb-button>`;
    return html`<div class="page">${this.list.render((all: Notices) => html`
      ${head({ title: this.t('notices.title'), lead: all.unread ? this.t('notices.lead', { n: all.unread }) : this.t('notices.all-read'), actions: html`${all.unread > 1 ? html`<rb-button icon="check" ?busy=${this.busy === 'all'} @click=${() => void this.read()}>${this.t('notices.read-all')}</rb-button>` : nothing}${choose}` })}
      ${all.notices.length === 0 ? html`<div class="card"><rb-state kind="empty" .heading=${this.t('notices.none')} .text=${this.t('notices.none-text')}></rb-state></div>`
        : html`<ul class="list told">${all.notices.map((n) => this.one(n))}</ul>`}
      ${all.next_page_token ? html`<div><rb-button ?busy=${this.busy === 'more'} @click=${() => void this.more(all)}>${this.t('notices.more')}</rb-button></div>` : nothing}`)}</div>`;
  }

  private one(n: Notice) {
    const subject = this.pick(n.subject);
    return html`<li class="card ${n.read_at ? '' : 'unread'}"><div class="stack tight"><p class="from small muted"><span>${teller(this, this.me, n)}</span><time datetime=${n.at}>${this.fmt.dateTime(n.at)}</time>
        ${n.sent_at ? html`<span>${this.t('notices.mailed')}</span>` : nothing}${n.handed_at ? html`<span>${this.t('notices.handed')}</span>` : nothing}${n.read_at ? nothing : html`<rb-badge kind="warn">${this.t('notices.unread')}</rb-badge>`}</p><h2>${subject}</h2></div>
      ${paragraphs(this.pick(n.text)).map((p) => html`<p>${p}</p>`)}
      <div class="row">${n.link ? html`<rb-button kind="primary" size="s" href=${`/o/${this.slug}/${n.link}`} label=${`${this.t('notices.open')}, ${subject}`} @click=${() => void (n.read_at ? undefined : this.read(n))}>${this.t('notices.open')}</rb-button>` : nothing}
        ${n.read_at ? nothing : html`<rb-button size="s" icon="check" ?busy=${this.busy === n.id} label=${`${this.t('notices.read')}, ${subject}`} @click=${() => void this.read(n)}>${this.t('notices.read')}</rb-button>`}</div></li>`;
  }

  private async read(one?: Notice): Promise<void> {
    this.busy = one?.id ?? 'all';
    try {
      await this.api.post('/me/notices:read', one ? { ids: [one.id] } : {});
      await this.list.reload();
    } catch (thrown) {
      this.failed(problemOf(thrown));
    } finally {
      this.busy = '';
    }
  }

  private async more({ notices, next_page_token: token = '' }: Notices): Promise<void> {
    this.busy = 'more';
    try {
      const page = await this.api.get<Notices>(`/me/notices?page_token=${encodeURIComponent(token)}`);
      this.list.set({ ...page, notices: [...notices, ...page.notices] });
    } catch (thrown) {
      this.failed(problemOf(thrown));
    } finally {
      this.busy = '';
    }
  }
}
