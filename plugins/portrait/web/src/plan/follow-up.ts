// <rb-portrait-follow-up>: the plans of all sites that somebody answers for: how far each is, what is late, who has none.

import { css, html, nothing } from 'lit';

import '@ribambelle/web/chain';
import '@ribambelle/web/state';
import '@ribambelle/web/table';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may, type Unit } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';

import { scopeOf } from '../wave/scope.ts';
import { type Followed, plans, type Tally } from './model.ts';
import { PlanScreen } from './screen.ts';

export const planKinds = { draft: 'info', 'under-way': 'good', closed: 'off' } as const;

@element('rb-portrait-follow-up')
export class RbPortraitFollowUp extends PlanScreen {
  static override styles = [base, css`a { display: inline-flex; align-items: center; min-height: 44px; font-weight: 620; } .late { color: var(--rb-bad); font-weight: 620; }`];

  private readonly data = loaded(this, async () => {
    const scope = scopeOf(await this.client.all<Unit>('/units', 'units'), this.me);
    if (!scope) return { sites: [], tally: undefined };
    const { sites, tally } = await plans.followUp(this.client, scope);
    const { compare } = new Intl.Collator(this.locale);
    return { sites: [...sites].sort((a, b) => compare(a.place, b.place)), tally };
  });

  override render() {
    this.entitle(this.t('portrait.plans.title'));
    return html`<div class="stack wide">
      <div class="stack tight"><h1 tabindex="-1">${this.t('portrait.plans.title')}</h1><p class="lead">${this.t('portrait.plans.lead')}</p></div>
      ${this.data.render(({ sites, tally }) => html`${tally?.actions ? this.together(tally) : nothing}
        ${sites.length ? this.table(sites) : html`<rb-state kind="first" heading=${this.t('portrait.plans.none')} text=${this.t('portrait.plans.none.text')}></rb-state>`}`)}
    </div>`;
  }

  private together(t: Tally) {
    return html`<div class="card stack tight"><rb-chain .value=${t.done} .max=${t.actions} label=${this.t('portrait.plans.done')} unit=${this.t('portrait.plans.unit')}></rb-chain>
      ${t.overdue ? html`<p class="late">${this.t('portrait.plans.overdue', { n: t.overdue })}</p>` : nothing}</div>`;
  }

  private table(sites: readonly Followed[]) {
    const columns = [
      { key: 'place', label: this.t('portrait.plans.place'), primary: true, render: (s: Followed) => this.site(s), sort: (s: Followed) => s.place },
      { key: 'status', label: this.t('portrait.plans.status'), render: (s: Followed) => this.status(s), sort: (s: Followed) => s.status ?? '' },
      { key: 'done', label: this.t('portrait.plans.done'), num: true, render: (s: Followed) => (s.plan ? this.t('web.of', { n: s.tally.done, max: s.tally.actions }) : ''), sort: (s: Followed) => (s.tally.actions ? s.tally.done / s.tally.actions : -1) },
      { key: 'steps', label: this.t('portrait.plans.steps'), num: true, render: (s: Followed) => (s.tally.steps ? this.t('web.of', { n: s.tally.steps_done, max: s.tally.steps }) : ''), sort: (s: Followed) => (s.tally.steps ? s.tally.steps_done / s.tally.steps : -1) },
      { key: 'due', label: this.t('portrait.plans.due'), render: (s: Followed) => this.due(s.tally), sort: (s: Followed) => (s.tally.overdue ? `0 ${s.tally.overdue}` : s.tally.next_due ?? '9') },
    ];
    return html`<div class="card"><rb-table caption=${this.t('portrait.plans.by-site')} hide-caption .columns=${columns} .rows=${sites} .rowKey=${(s: Followed) => s.unit_id}></rb-table></div>`;
  }

  private site(s: Followed) {
    if (s.plan) return html`<a href=${this.href(`/${s.plan}`)}>${s.place}</a>`;
    return may(this.me, 'portrait:plans.create') ? html`<a href=${this.href(`/begin/${s.unit_id}`)} aria-label=${this.t('portrait.plans.begin.at', { site: s.place })}>${s.place}</a>` : s.place;
  }

  private status(s: Followed) {
    if (!s.status) return html`<span class="muted">${this.t('portrait.plans.without')}</span>`;
    return html`<rb-badge kind=${planKinds[s.status]}>${this.t(`portrait.plans.status.${s.status}`)}</rb-badge>${s.validated_on ? html` <small class="muted">${this.t('portrait.plans.validated')}</small>` : nothing}`;
  }

  private due(t: Tally) {
    if (t.overdue) return html`<span class="late">${this.t('portrait.plans.late', { n: t.overdue })}</span>`;
    return t.next_due ? this.fmt.date(t.next_due, 'short') : '';
  }
}
