// One's own account: profile, password, appearance, devices.

import { css, html } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/field';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import { type Problem, problemOf } from '@ribambelle/web/problem';

import { Screen } from '../app/screen.ts';
import { rememberTheme, theme } from '../app/theme.ts';
import { deviceName } from '../parts/device.ts';
import { head } from '../parts/head.ts';
import '../parts/accounts.ts';
import '../parts/notice-choices.ts';
import '../parts/passkeys.ts';
import '../parts/second-factor.ts';
import { screenStyles } from '../parts/styles.ts';

type Session = { id: string; created_at: string; seen_at: string; agent: string; first: string; second?: string; current: boolean };

@element('rb-account')
export class RbAccount extends Screen {
  static override styles = [...screenStyles, css`
    .devices li { display: flex; flex-wrap: wrap; gap: var(--rb-space-3); justify-content: space-between; align-items: center; padding-block: .625rem; border-block-end: 1px solid var(--rb-line); }
    .devices li:last-child { border: 0; } section { display: grid; gap: var(--rb-space-4); }
  `];

  @state() private secrets: { current?: string; new?: string } = {};
  @state() private refused: Record<string, Problem | undefined> = {};
  @state() private busy = '';
  private readonly sessions = loaded(this, (signal) => this.api.get<{ sessions: Session[] }>('/sessions', { signal }).then((a) => a.sessions));

  protected override titleKey = () => 'account.menu';

  override render() {
    const person = this.me?.person;
    const text = (title: string, more = {}) => ({ type: 'string', title, ...more });
    const profile = { type: 'object', required: ['name', 'language'], properties: { name: text(this.t('account.name'), { minLength: 1, maxLength: 120 }), language: { title: this.t('account.language'), oneOf: ['fr', 'en'].map((l) => ({ const: l, title: this.t(`web.language.${l}`) })) } } };
    const password = { type: 'object', required: ['current', 'new'], properties: { current: text(this.t('account.current'), { 'x-widget': 'password', 'x-autocomplete': 'current-password' }), new: text(this.t('account.new'), { 'x-widget': 'password', minLength: 10, description: this.t('join.password-help') }) } };
    return html`<div class="page">${head({ title: this.t('account.menu'), lead: this.t('account.lead') })}
      <section class="card narrow" aria-labelledby="profile"><h2 id="profile">${this.t('account.profile')}</h2><p class="muted">${this.t('account.own-login', { login: person?.login })}</p>
        <rb-form .schema=${profile} .value=${{ name: person?.name, language: person?.language }} .problem=${this.refused['profile']} ?busy=${this.busy === 'profile'} @rb-submit=${(e: CustomEvent<{ value: { language: string } }>) => void this.save(e.detail.value)}></rb-form></section>
      <section class="card narrow" aria-labelledby="password"><h2 id="password">${this.t('account.password')}</h2>
        <rb-form .schema=${password} .value=${this.secrets} .problem=${this.refused['password']} ?busy=${this.busy === 'password'} submit=${this.t('account.change')} @rb-input=${(e: CustomEvent<{ value: object }>) => (this.secrets = e.detail.value)} @rb-submit=${() => void this.change()}></rb-form></section>
      <section class="card narrow" aria-labelledby="passkeys"><h2 id="passkeys">${this.t('passkeys.title')}</h2><rb-passkeys .api=${this.api}></rb-passkeys></section>
      <rb-accounts .api=${this.api}></rb-accounts>
      <section class="card narrow" aria-labelledby="second"><h2 id="second">${this.t('second.title')}</h2><rb-second-factor .api=${this.api} @rb-proven=${() => void this.sessions.reload()}></rb-second-factor></section>
      <section class="card narrow" aria-labelledby="notices"><h2 id="notices">${this.t('notices.choices')}</h2><rb-notice-choices .api=${this.api}></rb-notice-choices></section>
      <section class="card narrow" aria-labelledby="held"><h2 id="held">${this.t('held.title')}</h2><p class="muted">${this.t('held.see-text')}</p><div><rb-button icon="shield-check" href=${this.to('held')}>${this.t('held.see')}</rb-button></div></section>
      <section class="card narrow"><rb-field type="radio" .label=${this.t('account.theme')} .value=${theme()} .options=${['auto', 'light', 'dark'].map((v) => ({ value: v, label: this.t(`account.theme.${v}`) }))} @rb-change=${(e: CustomEvent<{ value: string }>) => rememberTheme(e.detail.value)}></rb-field></section>
      <section class="card narrow" aria-labelledby="devices"><h2 id="devices">${this.t('account.sessions')}</h2>${this.sessions.render((list: Session[]) => html`<ul class="list devices">${list.map((s) => html`<li><span>${deviceName(s.agent)}<br /><span class="small muted">${this.t('account.seen', { when: this.fmt.relative(s.seen_at) })} · ${this.t(`account.how.${s.second ?? s.first}`)}</span></span>
        ${s.current ? html`<rb-badge kind="info">${this.t('account.this')}</rb-badge>` : html`<rb-button size="s" @click=${() => void this.end(s)}>${this.t('account.end')}</rb-button>`}</li>`)}</ul>${list.length > 1 ? html`<div><rb-button @click=${() => void this.endOthers()}>${this.t('account.end-others')}</rb-button></div>` : ''}`)}</section></div>`;
  }

  private async save(value: { language: string }): Promise<void> {
    const done = await this.attempt('profile', () => this.api.put('/me', value));
    if (!done) return;
    this.tell('good', this.t('account.saved'));
    this.emit('rb-language', value.language);
    this.emit('rb-me');
  }

  private async change(): Promise<void> {
    const done = await this.attempt('password', () => this.api.put('/me/password', this.secrets));
    if (!done) return;
    this.secrets = {};
    this.tell('good', this.t('account.changed'));
    void this.sessions.reload();
  }

  private async end(s: Session): Promise<void> {
    const done = await this.attempt('sessions', () => this.api.del(`/sessions/${s.id}`));
    if (done) this.tell('good', this.t('account.ended'));
    void this.sessions.reload();
  }

  private async endOthers(): Promise<void> {
    const done = await this.attempt('sessions', () => this.api.post('/sessions:end-others'));
    if (done) this.tell('good', this.t('account.others-ended'));
    void this.sessions.reload();
  }

  private async attempt(what: string, act: () => Promise<unknown>): Promise<boolean> {
    this.busy = what;
    this.refused = {};
    try {
      await act();
      return true;
    } catch (thrown) {
      this.refused = { [what]: problemOf(thrown) };
      if (what === 'sessions') this.failed(problemOf(thrown));
      return false;
    } finally {
      this.busy = '';
    }
  }
}
