// Let whoever runs the server in, for some hours and for a reason; see who helps, and end it.

import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { newKey } from '@ribambelle/web/api';
import '@ribambelle/web/button';
import '@ribambelle/web/copy';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/form';
import '@ribambelle/web/notice';
import { type Problem, problemOf } from '@ribambelle/web/problem';

import { Screen } from '../app/screen.ts';
import '../parts/guests.ts';
import { head } from '../parts/head.ts';
import type { Issued } from '../parts/person.ts';
import { screenStyles } from '../parts/styles.ts';

type Value = { reason?: string; hours?: number };

@element('rb-support')
export class RbSupport extends Screen {
  static override styles = screenStyles;

  @state() private value: Value = { hours: 4 };
  @state() private opened: Issued | undefined;
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private key = newKey();

  protected override titleKey = () => 'settings.support';

  override render() {
    return html`<div class="page">${head({ title: this.t('settings.support'), lead: this.t('support.lead'), back: { href: this.to('settings'), label: this.t('settings.menu') } })}
      ${this.opened ? this.link(this.opened) : html`<rb-form class="card narrow" .schema=${this.schema()} .value=${this.value} .problem=${this.problem} ?busy=${this.busy} submit=${this.t('support.open')}
        @rb-input=${(e: CustomEvent<{ value: Value }>) => { this.value = e.detail.value; this.key = newKey(); }} @rb-submit=${() => void this.open()}></rb-form>`}
      ${this.may('core:guest.read') ? html`<rb-guests .route=${this.route} .me=${this.me}></rb-guests>` : nothing}</div>`;
  }

  private schema() {
    return {
      type: 'object', required: ['reason', 'hours'],
      properties: {
        reason: { type: 'string', minLength: 1, maxLength: 300, title: this.t('support.reason'), description: this.t('support.reason-help') },
        hours: { title: this.t('support.hours'), oneOf: [1, 4, 24, 72].map((n) => ({ const: n, title: this.t('support.hours-n', { n }) })) },
      },
    };
  }

  private link({ link }: Issued) {
    const full = new URL(link, location.origin).href;
    return html`<section class="card narrow stack"><rb-notice kind="good">${this.t('support.opened')}</rb-notice><rb-copy .text=${full} .label=${this.t('support.link')}></rb-copy>
      <div><rb-button kind="quiet" @click=${() => (this.opened = undefined)}>${this.t('support.again')}</rb-button></div></section>`;
  }

  private async open(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      this.opened = await this.api.post<Issued>('/support', this.value, { key: this.key });
      this.value = { hours: 4 };
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }
}
