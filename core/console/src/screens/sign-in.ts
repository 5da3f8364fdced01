// Sign in to one organisation.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/field';
import { loaded } from '@ribambelle/web/loaded';
import type { Me } from '@ribambelle/web/me';
import '@ribambelle/web/notice';
import { Problem, problemOf } from '@ribambelle/web/problem';

import { afterSignIn } from '../app/route.ts';
import { Screen } from '../app/screen.ts';
import { hasPasskeys, offersPasskeys, showPasskey } from '../parts/credential.ts';
import { handOver } from '../parts/hand-over.ts';
import { cameBack, type Where } from '../parts/provider-entry.ts';
import '../parts/second-step.ts';
import type { SignedIn } from '../parts/second-step.ts';
import { screenStyles } from '../parts/styles.ts';

type Told = CustomEvent<{ value: string }>;

@element('rb-sign-in')
export class RbSignIn extends Screen {
  static override styles = [...screenStyles, css`.page { max-width: 28rem; margin-inline: auto; padding-block-start: clamp(0rem, 4vw, 2rem); } .otherwise { display: grid; gap: var(--rb-space-5); padding-block-start: var(--rb-space-3); }`];

  @state() private login = handOver.login?.login ?? '';
  @state() private password = handOver.login?.password ?? '';
  private readonly back = cameBack();
  @state() private problem = this.back.problem ? new Problem(401, this.back.problem) : undefined;
  @state() private busy = false;
  @state() private second = this.back.second;
  @state() private linked: 'asking' | 'sent' | undefined;
  @state() private by: Where | undefined;
  private readonly quiet = new AbortController();
  // A passkey is bound to a host's name: there is none at a bare network address.
  private readonly named = !/^[\d.]+$|:/.test(location.hostname);
  private readonly where = loaded(this, (signal) => this.api.get<Me>('/me', { signal }));

  protected override titleKey = () => 'sign-in.title';

  override render() {
    const name = this.where.value?.tenant.name;
    const unknown = this.where.problem?.status === 404;
    return html`<div class="page"><h1 tabindex="-1">${name ? this.t('sign-in.to', { name }) : this.t('sign-in.title')}</h1>
      ${unknown ? html`<rb-notice kind="warn">${this.t('sign-in.missing')} <a href="/">${this.t('missing.home')}</a></rb-notice>` : nothing}
      ${this.problem ? html`<rb-notice kind="bad">${this.say(this.problem)}</rb-notice>` : nothing}
      ${this.second ? html`<div class="card"><rb-second-step .api=${this.api} .second=${this.second} @rb-entered=${this.entered} @rb-again=${() => (this.second = undefined)}></rb-second-step></div>` : this.linked ? this.link() : this.form()}
      <div class="stack tight small muted"><p><strong>${this.t('sign-in.lost')}</strong> ${this.t('sign-in.lost-text')}</p><p>${this.t('sign-in.answer')}</p></div></div>`;
  }

  private form() {
    const first = hasPasskeys() && this.named ? html`<rb-button full icon="key-round" @click=${() => void this.byPasskey()}>${this.t('sign-in.passkey')}</rb-button><p class="small muted">${this.t('sign-in.or')}</p>` : nothing;
    return html`<form class="card" novalidate @submit=${this.send}>${first}
        <rb-field .label=${this.t('sign-in.login')} autocomplete="username webauthn" required .value=${this.login} @rb-input=${(e: Told) => (this.login = e.detail.value)}></rb-field>
        <rb-provider-entry .api=${this.api} login=${this.login} next=${afterSignIn(this.slug, this.route.query.get('next'))} @rb-where=${(e: CustomEvent<Where | undefined>) => (this.by = e.detail)}></rb-provider-entry>
        ${this.by ? html`<details><summary>${this.t('sign-in.otherwise')}</summary><div class="otherwise">${this.byPassword()}</div></details>` : this.byPassword()}
        ${this.where.value?.tenant.sign_in_link && !this.by ? html`<rb-button kind="quiet" full icon="mail" @click=${() => (this.linked = 'asking')}>${this.t('link.ask')}</rb-button>` : nothing}
      </form>`;
  }

  // An administrator whose organisation asks for its own account may still need the password one day.
  private byPassword() {
    return html`<rb-field type="password" .label=${this.t('sign-in.password')} autocomplete="current-password" required .value=${this.password} @rb-input=${(e: Told) => (this.password = e.detail.value)}></rb-field>
      <rb-button kind=${this.by ? 'plain' : 'primary'} type="submit" full ?busy=${this.busy}>${this.t('sign-in.do')}</rb-button>`;
  }

  private link() {
    const back = html`<rb-button kind="quiet" full @click=${() => (this.linked = undefined)}>${this.t('link.password')}</rb-button>`;
    if (this.linked === 'sent') return html`<div class="card stack"><rb-notice kind="good" .heading=${this.t('link.sent')}>${this.t('link.sent-text')}</rb-notice>${back}</div>`;
    return html`<form class="card" novalidate @submit=${this.sendLink}><p>${this.t('link.how')}</p>
        <rb-field .label=${this.t('sign-in.login')} autocomplete="username" required .value=${this.login} @rb-input=${(e: Told) => (this.login = e.detail.value)}></rb-field>
        <rb-button kind="primary" type="submit" full ?busy=${this.busy}>${this.t('link.send')}</rb-button>${back}</form>`;
  }

  private readonly sendLink = async (event: Event): Promise<void> => {
    event.preventDefault();
    if (this.busy || !this.login.trim()) return;
    this.busy = true;
    this.problem = undefined;
    try {
      await this.api.post('/sign-in:link-send', { login: this.login.trim() });
      this.linked = 'sent';
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  };

  override connectedCallback(): void {
    super.connectedCallback();
    if (this.named) void offersPasskeys().then((able) => (able ? this.byPasskey(this.quiet.signal) : undefined));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.quiet.abort();
  }

  // byPasskey asks for a passkey; quietly, the browser offers it in the field of the login.
  private async byPasskey(quiet?: AbortSignal): Promise<void> {
    if (!quiet) this.quiet.abort();
    this.problem = undefined;
    try {
      const { options } = await this.api.post<{ options: unknown }>('/sign-in:passkey-begin');
      if (quiet?.aborted) return;
      const credential = await showPasskey(options, quiet);
      if (!credential) return;
      await this.api.post('/sign-in:passkey', { credential });
      this.entered();
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (!quiet || problem.code === 'passkey-failed') this.problem = problem;
    }
  }

  private entered(): void {
    handOver.login = undefined;
    this.emit('rb-signed-in');
    this.go(afterSignIn(this.slug, this.route.query.get('next')), true);
  }

  private async send(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    this.busy = true;
    this.problem = undefined;
    try {
      const { second } = await this.api.post<SignedIn>('/sign-in', { login: this.login.trim(), password: this.password });
      this.password = second ? '' : this.password;
      if (second) this.second = second;
      else this.entered();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }
}
