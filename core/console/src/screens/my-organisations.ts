// All organisations in which one holds a role: the towns of an adviser, on one page.

import { css, html, nothing } from 'lit';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import type { Grant } from '@ribambelle/web/me';
import { problemOf } from '@ribambelle/web/problem';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import { roleTitle, sentence } from '../parts/role-title.ts';
import { screenStyles } from '../parts/styles.ts';

type Organisation = { slug: string; name: string; home: boolean; grants: Grant[] };

@element('rb-my-organisations')
export class RbMyOrganisations extends Screen {
  static override styles = [...screenStyles, css`
    .places { display: grid; gap: var(--rb-space-4); grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); }
    .places li { display: grid; gap: var(--rb-space-3); align-content: space-between; } .places h2 { margin: 0; font-size: var(--rb-text-l); }
  `];

  private readonly all = loaded(this, (signal) => this.api.get<{ organisations: Organisation[] }>('/me/organisations', { signal }));

  protected override titleKey = () => 'my-organisations.menu';

  override render() {
    return html`<div class="page">${head({ title: this.t('my-organisations.menu'), lead: this.t('my-organisations.lead') })}
      ${this.all.render(({ organisations }: { organisations: Organisation[] }) => html`<ul class="list places">${organisations.map((o) => this.one(o))}</ul>`)}</div>`;
  }

  private one(o: Organisation) {
    const here = o.slug === this.slug;
    return html`<li class="card"><div class="stack tight"><div class="row apart"><h2>${o.name}</h2>${o.home ? html`<rb-badge kind="info">${this.t('my-organisations.home')}</rb-badge>` : nothing}</div>
        ${o.grants.map((g) => html`<p>${sentence(this.pick(g.role_title) || roleTitle(this, g.role))} <span class="small muted">${g.unit_name || this.t('frame.whole')}</span></p>`)}</div>
      <div class="row">${here ? html`<rb-badge kind="good">${this.t('my-organisations.here')}</rb-badge>` : html`<rb-button kind="primary" label=${this.t('my-organisations.open-of', { name: o.name })} href=${`/o/${o.slug}/`}>${this.t('my-organisations.open')}</rb-button>`}
        ${o.home ? nothing : html`<rb-button kind="quiet" icon="log-out" label=${this.t('my-organisations.leave-of', { name: o.name })} @click=${() => void this.leave(o)}>${this.t('my-organisations.leave')}</rb-button>`}</div></li>`;
  }

  private async leave(o: Organisation): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('my-organisations.leave-title', { name: o.name }), body: this.t('my-organisations.leave-text'), confirm: this.t('my-organisations.leave-do'), danger: true });
    if (!sure) return;
    try {
      await this.api.post(`/me/organisations/${o.slug}:leave`);
      this.tell('good', this.t('my-organisations.left', { name: o.name }));
      if (o.slug === this.slug) location.assign(`/o/${this.me!.home!.slug}/my-organisations`);
      else await this.all.reload();
    } catch (thrown) {
      this.failed(problemOf(thrown));
    }
  }
}
