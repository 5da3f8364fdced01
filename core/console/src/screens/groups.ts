// Groups of people: make one, put people in and out, and give roles to all of them at once.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { newKey } from '@ribambelle/web/api';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import '@ribambelle/web/form';
import { icon } from '@ribambelle/web/icon';
import { loaded } from '@ribambelle/web/loaded';
import { type Grant, holdsAll, type Unit } from '@ribambelle/web/me';
import '@ribambelle/web/menu';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/state';

import { Screen } from '../app/screen.ts';
import '../parts/grant-form.ts';
import { head } from '../parts/head.ts';
import type { Person } from '../parts/person.ts';
import { learnRoles, type Role, roleTitle, sentence } from '../parts/role-title.ts';
import { screenStyles } from '../parts/styles.ts';

type Member = { id: string; name: string; since: string };
type Group = { id: string; name: string; unit_name?: string; members: Member[]; grants: (Grant & { reason?: string })[]; gives: boolean; rev: number };
type Value = { name?: string; unit_id?: string; person?: string };
type Loaded = { groups: Group[]; people: Person[]; roles: Role[]; units: Unit[] };
type Doing = { what: 'make' } | { what: 'rename' | 'put' | 'give'; group: Group };

@element('rb-groups')
export class RbGroups extends Screen {
  static override styles = [...screenStyles, css`
    .all { display: grid; gap: var(--rb-space-4); grid-template-columns: repeat(auto-fill, minmax(min(24rem, 100%), 1fr)); align-items: start; }
    .all > li { display: grid; gap: var(--rb-space-4); } .all h2 { margin: 0; font-size: var(--rb-text-l); } .all h3 { margin: 0; font-size: var(--rb-text-m); }
    .lines li { display: flex; gap: var(--rb-space-3); align-items: center; justify-content: space-between; min-height: 2.75rem; padding-block: .25rem; border-block-end: 1px solid var(--rb-line); }
  `];

  @state() private doing: Doing | undefined;
  @state() private value: Value = {};
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private key = newKey();
  private readonly all = loaded(this, async (signal): Promise<Loaded> => {
    const [groups, people, roles, units] = await Promise.all([
      this.api.all<Group>('/groups', 'groups', { signal }), this.api.all<Person>('/people', 'people', { signal }),
      this.api.all<Role>('/roles', 'roles', { signal }).catch(() => []), this.api.all<Unit>('/units', 'units', { signal }).catch(() => []),
    ]);
    learnRoles(roles);
    return { groups, people, roles, units };
  });

  protected override titleKey = () => 'groups.title';

  override render() {
    const add = this.may('core:group.create') ? html`<rb-button kind="primary" icon="plus" @click=${() => this.begin({ what: 'make' })}>${this.t('groups.make')}</rb-button>` : nothing;
    return html`<div class="page">${head({ title: this.t('groups.title'), lead: this.t('groups.lead'), back: { href: this.to('people'), label: this.t('people.menu') }, actions: add })}
      ${this.all.render(({ groups }: Loaded) => (groups.length === 0
        ? html`<div class="card"><rb-state kind="first" .heading=${this.t('groups.none')} .text=${this.t('groups.none-text')}></rb-state></div>`
        : html`<ul class="list all">${groups.map((g) => this.one(g))}</ul>`))}</div>${this.dialog()}`;
  }

  private one(g: Group) {
    return html`<li class="card"><div class="row apart"><div><h2>${g.name}</h2><p class="small muted">${g.unit_name || this.t('frame.whole')}</p></div>${this.menu(g)}</div>${this.members(g)}${this.grants(g)}
      ${g.gives ? nothing : html`<p class="small muted">${this.t('groups.beyond')}</p>`}</li>`;
  }

  private menu(g: Group) {
    const rename = this.may('core:group.update');
    const drop = g.gives && this.may('core:group.delete');
    if (!rename && !drop) return nothing;
    return html`<rb-menu class="no-print" name=${this.t('groups.actions', { name: g.name })}>
      ${rename ? html`<button type="button" @click=${() => this.begin({ what: 'rename', group: g }, { name: g.name })}>${icon('pencil')}${this.t('groups.rename')}</button>` : nothing}
      ${drop ? html`<button type="button" class="danger" @click=${() => void this.drop(g)}>${icon('trash-2')}${this.t('groups.delete')}</button>` : nothing}</rb-menu>`;
  }

  private members(g: Group) {
    return html`<section class="stack tight"><div class="row apart"><h3>${g.members.length === 0 ? this.t('groups.empty') : this.t('groups.members', { n: g.members.length })}</h3>
        ${g.gives && this.may('core:group.put') ? html`<rb-button size="s" icon="user-plus" label=${this.t('groups.put-into', { name: g.name })} @click=${() => this.begin({ what: 'put', group: g })}>${this.t('groups.put')}</rb-button>` : nothing}</div>
      ${g.members.length === 0 ? nothing : html`<ul class="list lines">${g.members.map((m) => html`<li><span>${m.name || '—'} <span class="small muted">${this.t('groups.since', { date: this.fmt.date(m.since, 'short') })}</span></span>
        ${g.gives && this.may('core:group.take') ? html`<rb-button size="s" kind="quiet" icon="x" label=${this.t('groups.take', { name: m.name, group: g.name })} @click=${() => void this.take(g, m)}></rb-button>` : nothing}</li>`)}</ul>`}</section>`;
  }

  private grants(g: Group) {
    return html`<section class="stack tight"><div class="row apart"><h3>${this.t('person.grants')}</h3>
        ${this.may('core:grant.create') ? html`<rb-button size="s" icon="plus" label=${this.t('groups.give-to', { name: g.name })} @click=${() => this.begin({ what: 'give', group: g })}>${this.t('person.add-role')}</rb-button>` : nothing}</div>
      ${g.grants.length === 0 ? html`<p class="muted">${this.t('groups.no-roles')}</p>` : html`<ul class="list lines">${g.grants.map((given) => html`<li><span><strong>${sentence(roleTitle(this, given.role))}</strong><br /><span class="small muted">${given.unit_name || this.t('frame.whole')}${given.expires ? `, ${this.t('person.until', { date: this.fmt.date(given.expires, 'short') })}` : ''}${given.reason ? ` · ${given.reason}` : ''}</span></span>
        ${this.may('core:grant.delete') ? html`<rb-button size="s" kind="quiet" icon="x" label=${this.t('person.take', { role: roleTitle(this, given.role) })} @click=${() => void this.takeRole(g, given)}></rb-button>` : nothing}</li>`)}</ul>`}</section>`;
  }

  private dialog() {
    const { doing } = this;
    const all = this.all.value;
    if (!doing || !all) return nothing;
    if (doing.what === 'give') return html`<rb-grant-form .api=${this.api} .person=${doing.group} .roles=${all.roles} .units=${all.units} ?whole=${holdsAll(this.me)} @rb-close=${this.over} @rb-done=${() => this.done('person.given')}></rb-grant-form>`;
    const heading = doing.what === 'make' ? this.t('groups.make') : doing.what === 'rename' ? this.t('groups.rename') : this.t('groups.put-into', { name: doing.group.name });
    return html`<rb-dialog open .heading=${heading} @rb-close=${this.over}><rb-form .schema=${this.schema(doing, all)} .value=${this.value} .units=${all.units} .problem=${this.problem} ?busy=${this.busy} submit=${this.t(doing.what === 'put' ? 'groups.put' : 'web.save')}
      @rb-input=${(e: CustomEvent<{ value: Value }>) => { this.value = e.detail.value; this.key = newKey(); }} @rb-submit=${() => void this.save(doing)}></rb-form></rb-dialog>`;
  }

  private schema(doing: Doing, { people }: Loaded) {
    if (doing.what === 'put') {
      const others = people.filter((p) => !p.suspended && !doing.group.members.some((m) => m.id === p.id));
      return { type: 'object', required: ['person'], properties: { person: { title: this.t('groups.person'), description: this.t('groups.person-help'), oneOf: others.map((p) => ({ const: p.id, title: p.name })) } } };
    }
    const whole = holdsAll(this.me);
    return {
      type: 'object', required: ['name', ...(doing.what === 'make' && !whole ? ['unit_id'] : [])],
      properties: {
        name: { type: 'string', minLength: 1, maxLength: 120, title: this.t('groups.name'), description: this.t('groups.name-help') },
        ...(doing.what === 'make' ? { unit_id: { type: 'string', 'x-widget': 'unit', title: this.t('groups.place'), description: this.t('groups.place-help'), ...(whole ? { 'x-all': this.t('frame.whole') } : {}) } } : {}),
      },
    };
  }

  private begin(doing: Doing, value: Value = {}): void {
    this.key = newKey();
    this.problem = undefined;
    this.value = value;
    this.doing = doing;
  }

  private async save(doing: Doing): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      if (doing.what === 'make') await this.api.post('/groups', this.value, { key: this.key });
      else if (doing.what === 'rename') await this.api.put(`/groups/${doing.group.id}`, { name: this.value.name }, { etag: doing.group.rev });
      else await this.api.put(`/groups/${doing.group.id}/members/${this.value.person}`, undefined);
      this.done(doing.what === 'put' ? 'groups.added' : 'groups.saved');
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }

  private async take(g: Group, m: Member): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('groups.take-title', { name: m.name }), body: this.t('groups.take-text', { group: g.name }), confirm: this.t('groups.take-do'), danger: true });
    if (sure) await this.attempt(`/groups/${g.id}/members/${m.id}`, 'groups.taken');
  }

  private async takeRole(g: Group, given: Group['grants'][number]): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('person.take-title', { name: g.name }), body: this.t('groups.take-role-text', { role: sentence(roleTitle(this, given.role)), unit: given.unit_name || this.t('frame.whole') }), confirm: this.t('person.take-do'), danger: true });
    if (sure) await this.attempt(`/grants/${given.id}`, 'person.taken');
  }

  private async drop(g: Group): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('groups.delete-title', { name: g.name }), body: this.t('groups.delete-text'), confirm: this.t('groups.delete'), danger: true });
    if (sure) await this.attempt(`/groups/${g.id}`, 'groups.deleted');
  }

  private async attempt(path: string, done: string): Promise<void> {
    await this.api.del(path).then(() => this.done(done), (thrown) => this.failed(problemOf(thrown)));
  }

  private readonly over = (): void => {
    this.doing = undefined;
  };

  private done(key: string): void {
    this.over();
    this.tell('good', this.t(key));
    void this.all.reload();
  }
}
