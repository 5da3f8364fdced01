// The register of incidents, and whom to tell by when.

import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import '@ribambelle/web/table';
import type { Column } from '@ribambelle/web/table';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import { dutyState, type Incident, whom } from '../parts/incident.ts';
import '../parts/incident-form.ts';
import { privacyPages, privacyStyles } from '../parts/privacy-pages.ts';
import { screenStyles } from '../parts/styles.ts';

@element('rb-incidents')
export class RbIncidents extends Screen {
  static override styles = [...screenStyles, privacyStyles];

  @state() private noting = false;
  private readonly all = loaded(this, async (signal) => (await this.api.get<{ incidents: Incident[] }>('/privacy/incidents', { signal })).incidents);

  protected override titleKey = () => 'privacy.incidents';

  override render() {
    const actions = html`${this.may('core:incident.create') ? html`<rb-button kind="primary" icon="plus" @click=${() => (this.noting = true)}>${this.t('privacy.incident.note')}</rb-button>` : nothing}
      <rb-button kind="quiet" icon="download" href=${this.api.href('/privacy/incidents:export')} download="">${this.t('privacy.csv')}</rb-button>`;
    const columns: Column<Incident>[] = [
      { key: 'what', label: this.t('privacy.what'), primary: true, render: (i) => html`<a href=${this.to('privacy', 'incidents', i.id)}>${i.title}</a>` },
      { key: 'known', label: this.t('privacy.known'), sort: (i) => i.known, render: (i) => this.fmt.dateTime(i.known) },
      { key: 'people', label: this.t('privacy.people'), num: true, sort: (i) => i.people, render: (i) => this.fmt.number(i.people) },
      { key: 'risk', label: this.t('privacy.risk'), render: (i) => this.t(`privacy.risk.${i.risk}`) },
      { key: 'tell', label: this.t('privacy.tell'), render: (i) => html`<div>${i.closed ? this.t('privacy.closed') : i.duties.map((d) => html`<div>${whom(this, d, i.law)} ${dutyState(this, d)}</div>`)}</div>` },
    ];
    return html`<div class="page">${privacyPages(this, 'incidents')}${head({ title: this.t('privacy.incidents'), lead: this.t('privacy.lead.incidents'), actions })}
      ${this.all.render((all: Incident[]) => html`<rb-table .caption=${this.t('privacy.incidents')} hide-caption .columns=${columns as never} .rows=${all as never} empty=${this.t('privacy.none.incidents')}></rb-table>`)}
      ${this.noting ? html`<rb-incident-form .api=${this.api} @rb-close=${() => (this.noting = false)} @rb-saved=${(e: CustomEvent<string>) => this.go(this.to('privacy', 'incidents', e.detail))}></rb-incident-form>` : nothing}</div>`;
  }
}
