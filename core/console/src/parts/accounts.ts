// <rb-accounts>: which of the organisation's accounts open one's own; link one, or link it no more.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Api } from '@ribambelle/web/api';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import '@ribambelle/web/notice';
import { problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import { texts } from '../wording/all.ts';
import { Attempts } from './attempts.ts';

type Account = { id: string; name: string; created_at: string };
type Provider = { id: string; name: string };
type All = { accounts: Account[]; providers: Provider[] };

@element('rb-accounts')
export class RbAccounts extends Attempts {
  static override texts = texts;
  static override styles = [base, css`
    .card { display: grid; gap: var(--rb-space-4); max-width: 40rem; }
    ul { list-style: none; margin: 0; padding: 0; display: grid; }
    li { display: flex; flex-wrap: wrap; gap: var(--rb-space-3); justify-content: space-between; align-items: center; padding-block: .625rem; border-block-end: 1px solid var(--rb-line); }
  `];

  @property({ attribute: false }) api!: Api;
  @state() private asking = '';
  private readonly all = loaded(this, (signal) => this.api.get<All>('/me/accounts', { signal }));

  // Where an organisation has no accounts of its own there is nothing to say.
  override render() {
    const all = this.all.value;
    if (!all || all.accounts.length + all.providers.length === 0) return nothing;
    return html`<section class="card" aria-labelledby="accounts"><h2 id="accounts">${this.t('accounts.title')}</h2><p>${this.t('accounts.why')}</p>
      ${this.problem ? html`<rb-notice kind="bad">${this.say(this.problem)}</rb-notice>` : nothing}
      ${all.accounts.length > 0 ? html`<ul>${all.accounts.map((a) => html`<li><span>${a.name}<br /><span class="small muted">${this.t('accounts.since', { date: this.fmt.date(a.created_at) })}</span></span><rb-button size="s" @click=${() => void this.drop(a)}>${this.t('accounts.remove')}</rb-button></li>`)}</ul>` : nothing}
      ${this.asking ? this.password() : all.providers.filter((p) => !all.accounts.some((a) => a.name === p.name)).map((p) => html`<div><rb-button icon="link" ?busy=${this.busy} @click=${() => void this.link(p.id)}>${this.t('accounts.link', { name: p.name })}</rb-button></div>`)}</section>`;
  }

  private password() {
    const current = { type: 'string', title: this.t('account.current'), 'x-widget': 'password', 'x-autocomplete': 'current-password' };
    return html`<rb-form .schema=${{ type: 'object', required: ['current'], properties: { current } }} .value=${{}} .problem=${this.problem} ?busy=${this.busy} submit=${this.t('second.go-on')}
      @rb-input=${(e: Event) => e.stopPropagation()} @rb-submit=${(e: CustomEvent<{ value: { current?: string } }>) => void this.link(this.asking, e.detail.value.current)}></rb-form>`;
  }

  // link asks for the password only where the server does: some time after signing in.
  private link(provider: string, current?: string): Promise<void> {
    return this.attempt(async () => {
      try {
        const { address } = await this.api.post<{ address: string }>('/me/accounts:link', { provider, ...(current ? { current } : {}) });
        location.assign(address);
      } catch (thrown) {
        const asked = problemOf(thrown);
        if (current || !asked.at('/current')) throw asked;
        this.asking = provider;
      }
    });
  }

  private async drop(a: Account): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('accounts.remove-title', { name: a.name }), body: this.t('accounts.remove-text'), confirm: this.t('accounts.remove'), danger: true });
    if (sure) await this.attempt(() => this.api.del(`/me/accounts/${a.id}`).then(() => this.all.reload()));
  }
}
