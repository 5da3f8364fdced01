// What people ask about their own data: until when they have an answer, and the two answers.

import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/table';
import type { Column } from '@ribambelle/web/table';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import type { Asked } from '../parts/held.ts';
import { privacyPages, privacyStyles } from '../parts/privacy-pages.ts';
import { screenStyles } from '../parts/styles.ts';

const kinds = { open: 'info', late: 'bad', done: 'good', refused: 'neutral' } as const;

@element('rb-privacy-requests')
export class RbPrivacyRequests extends Screen {
  static override styles = [...screenStyles, privacyStyles];

  @state() private refusing: Asked | undefined;
  @state() private busy = false;
  @state() private failure: Problem | undefined;
  private readonly all = loaded(this, (signal) => this.api.get<{ requests: Asked[] }>('/privacy/requests', { signal }).then((a) => a.requests));

  protected override titleKey = () => 'privacy.requests';

  override render() {
    const waits = (r: Asked) => (r.state === 'open' || r.state === 'late') && this.may('core:request.answer');
    const columns: Column<Asked>[] = [
      { key: 'who', label: this.t('privacy.who'), primary: true, render: (r) => html`<span>${r.name || this.t('privacy.request.gone')}${r.note ? html`<br /><span class="small muted">${r.note}</span>` : nothing}</span>` },
      { key: 'asked', label: this.t('privacy.request.asked'), sort: (r) => r.asked_at, render: (r) => this.fmt.date(r.asked_at) }, { key: 'until', label: this.t('privacy.request.until'), sort: (r) => r.until, render: (r) => this.fmt.date(r.until) },
      { key: 'state', label: this.t('privacy.state'), render: (r) => html`<span><rb-badge kind=${kinds[r.state]}>${this.t(`privacy.request.${r.state}`)}</rb-badge>${r.reason ? html`<br /><span class="small muted">${r.reason}</span>` : nothing}</span>` },
      { key: 'do', label: this.t('privacy.request.answer'), render: (r) => (waits(r) ? html`<span class="row">${this.may('core:person.erase') ? html`<rb-button size="s" href=${this.to('people', r.person_id)} label=${`${this.t('privacy.request.erase')}, ${r.name}`}>${this.t('privacy.request.erase')}</rb-button>` : nothing}
        <rb-button size="s" label=${`${this.t('privacy.request.refuse')}, ${r.name}`} @click=${() => (this.refusing = r)}>${this.t('privacy.request.refuse')}</rb-button></span>` : nothing) },
    ];
    return html`<div class="page">${privacyPages(this, 'requests')}${head({ title: this.t('privacy.requests'), lead: this.t('privacy.lead.requests') })}
      ${this.all.render((list: Asked[]) => html`<rb-table .caption=${this.t('privacy.requests')} hide-caption .columns=${columns as never} .rows=${list as never} empty=${this.t('privacy.none.requests')}></rb-table>`)}</div>${this.dialog()}`;
  }

  private dialog() {
    const { refusing } = this;
    if (!refusing) return nothing;
    const schema = { type: 'object', required: ['reason'], properties: { reason: { type: 'string', minLength: 1, maxLength: 1000, title: this.t('privacy.request.reason'), description: this.t('privacy.request.reason-help'), 'x-widget': 'textarea' } } };
    return html`<rb-dialog open .heading=${this.t('privacy.request.refuse-title', { name: refusing.name })} @rb-close=${() => (this.refusing = undefined)}>
      <rb-form .schema=${schema} .value=${{}} .problem=${this.failure} ?busy=${this.busy} submit=${this.t('privacy.request.send')} @rb-submit=${(e: CustomEvent<{ value: { reason: string } }>) => void this.refuse(refusing, e.detail.value)}></rb-form></rb-dialog>`;
  }

  private async refuse(r: Asked, value: { reason: string }): Promise<void> {
    this.busy = true;
    this.failure = undefined;
    try {
      await this.api.post(`/privacy/requests/${r.id}:refuse`, value);
      this.refusing = undefined;
      this.tell('good', this.t('privacy.request.sent'));
      await this.all.reload();
    } catch (thrown) {
      this.failure = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }
}
