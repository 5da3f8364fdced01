// One person: what they may do, their access, their data.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { holdsAll, type Unit } from '@ribambelle/web/me';
import '@ribambelle/web/notice';
import { Problem, problemOf } from '@ribambelle/web/problem';

import { Screen } from '../app/screen.ts';
import '../parts/grant-form.ts';
import { head } from '../parts/head.ts';
import '../parts/issued.ts';
import type { Issued, Person } from '../parts/person.ts';
import '../parts/person-form.ts';
import '../parts/relay-form.ts';
import { learnRoles, type Role, roleTitle, sentence } from '../parts/role-title.ts';
import { screenStyles } from '../parts/styles.ts';

type Loaded = { person: Person; people: Person[]; roles: Role[]; units: Unit[] };

@element('rb-person')
export class RbPerson extends Screen {
  static override styles = [...screenStyles, css`
    .grants li { display: flex; gap: var(--rb-space-3); align-items: center; justify-content: space-between; padding-block: .5rem; border-block-end: 1px solid var(--rb-line); }
    .acts { display: grid; gap: var(--rb-space-4); }
    .acts > div { display: grid; gap: .375rem; justify-items: start; }
    .acts p { color: var(--rb-muted); font-size: var(--rb-text-s); max-width: 60ch; }
  `];

  @state() private issued: Issued | undefined;
  @state() private doing: '' | 'grant' | 'edit' | 'relay' = '';
  private readonly all = loaded(this, async (signal) => {
    const [people, roles, units] = await Promise.all([this.api.all<Person>('/people', 'people', { signal }), this.api.all<Role>('/roles', 'roles', { signal }).catch(() => []), this.api.all<Unit>('/units', 'units', { signal }).catch(() => [])]);
    learnRoles(roles);
    const person = people.find((p) => p.id === this.route.rest[0]);
    if (!person) throw new Problem(404, 'not-found');
    return { person, people, roles, units };
  });

  protected override titleKey = () => 'people.menu';

  override render() {
    const back = { href: this.to('people'), label: this.t('people.menu') };
    return html`<div class="page">${this.all.render((all: Loaded) => {
      const { person } = all;
      if (this.issued) return html`<div class="no-print">${head({ title: this.t('invite.renewed', { name: person.name }), back })}</div><rb-issued .issued=${this.issued} .tenant=${this.me!.tenant}></rb-issued>`;
      const badge = person.suspended ? html`<rb-badge kind="off">${this.t('people.state.suspended')}</rb-badge>` : nothing;
      return html`${head({ title: person.name, back, actions: badge })}<div class="split"><div class="stack wide">${this.grants(person)}${this.account(person)}</div><div class="card acts">${this.acts(person)}</div></div>${this.dialog(all)}`;
    })}</div>`;
  }

  private grants(p: Person) {
    return html`<section class="card stack" aria-labelledby="grants"><div class="row apart"><h2 id="grants">${this.t('person.grants')}</h2>
        ${this.may('core:grant.create') ? html`<rb-button size="s" icon="plus" @click=${() => (this.doing = 'grant')}>${this.t('person.add-role')}</rb-button>` : nothing}</div>
      ${p.grants.length === 0 ? html`<p class="muted">${this.t('person.no-grants')}</p>` : html`<ul class="list grants">${p.grants.map((g) => html`<li><span><strong>${sentence(roleTitle(this, g.role))}</strong><br /><span class="small muted">${g.unit_name || this.t('frame.whole')}${g.expires ? `, ${this.t('person.until', { date: this.fmt.date(g.expires, 'short') })}` : ''}${g.reason ? ` · ${this.why(g.reason)}` : ''}${g.group ? ` · ${this.t('groups.through', { name: g.group })}` : ''}</span></span>
        ${this.may('core:grant.delete') && !g.group ? html`<rb-button size="s" kind="quiet" icon="x" label=${this.t('person.take', { role: roleTitle(this, g.role) })} @click=${() => void this.take(p, g)}></rb-button>` : nothing}</li>`)}</ul>`}
      ${this.may('core:why.ask') ? html`<p class="small"><a href=${`${this.to('rights')}?person=${encodeURIComponent(p.id)}`}>${this.t('person.why')}</a></p>` : nothing}</section>`;
  }

  private account(p: Person) {
    return html`<section class="card stack" aria-labelledby="account"><div class="row apart"><h2 id="account">${this.t('person.account')}</h2>${this.may('core:person.update') ? html`<rb-button size="s" kind="quiet" icon="pencil" @click=${() => (this.doing = 'edit')}>${this.t('person.edit')}</rb-button>` : nothing}</div>
      <dl class="facts">${p.login ? html`<dt>${this.t('person.login')}</dt><dd>${p.login}</dd>` : nothing}${p.email ? html`<dt>${this.t('person.email')}</dt><dd>${p.email}</dd>` : nothing}<dt>${this.t('person.language')}</dt><dd>${this.t(`web.language.${p.language}`)}</dd>${p.login ? html`<dt>${this.t('person.factor')}</dt><dd>${this.t(p.second_factor ? 'person.factor.on' : 'person.factor.off')}</dd>` : nothing}${p.away ? html`<dt>${this.t('person.away')}</dt><dd>${p.away.join(', ')}</dd>` : nothing}</dl></section>`;
  }

  private acts(p: Person) {
    const self = p.id === this.me?.person?.id;
    const one = (allowed: boolean, button: unknown, help: string) => (allowed ? html`<div>${button}<p>${this.t(help)}</p></div>` : nothing);
    return html`${this.may('core:person.renew') || this.may('core:person.hand-over') || (this.may('core:person.suspend') && !self) ? html`<h2>${this.t('person.access')}</h2>` : nothing}
      ${one(this.may('core:person.hand-over') && p.grants.length > 0, html`<rb-button icon="users" @click=${() => (this.doing = 'relay')}>${this.t('relay.open')}</rb-button>`, 'relay.help')}
      ${one(this.may('core:person.renew'), html`<rb-button icon="key-round" @click=${() => void this.renew(p)}>${this.t('person.renew')}</rb-button>`, 'person.renew-help')}
      ${one(this.may('core:person.reset') && !self && p.second_factor, html`<rb-button icon="smartphone" @click=${() => void this.reset(p)}>${this.t('person.reset')}</rb-button>`, 'person.reset-help')}
      ${one(this.may('core:person.suspend') && !self, html`<rb-button icon=${p.suspended ? 'play' : 'pause'} @click=${() => void this.suspend(p)}>${this.t(p.suspended ? 'person.resume' : 'person.suspend')}</rb-button>`, 'person.suspend-help')}
      ${this.may('core:person.export') || this.may('core:person.erase') ? html`<h2>${this.t('person.data')}</h2>` : nothing}
      ${one(this.may('core:person.export'), html`<rb-button icon="download" href=${this.api.href(`/people/${p.id}:export`)} download="">${this.t('person.export')}</rb-button>`, 'person.export-help')}
      ${one(this.may('core:person.erase') && !self, html`<rb-button kind="danger" icon="trash-2" @click=${() => void this.erase(p)}>${this.t('person.erase')}</rb-button>`, 'person.erase-help')}`;
  }

  private dialog({ person, people, roles, units }: Loaded) {
    const over = () => (this.doing = '');
    if (this.doing === 'grant') return html`<rb-grant-form .api=${this.api} .person=${person} .roles=${roles} .units=${units} ?whole=${holdsAll(this.me)} @rb-close=${over} @rb-done=${() => this.done('person.given')}></rb-grant-form>`;
    if (this.doing === 'edit') return html`<rb-person-form .api=${this.api} .person=${person} @rb-close=${over} @rb-done=${() => this.done('person.saved')}></rb-person-form>`;
    if (this.doing === 'relay') return html`<rb-relay-form .api=${this.api} .person=${person} .people=${people} ?self=${person.id === this.me?.person?.id} @rb-close=${over} @rb-done=${() => this.done('relay.done')}></rb-relay-form>`;
    return nothing;
  }

  private async renew(p: Person): Promise<void> {
    await this.attempt(async () => {
      this.issued = { ...(await this.api.post<Issued>(`/people/${p.id}:renew`)), renews: true };
    });
  }

  private async suspend(p: Person): Promise<void> {
    await this.attempt(async () => {
      await this.api.post(`/people/${p.id}:${p.suspended ? 'resume' : 'suspend'}`);
      this.done(p.suspended ? 'person.resumed' : 'person.suspended');
    });
  }

  private async reset(p: Person): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('person.reset-title', { name: p.name }), body: this.t('person.reset-text'), confirm: this.t('person.reset'), danger: true });
    if (!sure) return;
    await this.attempt(async () => {
      const { told } = await this.api.post<{ told: boolean }>(`/people/${p.id}:reset-factor`);
      this.done(told ? 'person.reset-told' : 'person.reset-untold');
    });
  }

  // why tells what a role was given for, in the reader's words where the platform wrote it.
  private why(reason: string): string {
    const known = { demonstration: 'demo', 'first administrator': 'first', 'handed over': 'relay' }[reason] ?? (/^invitation [0-9a-f-]{36}$/.test(reason) ? 'invited' : undefined);
    return known ? this.t(`person.reason.${known}`) : reason;
  }

  private async take(p: Person, g: Person['grants'][number]): Promise<void> {
    const role = roleTitle(this, g.role);
    const sure = await confirmBox(this, { heading: this.t('person.take-title', { name: p.name }), body: this.t('person.take-text', { role, unit: g.unit_name || this.t('frame.whole') }), confirm: this.t('person.take-do'), danger: true });
    if (!sure) return;
    await this.attempt(async () => {
      await this.api.del(`/grants/${g.id}`);
      this.done('person.taken');
    });
  }

  private async erase(p: Person): Promise<void> {
    const loses = [this.t('person.erase-loses.account'), this.t('person.erase-loses.records')];
    const sure = await confirmBox(this, { heading: this.t('person.erase-title', { name: p.name }), body: this.t('person.erase-text'), loses, confirm: this.t('person.erase-do'), danger: true, name: p.name });
    if (!sure) return;
    await this.attempt(async () => {
      const { kept = [] } = await this.api.post<{ kept?: { what: string; why: string }[] }>(`/people/${p.id}:erase`, { confirm: p.name });
      this.tell('good', [this.t('person.erased', { name: p.name }), kept.length > 0 ? this.t('person.kept') : ''].filter(Boolean).join(' '));
      this.go(this.to('people'), true);
    });
  }

  private async attempt(act: () => Promise<void>): Promise<void> {
    try {
      await act();
    } catch (thrown) {
      this.failed(problemOf(thrown));
    }
  }

  private done(key: string): void {
    this.doing = '';
    this.tell('good', this.t(key));
    void this.all.reload();
  }
}
