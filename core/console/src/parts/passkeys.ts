// <rb-passkeys>: one's own passkeys: make one, call it something else, remove it. Where a second factor is asked for first, making one
// or showing one is enough: it says rb-proven.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Api } from '@ribambelle/web/api';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import '@ribambelle/web/notice';
import { base } from '@ribambelle/web/styles';

import { texts } from '../wording/all.ts';
import { Attempts } from './attempts.ts';
import { hasPasskeys, makePasskey, showPasskey } from './credential.ts';
import { deviceName } from './device.ts';

type Passkey = { id: string; name: string; created_at: string; used_at?: string };

@element('rb-passkeys')
export class RbPasskeys extends Attempts {
  static override texts = texts;
  static override styles = [base, css`
    :host { display: grid; gap: var(--rb-space-4); }
    li { display: flex; flex-wrap: wrap; gap: var(--rb-space-3); justify-content: space-between; align-items: center; padding-block: .625rem; border-block-end: 1px solid var(--rb-line); }
  `];

  @property({ attribute: false }) api!: Api;
  /** A second factor is to be shown, and nothing else. */
  @property({ type: Boolean }) proving = false;
  @state() private renaming = '';
  @state() private asking = false;
  private readonly all = loaded(this, (signal) => this.api.get<{ passkeys: Passkey[] }>('/me/passkeys', { signal }).then((a) => a.passkeys));

  override render() {
    return html`<p>${this.t('passkeys.why')}</p>
      ${this.problem ? html`<rb-notice kind="bad">${this.say(this.problem)}</rb-notice>` : nothing}
      ${this.all.render((list: Passkey[]) => (list.length === 0 ? nothing : this.proving ? html`<div><rb-button kind="primary" icon="key-round" ?busy=${this.busy} @click=${() => void this.prove()}>${this.t('passkeys.show')}</rb-button></div>` : html`<ul class="list">${list.map((k) => this.line(k))}</ul>`))}
      ${!hasPasskeys() ? html`<p class="muted">${this.t('passkeys.no-browser')}</p>` : this.asking ? this.password() : html`<div><rb-button icon="key-round" ?busy=${this.busy} @click=${() => void this.add()}>${this.t('passkeys.add')}</rb-button></div>`}`;
  }

  private line(k: Passkey) {
    if (this.renaming === k.id) return html`<li>${this.form('name', { type: 'string', title: this.t('passkeys.name'), minLength: 1, maxLength: 80 }, { name: k.name }, 'web.save', (v) => void this.rename(k, v))}</li>`;
    const used = k.used_at ? this.t('passkeys.used', { when: this.fmt.relative(k.used_at) }) : this.t('passkeys.unused');
    return html`<li><span>${k.name}<br /><span class="small muted">${this.t('passkeys.made', { date: this.fmt.date(k.created_at) })} · ${used}</span></span>
      <span class="row"><rb-button size="s" kind="quiet" label=${this.t('passkeys.rename-one', { name: k.name })} icon="pencil" @click=${() => (this.renaming = k.id)}></rb-button><rb-button size="s" @click=${() => void this.drop(k)}>${this.t('passkeys.remove')}</rb-button></span></li>`;
  }

  private password() {
    return this.form('current', { type: 'string', title: this.t('account.current'), 'x-widget': 'password', 'x-autocomplete': 'current-password' }, {}, 'second.go-on', (v) => void this.add(v));
  }

  private form(key: string, field: object, value: object, submit: string, given: (value: string) => void) {
    return html`<rb-form .schema=${{ type: 'object', required: [key], properties: { [key]: field } }} .value=${value} ?busy=${this.busy} submit=${this.t(submit)}
      @rb-input=${(e: Event) => e.stopPropagation()} @rb-submit=${(e: CustomEvent<{ value: Record<string, string> }>) => given(e.detail.value[key] ?? '')}></rb-form>`;
  }

  // add asks for the password only where the server does: some time after signing in.
  private add(current?: string): Promise<void> {
    return this.attempt(async () => {
      const { options } = await this.api.post<{ options: unknown }>('/me/passkeys:begin', current ? { current } : {});
      this.asking = false;
      const credential = await makePasskey(options);
      if (!credential) return;
      await this.api.post('/me/passkeys', { name: deviceName(navigator.userAgent), credential });
      if (this.proving) this.emit('rb-proven');
    }, current ? undefined : (problem) => {
      this.asking = problem.status === 422;
      this.problem = this.asking ? undefined : problem;
    });
  }

  private prove(): Promise<void> {
    return this.attempt(async () => {
      const { options } = await this.api.post<{ options: unknown }>('/sign-in:passkey-begin');
      const credential = await showPasskey(options);
      if (!credential) return;
      await this.api.post('/me/passkeys:prove', { credential });
      this.emit('rb-proven');
    });
  }

  private rename(k: Passkey, name: string): Promise<void> {
    return this.attempt(async () => {
      await this.api.put(`/me/passkeys/${k.id}`, { name });
      this.renaming = '';
    });
  }

  private async drop(k: Passkey): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('passkeys.remove-title', { name: k.name }), body: this.t('passkeys.remove-text'), confirm: this.t('passkeys.remove'), danger: true });
    if (sure) await this.attempt(() => this.api.del(`/me/passkeys/${k.id}`));
  }

  // attempt shows what there is now, whatever came of it.
  protected override async attempt(...asked: Parameters<Attempts['attempt']>): Promise<void> {
    await super.attempt(...asked);
    await this.all.reload();
  }
}
