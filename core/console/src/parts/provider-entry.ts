// <rb-provider-entry>: the way in by the organisation's own account, where the domain of an address has one.

import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Api } from '@ribambelle/web/api';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import { RbElement } from '@ribambelle/web/element';
import '@ribambelle/web/notice';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import { texts } from '../wording/all.ts';
import type { SignedIn } from './second-step.ts';

export type Where = { id: string; name: string; only: boolean };

const whole = /@([^@\s]+\.[a-z]{2,})$/i;
const pause = 300;

/** What came back from a provider in the address: a second step that waits, or why there is no way in. */
export function cameBack(): { second: SignedIn['second']; problem: string } {
  const said = new URLSearchParams(location.hash.slice(1));
  if (location.hash) history.replaceState(history.state, '', location.pathname + location.search);
  const ticket = said.get('ticket');
  return { second: ticket ? { ticket, passkey: said.has('passkey') } : undefined, problem: said.get('problem') ?? '' };
}

@element('rb-provider-entry')
export class RbProviderEntry extends RbElement {
  static override texts = texts;
  static override styles = [base];

  @property({ attribute: false }) api!: Api;
  @property() login = '';
  @property() next = '';
  @state() private where: Where | undefined;
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private domain = '';
  private waiting = 0;

  override render() {
    return html`${this.problem ? html`<rb-notice kind="bad">${this.say(this.problem)}</rb-notice>` : nothing}
      ${this.where ? html`<rb-button kind="primary" full icon="building-2" ?busy=${this.busy} @click=${() => void this.leave()}>${this.t('sign-in.provider', { name: this.where.name })}</rb-button>` : nothing}`;
  }

  // The domain alone decides, so it alone is asked about, and once.
  protected override updated(changed: Map<string, unknown>): void {
    if (!changed.has('login')) return;
    const domain = whole.exec(this.login.trim())?.[1]?.toLowerCase() ?? '';
    if (domain === this.domain) return;
    this.domain = domain;
    clearTimeout(this.waiting);
    this.waiting = window.setTimeout(() => void this.look(domain), domain ? pause : 0);
  }

  private async look(domain: string): Promise<void> {
    const found = domain ? await this.api.post<{ provider?: Where }>('/sign-in:where', { login: `x@${domain}` }).catch(() => ({ provider: undefined })) : { provider: undefined };
    if (domain !== this.domain) return;
    this.where = found.provider;
    this.emit('rb-where', this.where);
  }

  private async leave(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      const { address } = await this.api.post<{ address: string }>('/sign-in:provider', { provider: this.where!.id, login: this.login.trim(), next: this.next });
      location.assign(address);
    } catch (thrown) {
      this.problem = problemOf(thrown);
      this.busy = false;
    }
  }
}
