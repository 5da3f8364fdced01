// Publications: what the organisation follows of others and is proposed, and what it publishes for them.

import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/state';
import '@ribambelle/web/table';
import type { Column } from '@ribambelle/web/table';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import { screenStyles } from '../parts/styles.ts';
import '../parts/work-form.ts';
import '../parts/work-preview.ts';
import { kindOf, type Source, type Subscription, type Work, type Works } from '../parts/work.ts';

type All = Works & { subscriptions: Subscription[] };

const badges = { live: 'good', ended: 'off', withdrawn: 'off', closed: 'warn' } as const;

@element('rb-works')
export class RbWorks extends Screen {
  static override styles = screenStyles;

  @state() private doing: 'publish' | 'follow' | undefined;
  @state() private looking: Subscription | undefined;
  @state() private showing: Work | undefined;
  @state() private code: { code?: string } = {};
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private readonly all = loaded(this, async (signal): Promise<All> => {
    const [works, followed] = await Promise.all([
      this.may('core:work.list') ? this.api.get<Works>('/works', { signal }) : { works: [], candidates: [] },
      this.may('core:subscription.list') ? this.api.get<{ subscriptions: Subscription[] }>('/subscriptions', { signal }) : { subscriptions: [] },
    ]);
    return { ...works, ...followed };
  });

  protected override titleKey = () => 'works.title';

  override render() {
    return html`<div class="page">${head({ title: this.t('works.title'), lead: this.t('works.lead'), back: { href: this.to('settings'), label: this.t('settings.menu') } })}
      ${this.all.render((all: All) => html`${this.following(all)}${this.publishing(all)}${this.dialog(all)}`)}</div>`;
  }

  private following({ subscriptions }: All) {
    const follow = this.may('core:subscription.create') ? html`<rb-button icon="key-round" @click=${() => this.open('follow')}>${this.t('shares.take')}</rb-button>` : nothing;
    const columns: Column<Subscription>[] = [
      { key: 'title', label: this.t('works.what'), primary: true, render: (s) => this.entitled(this.pick(s.title), s) },
      { key: 'from', label: this.t('works.publisher'), render: (s) => s.name },
      { key: 'taken', label: this.t('works.taken'), render: (s) => this.taken(s) },
      { key: 'state', label: this.t('shares.state'), render: (s) => (s.proposal ? html`<rb-badge kind="warn">${this.t('works.proposed', { version: s.proposal.label })}</rb-badge>` : html`<rb-badge kind=${badges[s.state]}>${this.t(`works.state.${s.state}`)}</rb-badge>`) },
      { key: 'act', label: this.t('shares.actions'), quiet: true, render: (s) => this.acts(s) },
    ];
    return html`<section class="stack" aria-labelledby="following"><div class="row apart"><h2 id="following">${this.t('works.following')}</h2><div class="row">${follow}</div></div>
      ${subscriptions.length === 0 ? html`<div class="card"><rb-state kind="empty" .heading=${this.t('works.none.following')} .text=${this.t('works.none.following-text')}></rb-state></div>`
        : html`<rb-table .caption=${this.t('works.following')} hide-caption .columns=${columns as never} .rows=${subscriptions as never}></rb-table>`}</section>`;
  }

  private publishing({ works, candidates }: All) {
    const publish = this.may('core:work.publish') && candidates.length > 0 ? html`<rb-button icon="plus" @click=${() => this.open('publish')}>${this.t('works.publish')}</rb-button>` : nothing;
    const columns: Column<Work>[] = [
      { key: 'title', label: this.t('works.what'), primary: true, render: (w) => this.entitled(this.pick(w.title), w) },
      { key: 'version', label: this.t('works.version'), render: (w) => html`<span>${w.versions[0]!.label}<br /><span class="small muted">${w.versions[0]!.licence} · ${this.fmt.date(w.versions[0]!.at, 'short')}</span></span>` },
      { key: 'followers', label: this.t('works.followers'), render: (w) => (w.followers.length === 0 ? html`<span class="muted">${this.t('works.nobody')}</span>` : this.fmt.list(w.followers.map((f) => f.organisation.name))) },
      {
        key: 'act', label: this.t('shares.actions'), quiet: true,
        render: (w) => (w.withdrawn_at ? html`<rb-badge kind="off">${this.t('works.state.withdrawn')}</rb-badge>` : html`<span class="row">
          <rb-button size="s" icon="key-round" label=${`${this.t('shares.code')}, ${this.pick(w.title)}`} @click=${() => (this.showing = w)}>${this.t('shares.code')}</rb-button>
          ${this.may('core:work.withdraw') ? html`<rb-button size="s" kind="quiet" icon="ban" label=${`${this.t('works.withdraw')}, ${this.pick(w.title)}`} @click=${() => void this.withdraw(w)}>${this.t('works.withdraw')}</rb-button>` : nothing}</span>`),
      },
    ];
    return html`<section class="stack" aria-labelledby="publishing"><div class="row apart"><h2 id="publishing">${this.t('works.publishing')}</h2><div class="row">${publish}</div></div>
      ${works.length === 0 ? html`<div class="card"><rb-state kind="empty" .heading=${this.t('works.none.publishing')} .text=${this.t('works.none.publishing-text')}></rb-state></div>`
        : html`<rb-table .caption=${this.t('works.publishing')} hide-caption .columns=${columns as never} .rows=${works as never}></rb-table>`}</section>`;
  }

  private entitled(title: string, of: Source) {
    return html`<span>${title}<br /><span class="small muted">${this.pick(kindOf(of, this.t('works.module')))}</span></span>`;
  }

  private taken(s: Subscription) {
    const [last] = s.taken;
    if (!last) return html`<span class="muted">${this.t('works.nothing-taken')}</span>`;
    const said = html`${last.label}<br /><span class="small muted">${last.licence} · ${this.fmt.date(last.at, 'short')}</span>`;
    return last.record && s.collection ? html`<a href=${this.to('modules', s.module, 'collections', s.collection, last.record)}>${said}</a>` : html`<span>${said}</span>`;
  }

  private acts(s: Subscription) {
    const look = s.proposal ? html`<rb-button size="s" kind="primary" label=${`${this.t('works.open')}, ${this.pick(s.title)}`} @click=${() => (this.looking = s)}>${this.t('works.open')}</rb-button>` : nothing;
    const end = s.state !== 'ended' && this.may('core:subscription.end')
      ? html`<rb-button size="s" kind="quiet" icon="ban" label=${`${this.t('works.end')}, ${this.pick(s.title)}`} @click=${() => void this.end(s)}>${this.t('works.end')}</rb-button>` : nothing;
    return html`<span class="row">${look}${end}</span>`;
  }

  private dialog({ candidates }: All) {
    const close = () => { this.doing = undefined; this.looking = undefined; this.showing = undefined; };
    if (this.looking) {
      return html`<rb-work-preview .api=${this.api} .subscription=${this.looking} ?decides=${this.may('core:subscription.take')} @rb-close=${close}
        @rb-saved=${(e: CustomEvent<{ act: string }>) => { close(); this.tell('good', this.t(`works.done.${e.detail.act}`)); void this.all.reload(); }}></rb-work-preview>`;
    }
    if (this.doing === 'publish' || this.showing) return html`<rb-work-form .api=${this.api} .candidates=${candidates} .work=${this.showing} @rb-close=${close} @rb-saved=${() => void this.all.reload()}></rb-work-form>`;
    if (this.doing !== 'follow') return nothing;
    return html`<rb-dialog open .heading=${this.t('works.follow')} @rb-close=${close}><p>${this.t('works.follow-text')}</p>
      <rb-form .schema=${{ type: 'object', required: ['code'], properties: { code: { type: 'string', minLength: 1, maxLength: 200, 'x-widget': 'text', title: this.t('shares.code') } } }} .value=${this.code} .problem=${this.problem} ?busy=${this.busy} submit=${this.t('works.follow-do')}
        @rb-input=${(e: CustomEvent<{ value: { code?: string } }>) => (this.code = e.detail.value)} @rb-submit=${() => void this.follow()}></rb-form></rb-dialog>`;
  }

  private open(what: 'publish' | 'follow'): void {
    this.code = {};
    this.problem = undefined;
    this.doing = what;
  }

  private async follow(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      const made = await this.api.post<Subscription>('/subscriptions', this.code);
      this.doing = undefined;
      this.looking = made.proposal ? made : undefined;
      this.tell('good', this.t('works.done.follow', { title: this.pick(made.title) }));
      await this.all.reload();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }

  private async end(s: Subscription): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('works.end-title', { title: this.pick(s.title) }), body: this.t('works.end-text'), confirm: this.t('works.end') });
    if (sure) await this.does(`/subscriptions/${s.id}:end`, 'end');
  }

  private async withdraw(w: Work): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('works.withdraw-title', { title: this.pick(w.title) }), body: this.t('works.withdraw-text'), confirm: this.t('works.withdraw'), danger: true });
    if (sure) await this.does(`/works/${w.id}:withdraw`, 'withdraw');
  }

  private async does(path: string, what: string): Promise<void> {
    try {
      await this.api.post(path);
      this.tell('good', this.t(`works.done.${what}`));
      await this.all.reload();
    } catch (thrown) {
      this.failed(problemOf(thrown));
    }
  }
}
