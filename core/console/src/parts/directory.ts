// <rb-directory>: the address that a directory keeps people at, and a token for it.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { type Api, newKey } from '@ribambelle/web/api';
import '@ribambelle/web/button';
import '@ribambelle/web/copy';
import { element } from '@ribambelle/web/define';
import { RbElement } from '@ribambelle/web/element';
import '@ribambelle/web/notice';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import { texts } from '../wording/all.ts';

const year = 365 * 86_400_000;

@element('rb-directory')
export class RbDirectory extends RbElement {
  static override texts = texts;
  static override styles = [base, css`
    section { display: grid; gap: var(--rb-space-4); }
    p { margin: 0; }
  `];

  @property({ attribute: false }) api!: Api;
  @property() slug = '';
  @property({ type: Boolean }) able = false;
  @state() private secret = '';
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private key = newKey();

  override render() {
    return html`<section class="card" aria-labelledby="directory"><h2 id="directory">${this.t('directory.title')}</h2><p>${this.t('directory.text')}</p>
      <div><p class="muted">${this.t('directory.address')}</p><rb-copy .text=${`${location.origin}/t/${this.slug}/scim/v2`} .label=${this.t('directory.address')}></rb-copy></div>
      ${this.problem ? html`<rb-notice kind="bad">${this.say(this.problem)}</rb-notice>` : nothing}
      ${this.secret ? html`<div role="status"><p class="muted">${this.t('directory.token-text')}</p><rb-copy .text=${this.secret} .label=${this.t('directory.token')}></rb-copy></div>` : nothing}
      ${this.able && !this.secret ? html`<div><rb-button icon="key-round" ?busy=${this.busy} @click=${() => void this.make()}>${this.t('directory.make')}</rb-button></div>` : nothing}</section>`;
  }

  private async make(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      const wanted = { name: this.t('directory.key'), role: 'core:administrator', scopes: ['core:person.provision'], expires: new Date(Date.now() + year).toISOString() };
      this.secret = (await this.api.post<{ secret: string }>('/keys', wanted, { key: this.key })).secret;
      this.key = newKey();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }
}
