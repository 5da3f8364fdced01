// <rb-second-factor>: one's own second factor: set up an authenticator app, keep its recovery codes, turn it off.
// Says rb-proven once the app works.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Api } from '@ribambelle/web/api';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import '@ribambelle/web/copy';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import '@ribambelle/web/notice';
import '@ribambelle/web/qr';
import { base } from '@ribambelle/web/styles';

import { texts } from '../wording/all.ts';
import { Attempts } from './attempts.ts';

type Factor = { on: boolean; since?: string; codes_left: number };
type Begun = { secret: string; address: string };
type Doing = '' | 'password' | 'confirm' | 'codes' | 'remove';

@element('rb-second-factor')
export class RbSecondFactor extends Attempts {
  static override texts = texts;
  static override styles = [base, css`
    :host { display: grid; gap: var(--rb-space-4); }
    .app { display: grid; gap: var(--rb-space-4); align-items: start; } @media (min-width: 560px) { .app { grid-template-columns: auto 1fr; } }
    .codes { display: grid; grid-template-columns: repeat(auto-fill, minmax(13rem, 1fr)); gap: .25rem var(--rb-space-4); font-family: ui-monospace, monospace; }
    rb-qr { --rb-qr-size: 12rem; } .secret { font-family: ui-monospace, monospace; overflow-wrap: anywhere; }
  `];

  @property({ attribute: false }) api!: Api;
  @state() private doing: Doing = '';
  @state() private begun: Begun | undefined;
  @state() private codes: string[] = [];
  private readonly factor = loaded(this, (signal) => this.api.get<Factor>('/me/second-factor', { signal }));

  override render() {
    if (this.codes.length > 0) return this.issued();
    if (this.begun) return this.app(this.begun);
    return this.factor.render((f: Factor) => (f.on ? this.on(f) : this.off()));
  }

  private off() {
    return html`<p>${this.t('second.why')}</p>
      ${this.doing === 'password' ? this.ask('password', this.t('account.current'), 'second.go-on') : html`${this.told()}<div><rb-button kind="primary" icon="smartphone" ?busy=${this.busy} @click=${() => void this.begin()}>${this.t('second.begin')}</rb-button></div>`}`;
  }

  private app({ secret, address }: Begun) {
    return html`<div class="app"><rb-qr .text=${address} .label=${this.t('second.qr')}></rb-qr>
        <div class="stack tight"><p>${this.t('second.scan')}</p><p class="small muted">${this.t('second.type')}</p><p class="secret">${secret.replace(/(.{4})/g, '$1 ')}</p></div></div>
      ${this.ask('code', this.t('second.code'), 'second.confirm')}`;
  }

  private issued() {
    return html`<rb-notice kind="good" .heading=${this.t('second.works')}>${this.t('second.keep')}</rb-notice>
      <ul class="list codes" aria-label=${this.t('second.codes')}>${this.codes.map((c) => html`<li>${c}</li>`)}</ul>
      <div class="row no-print"><rb-button icon="printer" @click=${() => window.print()}>${this.t('second.print')}</rb-button><rb-copy .text=${this.codes.join('\n')} .label=${this.t('second.codes')}></rb-copy>
        <rb-button kind="primary" @click=${this.kept}>${this.t('second.kept')}</rb-button></div>`;
  }

  private on(f: Factor) {
    const proof = this.doing === 'codes' || this.doing === 'remove';
    return html`<p><rb-badge kind="good">${this.t('second.is-on')}</rb-badge> ${f.since ? this.t('second.since', { date: this.fmt.date(f.since) }) : nothing}</p>
      <p class=${f.codes_left > 2 ? 'muted' : ''}>${this.t('second.left', { n: f.codes_left })}</p>
      ${proof ? html`<p>${this.t(`second.${this.doing}-text`)}</p>${this.ask('code', this.t('second.code'), this.doing === 'codes' ? 'second.renew' : 'second.remove')}`
        : html`<div class="row"><rb-button icon="rotate-ccw" @click=${() => (this.doing = 'codes')}>${this.t('second.renew')}</rb-button><rb-button kind="quiet" @click=${() => (this.doing = 'remove')}>${this.t('second.remove')}</rb-button></div>`}`;
  }

  private told() {
    return this.problem ? html`<rb-notice kind="bad">${this.say(this.problem)}</rb-notice>` : nothing;
  }

  // ask is a form of one field, and a way out of it.
  private ask(name: 'code' | 'password', title: string, submit: string) {
    const key = name === 'password' ? 'current' : 'code';
    const field = name === 'password' ? { type: 'string', title, 'x-widget': 'password', 'x-autocomplete': 'current-password' } : { type: 'string', title, description: this.t(this.begun ? 'second.app-help' : 'second.code-help'), 'x-autocomplete': 'one-time-code' };
    return html`<rb-form .schema=${{ type: 'object', required: [key], properties: { [key]: field } }} .value=${{}} .problem=${this.problem} ?busy=${this.busy} submit=${this.t(submit)}
        @rb-input=${(e: Event) => e.stopPropagation()} @rb-submit=${(e: CustomEvent<{ value: Record<string, string> }>) => void this.given(e.detail.value)}></rb-form>
      <div><rb-button kind="quiet" size="s" @click=${this.back}>${this.t('second.cancel')}</rb-button></div>`;
  }

  private readonly back = (): void => {
    this.doing = '';
    this.begun = undefined;
    this.problem = undefined;
  };

  private given(value: Record<string, string>): Promise<void> {
    if (this.doing === 'password') return this.begin(value['current']);
    const code = { code: value['code'] ?? '' };
    if (this.doing === 'remove') {
      return this.attempt(async () => {
        await this.api.post('/me/second-factor:remove', code);
        this.back();
        await this.factor.reload();
      });
    }
    const verb = this.doing === 'codes' ? 'codes' : 'confirm';
    return this.attempt(async () => {
      this.codes = (await this.api.post<{ codes: string[] }>(`/me/second-factor:${verb}`, code)).codes;
      this.back();
    });
  }

  // begin asks for the password only where the server does: some time after signing in.
  private begin(current?: string): Promise<void> {
    return this.attempt(async () => {
      this.begun = await this.api.post<Begun>('/me/second-factor:begin', current ? { current } : {});
      this.doing = 'confirm';
    }, (problem) => {
      if (problem.status === 422) this.doing = 'password';
      this.problem = current ? problem : undefined;
    });
  }

  private readonly kept = async (): Promise<void> => {
    this.codes = [];
    await this.factor.reload();
    this.emit('rb-proven');
  };
}
