// Accept an invitation, or get a lost access back: the link's code stands after # and never reaches a log.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/form';
import '@ribambelle/web/field';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/notice';
import '@ribambelle/web/state';
import type { Bilingual } from '@ribambelle/web/texts';

import { Screen } from '../app/screen.ts';
import { learnRoles, roleTitle } from '../parts/role-title.ts';
import { loginPattern } from '../parts/setup-pages.ts';
import '../parts/second-step.ts';
import type { SignedIn } from '../parts/second-step.ts';
import { screenStyles } from '../parts/styles.ts';

type Look = { name: string; role: string; role_title?: Bilingual; unit_name: string; tenant_name: string; login?: string; renews: boolean; support?: boolean; as?: { name: string; organisation: { slug: string; name: string } } };
type Value = { name?: string; login?: string; password?: string };

@element('rb-join')
export class RbJoin extends Screen {
  static override styles = [...screenStyles, css`.page { max-width: 34rem; margin-inline: auto; }`];

  @state() private look: Look | undefined;
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  @state() private second: SignedIn['second'];
  @state() private value: Value = {};
  private token = '';

  override connectedCallback(): void {
    super.connectedCallback();
    this.arrived();
    window.addEventListener('hashchange', this.arrived);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.arrived);
  }

  // arrived reads the code of the link, also of a second one opened in the same tab. It leaves the address bar
  // at once: it must not stay in the history of a shared device.
  private readonly arrived = (): void => {
    const token = location.hash.slice(1);
    if (!token) return;
    history.replaceState(null, '', location.pathname);
    this.token = token;
    this.look = undefined;
    this.problem = undefined;
    void this.ask();
  };

  protected override titleKey = () => 'join.do';

  override render() {
    if (this.look) return this.form(this.look);
    return html`<div class="page">${this.problem
      ? html`<h1 class="visually-hidden" tabindex="-1">${this.t('join.invalid')}</h1><rb-state kind="missing" .problem=${this.problem.status === 404 ? undefined : this.problem} .heading=${this.problem.status === 404 ? this.t('join.invalid') : ''} .text=${this.problem.status === 404 ? this.t('join.invalid-text') : ''} .retry=${() => void this.ask()}></rb-state>`
      : this.token ? html`<rb-state kind="loading"></rb-state>` : html`<h1 tabindex="-1">${this.t('join.do')}</h1>`}
      ${this.problem || !this.token ? this.paste() : nothing}
      <p><a href=${this.to('sign-in')}>${this.t('join.no-account')}</a></p></div>`;
  }

  private paste() {
    const read = (e: CustomEvent<{ value: string }>) => (this.token = e.detail.value.replace(/\s/g, '').replace(/^.*#/, ''));
    return html`<form class="card" novalidate @submit=${(e: Event) => { e.preventDefault(); if (this.token) void this.ask(); }}>
      <rb-field .label=${this.t('join.paste')} .help=${this.t('join.paste-help')} autocomplete="off" .value=${''} @rb-input=${read}></rb-field>
      <div><rb-button kind="primary" type="submit">${this.t('join.look')}</rb-button></div></form>`;
  }

  private form(look: Look) {
    const role = roleTitle(this, look.role);
    const unit = look.unit_name || this.t('frame.whole');
    if (look.support) return html`<div class="page"><h1 tabindex="-1">${this.t('settings.support')}</h1><p class="lead">${this.t('join.support', { tenant: look.tenant_name })}</p>
      ${this.problem ? html`<rb-notice kind="bad">${this.say(this.problem)}</rb-notice>` : nothing}${look.as ? this.signedIn(look.as) : nothing}</div>`;
    return html`<div class="page"><div class="stack tight"><h1 tabindex="-1">${this.t(look.renews ? 'join.renew-title' : 'join.title', { name: look.name })}</h1>
        <p class="lead">${look.renews ? this.t('join.renew-lead') : this.t('join.lead', { tenant: look.tenant_name, role, unit })}</p></div>
      ${look.as ? this.signedIn(look.as) : nothing}
      ${this.second ? html`<div class="card"><rb-second-step .api=${this.api} .second=${this.second} @rb-entered=${() => this.go(this.to(), true)} @rb-again=${() => this.go(this.to('sign-in'))}></rb-second-step></div>` : html`<rb-form class="card" .schema=${this.schema(look)} .value=${this.value} .problem=${this.problem} ?busy=${this.busy} submit=${this.t('join.do')}
        @rb-input=${(e: CustomEvent<{ value: Value }>) => (this.value = e.detail.value)} @rb-submit=${() => void this.accept()}></rb-form>`}
      ${look.renews || look.as ? nothing : html`<p class="small muted">${this.t('join.elsewhere')}</p>`}</div>`;
  }

  // Whoever is signed in takes the role with the account that they have.
  private signedIn({ name, organisation }: NonNullable<Look['as']>) {
    return html`<section class="card stack"><h2>${this.t('join.as', { name, tenant: organisation.name })}</h2><p>${this.t('join.as-text')}</p>
      <div><rb-button kind="primary" ?busy=${this.busy} @click=${() => void this.join()}>${this.t('join.as-do')}</rb-button></div></section>
      ${this.look?.support ? nothing : html`<h2>${this.t('join.as-new')}</h2>`}`;
  }

  private async join(): Promise<void> {
    this.busy = true;
    try {
      await this.api.post('/invitations:join', { token: this.token });
      this.go(this.to(), true);
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }

  private schema(look: Look) {
    const password = { type: 'string', minLength: 10, maxLength: 1024, title: this.t('join.password'), description: this.t('join.password-help'), 'x-widget': 'password' };
    if (look.renews) return { type: 'object', required: ['password'], properties: { password } };
    return {
      type: 'object', required: ['name', 'login', 'password'],
      properties: { name: { type: 'string', maxLength: 120, title: this.t('join.name') }, login: { type: 'string', minLength: 3, maxLength: 120, pattern: loginPattern, title: this.t('join.login'), description: this.t('join.login-help'), 'x-autocomplete': 'username' }, password },
    };
  }

  private async ask(): Promise<void> {
    this.problem = undefined;
    try {
      this.look = await this.api.post<Look>('/invitations:look', { token: this.token });
      this.value = { name: this.look.name };
      if (this.look.role_title) learnRoles([{ name: this.look.role, title: this.look.role_title, actions: [] }]);
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
  }

  private async accept(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      const body = this.look?.renews ? { password: this.value.password } : this.value;
      const { second } = await this.api.post<SignedIn>('/invitations:accept', { token: this.token, language: this.language, ...body });
      if (second) this.second = second;
      else this.go(this.to(), true);
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }
}
