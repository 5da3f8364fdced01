// <rb-cap-list>: my communities first, then those with a seat to ask for; for coordinators, what is in preparation.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/badge';
import '@ribambelle/web/state';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';

import { communities, fits, type Line } from '../community.ts';
import { Screen, screenStyles } from '../screen.ts';
import './join.ts';

const kinds = { draft: 'info', open: 'good', closed: 'off' } as const;

@element('rb-cap-list')
export class RbCapList extends Screen {
  static override styles = [...screenStyles, css`
    .one { display: grid; gap: var(--rb-space-2); }
    .one h3 { font-size: var(--rb-text-l); }
    .need { border-inline-start: 4px solid var(--rb-sun); padding-inline-start: var(--rb-space-3); }
  `];

  @state() private joining: Line | undefined;

  private readonly data = loaded(this, async () => ({
    all: await communities.home(this.client),
    samples: may(this.me, 'cap:communities.create') ? await communities.samples(this.client) : [],
  }));

  override render() {
    this.entitle(this.t('cap.title'));
    return html`<div class="stack wide">
      <div class="stack tight"><h1 tabindex="-1">${this.t('cap.title')}</h1><p class="lead">${this.t('cap.lead')}</p></div>
      ${this.refusal()}
      ${this.data.render(({ all }) => this.lists(all))}
      ${this.joining ? html`<rb-cap-join api=${this.api} .me=${this.me} .community=${this.joining} @rb-close=${() => { this.joining = undefined; }} @rb-joined=${this.joined}></rb-cap-join>` : nothing}
    </div>`;
  }

  private lists(all: readonly Line[]) {
    const leads = may(this.me, 'cap:communities.create');
    const mine = all.filter((c) => c.seat && c.status !== 'closed');
    const open = all.filter((c) => !c.seat && c.status === 'open');
    const drafts = all.filter((c) => c.status === 'draft');
    const ended = all.filter((c) => c.status === 'closed' && (c.seat || leads));
    const create = leads ? html`<rb-button kind="primary" icon="plus" href=${this.href('/prepare')}>${this.t('cap.new')}</rb-button>` : nothing;
    if (all.length === 0) {
      return html`<rb-state kind="first" heading=${this.t('cap.empty.title')} text=${this.t(leads ? 'cap.empty.lead' : 'cap.empty.text')}>${create}</rb-state>${this.samples(leads)}`;
    }
    return html`${leads ? html`<div class="row">${create}</div>` : nothing}
      ${this.section('mine', mine)}${this.section('drafts', drafts)}${this.section('open', open)}${this.section('ended', ended)}${this.samples(leads)}`;
  }

  private section(key: string, list: readonly Line[]) {
    if (list.length === 0) return nothing;
    return html`<section class="stack"><h2>${this.t(`cap.list.${key}`)}</h2><ul class="plain stack">${list.map((c) => this.card(c))}</ul></section>`;
  }

  private card(c: Line) {
    const leads = may(this.me, 'cap:community.people');
    const next = c.next_at ? { starts_at: c.next_at, ends_at: new Date(new Date(c.next_at).getTime() + c.minutes * 60_000).toISOString(), zone: c.zone } : undefined;
    return html`<li class="card one">
      <div class="row apart"><h3>${this.pick(c.title)}</h3><rb-badge kind=${kinds[c.status]}>${this.t(`cap.status.${c.status}`)}</rb-badge></div>
      <p class="muted">${[this.pick(c.theme), this.t(`cap.public.${c.public}`), this.seats(c)].filter(Boolean).join(' · ')}</p>
      ${c.domains?.length ? html`<p class="muted">${this.t('cap.about', { domains: this.fmt.list(c.domains.map((d) => this.t(`web.domain.${d}`))) })}</p>` : nothing}
      ${c.seat ? nothing : (c.needs ?? []).map((n) => html`<p class="need">${this.t('cap.need', { portrait: n.portrait, domain: this.t(`web.domain.${n.domain}`) })}</p>`)}
      ${c.summary && !c.seat ? html`<p class="prose">${this.pick(c.summary)}</p>` : nothing}
      ${next ? html`<p>${this.t('cap.next')}<br />${this.when(next)}</p>` : nothing}
      ${this.waiting(c)}
      ${!c.seat && c.status === 'open' && !leads && !fits(this.me, c) ? html`<p class="muted">${this.t(`cap.only.${c.public}`)}</p>` : nothing}
      <div class="row">${this.actions(c)}</div>
    </li>`;
  }

  private seats(c: Line): string {
    if (c.status !== 'open') return '';
    const free = Math.max(c.capacity - c.taken, 0);
    if (free > 0 && c.waiting === 0) return this.t('cap.free', { n: free });
    return this.t('cap.full', { n: c.waiting });
  }

  // What waits for me there, in a sentence each.
  private waiting(c: Line) {
    const said = [
      c.seat?.state === 'waiting' ? this.t('cap.you-wait') : '',
      c.due ? this.t('cap.due', { n: c.due }) : '',
      c.late ? this.t('cap.late', { n: c.late }) : '',
    ].filter(Boolean);
    return said.length ? html`<ul>${said.map((s) => html`<li>${s}</li>`)}</ul>` : nothing;
  }

  private actions(c: Line) {
    const leads = may(this.me, 'cap:community.people');
    const named = (key: string) => `${this.t(key)}, ${c.title}`;
    return html`
      ${c.seat?.state === 'seated' ? html`<rb-button kind="primary" href=${this.href(`/rooms/${c.seat.id}`)} label=${named('cap.enter')}>${this.t('cap.enter')}</rb-button>` : nothing}
      ${c.seat?.state === 'waiting' ? html`<rb-button @click=${() => this.giveUp(c)} label=${named('cap.give-up')}>${this.t('cap.give-up')}</rb-button>` : nothing}
      ${!c.seat && c.status === 'open' && fits(this.me, c) ? html`<rb-button kind=${leads ? 'plain' : 'primary'} @click=${() => { this.joining = c; }} label=${named('cap.join')}>${this.t('cap.join')}</rb-button>` : nothing}
      ${leads ? html`<rb-button href=${this.href(c.status === 'draft' ? `/prepare/${c.id}` : `/communities/${c.id}`)} label=${named(c.status === 'draft' ? 'cap.continue' : 'cap.run')}>${this.t(c.status === 'draft' ? 'cap.continue' : 'cap.run')}</rb-button>` : nothing}`;
  }

  private samples(leads: boolean) {
    const list = this.data.value?.samples ?? [];
    if (!leads || list.length === 0) return nothing;
    return html`<details ?open=${this.data.value?.all.length === 0}><summary>${this.t('cap.samples')}</summary><div class="stack"><p class="prose">${this.t('cap.samples.help')}</p>
      <ul class="plain stack">${list.map((s) => html`<li class="card one"><h3>${this.pick(s.title)}</h3><p class="muted">${this.pick(s.theme)} · ${this.t(`cap.public.${s.public}`)}</p><p class="prose">${this.pick(s.summary)}</p>
        <div><rb-button icon="plus" ?busy=${this.busy} label=${`${this.t('cap.samples.adopt')}, ${s.title}`} @click=${() => this.adopt(s.code)}>${this.t('cap.samples.adopt')}</rb-button></div></li>`)}</ul></div></details>`;
  }

  private async adopt(code: string): Promise<void> {
    await this.attempt(async () => {
      const draft = await communities.adopt(this.client, code);
      this.go(`/prepare/${draft.id}`);
    });
  }

  private async giveUp(c: Line): Promise<void> {
    await this.attempt(() => this.client.post(`/cap/seats/${c.seat!.id}:leave`), this.t('cap.gave-up'));
    await this.data.reload();
  }

  private readonly joined = async (e: CustomEvent<{ id: string; state: string }>): Promise<void> => {
    this.joining = undefined;
    if (e.detail.state === 'seated') this.go(`/rooms/${e.detail.id}`);
    else {
      this.notify('info', this.t('cap.joined.waiting'));
      await this.data.reload();
    }
  };
}
