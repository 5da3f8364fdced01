// People with an account, and invitations on their way.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/field';
import { fold } from '@ribambelle/web/fold';
import { loaded } from '@ribambelle/web/loaded';
import { problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/state';
import '@ribambelle/web/table';
import type { Column } from '@ribambelle/web/table';

import { Screen } from '../app/screen.ts';
import '../parts/guests.ts';
import { head } from '../parts/head.ts';
import type { Person } from '../parts/person.ts';
import { learnRoles, type Role, roleTitle, sentence } from '../parts/role-title.ts';
import { screenStyles } from '../parts/styles.ts';
import type { Invitation } from '../parts/waits.ts';

type Loaded = { people: Person[]; invitations: Invitation[] };
const kinds = { pending: 'info', used: 'good', revoked: 'off', expired: 'warn' } as const;

@element('rb-people')
export class RbPeople extends Screen {
  static override styles = [...screenStyles, css`.search { max-width: 26rem; }`];

  @state() private sought = '';
  @state() private past = false;
  private readonly all = loaded(this, async (signal) => {
    const [people, invitations, roles] = await Promise.all([
      this.may('core:person.read') ? this.api.all<Person>('/people', 'people', { signal }) : [],
      this.may('core:invitation.read') ? this.api.all<Invitation>('/invitations', 'invitations', { signal }) : [],
      this.may('core:role.read') ? this.api.all<Role>('/roles', 'roles', { signal }).catch(() => []) : [],
    ]);
    learnRoles(roles);
    return { people, invitations };
  });

  protected override titleKey = () => 'people.menu';

  override render() {
    const actions = this.may('core:invitation.create') ? html`<rb-button kind="primary" icon="user-plus" href=${this.to('invite')}>${this.t('people.invite')}</rb-button><rb-button kind="quiet" icon="upload" href=${this.to('people', 'import')}>${this.t('people-import.menu')}</rb-button>` : nothing;
    const groups = this.may('core:group.read') && this.may('core:person.read') ? html`<rb-button kind="quiet" icon="users" href=${this.to('people', 'groups')}>${this.t('groups.title')}</rb-button>` : nothing;
    return html`<div class="page">${head({ title: this.t('people.menu'), lead: this.t('people.lead'), actions: html`${actions}${groups}` })}
      ${this.all.render((all: Loaded) => html`${this.people(all.people)}${this.may('core:guest.read') ? html`<rb-guests .route=${this.route} .me=${this.me}></rb-guests>` : nothing}${this.may('core:invitation.read') ? this.invitations(all.invitations) : nothing}`)}</div>`;
  }

  private people(people: Person[]) {
    const key = fold(this.sought);
    const found = people.filter((p) => fold(`${p.name} ${p.login} ${p.grants.map((g) => g.unit_name).join(' ')}`).includes(key));
    const columns: Column<Person>[] = [
      { key: 'name', label: this.t('people.name'), primary: true, sort: (p) => p.name, render: (p) => html`<a href=${this.to('people', p.id)}>${p.name}</a>` },
      { key: 'roles', label: this.t('people.roles'), render: (p) => html`<span>${p.grants.map((g, i) => html`${i > 0 ? html`<br />` : nothing}${sentence(roleTitle(this, g.role))} <span class="muted small">${g.unit_name || this.t('frame.whole')}</span>`)}</span>` },
      { key: 'state', label: this.t('people.state'), sort: (p) => Number(p.suspended), render: (p) => html`<rb-badge kind=${p.suspended ? 'off' : 'good'}>${this.t(p.suspended ? 'people.state.suspended' : 'people.state.active')}</rb-badge>` },
    ];
    return html`<section class="stack" aria-labelledby="accounts"><h2 id="accounts">${this.t('people.list')}</h2>
      ${people.length > 8 ? html`<rb-field class="search" type="search" hide-label .label=${this.t('people.search')} .placeholder=${this.t('people.search')} @rb-input=${(e: CustomEvent<{ value: string }>) => (this.sought = e.detail.value)}></rb-field>` : nothing}
      <rb-table .caption=${this.t('people.list')} hide-caption .columns=${columns as never} .rows=${found as never} empty=${this.t('people.none')}></rb-table></section>`;
  }

  private invitations(all: Invitation[]) {
    const shown = this.past ? all : all.filter((i) => i.state === 'pending' || i.state === 'expired');
    const columns: Column<Invitation>[] = [
      { key: 'name', label: this.t('people.name'), primary: true },
      { key: 'role', label: this.t('invite.role'), render: (i) => (i.role ? html`<span>${sentence(roleTitle(this, i.role))} <span class="muted small">${i.unit_name || this.t('frame.whole')}</span></span>` : html`<span>${sentence(this.t('invitations.renews'))}</span>`) },
      { key: 'expires', label: this.t('invitations.expires'), render: (i) => this.fmt.date(i.expires, 'short') },
      { key: 'state', label: this.t('people.state'), render: (i) => html`<rb-badge kind=${kinds[i.state]}>${this.t(`invitations.state.${i.state}`)}</rb-badge>` },
      { key: 'act', label: this.t('invitations.actions'), quiet: true, render: (i) => (i.state === 'pending' && this.may('core:invitation.revoke') ? html`<rb-button size="s" kind="quiet" icon="ban" @click=${() => void this.revoke(i)}>${this.t('invitations.revoke')}</rb-button>` : nothing) },
    ];
    return html`<section class="stack" aria-labelledby="invitations"><div class="row apart"><h2 id="invitations">${this.t('invitations.title')}</h2>
        ${all.length > shown.length || this.past ? html`<rb-field type="checkbox" .label=${this.t('invitations.show-all')} .value=${this.past} @rb-change=${(e: CustomEvent<{ value: boolean }>) => (this.past = e.detail.value)}></rb-field>` : nothing}</div>
      ${shown.length === 0 ? html`<p class="muted">${this.t('invitations.none')}</p>` : html`<rb-table .caption=${this.t('invitations.title')} hide-caption .columns=${columns as never} .rows=${shown as never}></rb-table>`}</section>`;
  }

  private async revoke(i: Invitation): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('invitations.revoke-title', { name: i.name }), body: this.t('invitations.revoke-text'), confirm: this.t('invitations.revoke'), danger: true });
    if (!sure) return;
    try {
      await this.api.post(`/invitations/${i.id}:revoke`);
      this.tell('good', this.t('invitations.revoked', { name: i.name }));
      await this.all.reload();
    } catch (thrown) {
      this.failed(problemOf(thrown));
    }
  }
}
