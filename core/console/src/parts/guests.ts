// <rb-guests>: people of other organisations who hold a role here; nothing where there are none. Whoever may, takes it away.

import { html, nothing } from 'lit';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import type { Grant } from '@ribambelle/web/me';
import { problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/table';
import type { Column } from '@ribambelle/web/table';

import { Screen } from '../app/screen.ts';
import { roleTitle, sentence } from './role-title.ts';
import { screenStyles } from './styles.ts';

type Guest = { id: string; name: string; home: { slug: string; name: string }; suspended: boolean; support?: { until: string; reason: string }; grants: Grant[] };

@element('rb-guests')
export class RbGuests extends Screen {
  static override styles = screenStyles;

  private readonly all = loaded(this, (signal) => this.api.get<{ guests: Guest[] }>('/guests', { signal }));

  override render() {
    const guests = this.all.value?.guests ?? [];
    if (guests.length === 0) return nothing;
    const columns: Column<Guest>[] = [
      { key: 'name', label: this.t('people.name'), primary: true, sort: (g) => g.name, render: (g) => html`<span>${g.name}${g.suspended ? html` <rb-badge kind="off">${this.t('guests.suspended')}</rb-badge>` : nothing}${g.support ? html` <rb-badge kind="warn">${this.t('guests.support', { date: this.fmt.dateTime(g.support.until) })}</rb-badge><br /><span class="small muted">${g.support.reason}</span>` : nothing}</span>` },
      { key: 'home', label: this.t('guests.from'), sort: (g) => g.home.name, render: (g) => g.home.name },
      { key: 'roles', label: this.t('people.roles'), render: (g) => html`<span>${g.grants.map((held, i) => html`${i > 0 ? html`<br />` : nothing}${sentence(roleTitle(this, held.role))} <span class="muted small">${held.unit_name || this.t('frame.whole')}</span>`)}</span>` },
    ];
    if (this.may('core:guest.dismiss')) {
      columns.push({ key: 'act', label: this.t('invitations.actions'), quiet: true, render: (g) => html`<rb-button size="s" kind="quiet" icon="ban" label=${this.t('guests.dismiss-of', { name: g.name })} @click=${() => void this.dismiss(g)}>${this.t('guests.dismiss')}</rb-button>` });
    }
    return html`<section class="stack" aria-labelledby="guests"><div><h2 id="guests">${this.t('guests.title')}</h2><p class="muted small">${this.t('guests.lead')}</p></div>
      <rb-table .caption=${this.t('guests.title')} hide-caption .columns=${columns as never} .rows=${guests as never}></rb-table></section>`;
  }

  private async dismiss(g: Guest): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('guests.dismiss-title', { name: g.name }), body: this.t('guests.dismiss-text'), confirm: this.t('guests.dismiss-do'), danger: true });
    if (!sure) return;
    try {
      await this.api.post(`/guests/${g.id}:dismiss`);
      this.tell('good', this.t('guests.dismissed', { name: g.name }));
      await this.all.reload();
    } catch (thrown) {
      this.failed(problemOf(thrown));
    }
  }
}
