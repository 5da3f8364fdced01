// Why may somebody, or not: a question with an answer in words.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import type { Grant, Unit } from '@ribambelle/web/me';
import '@ribambelle/web/notice';
import { type Problem, problemOf } from '@ribambelle/web/problem';

import { Screen } from '../app/screen.ts';
import { actionChoices, learnActions } from '../parts/action-title.ts';
import { head } from '../parts/head.ts';
import type { Managed } from '../parts/module.ts';
import type { Person } from '../parts/person.ts';
import { learnRoles, type Role, roleTitle, sentence } from '../parts/role-title.ts';
import { screenStyles } from '../parts/styles.ts';

type Known = { people: Person[]; units: Unit[]; actions: string[] };
type Value = { person_id?: string; action?: string; unit_id?: string };
type Answer = { allow: boolean; rule: string; needs: string[] | null; grants: (Grant & { group?: string })[] | null; reasons: string[] | null };

@element('rb-rights')
export class RbRights extends Screen {
  static override styles = [...screenStyles, css`.answer { display: grid; gap: var(--rb-space-4); } details summary { cursor: pointer; min-height: 44px; display: grid; align-content: center; color: var(--rb-primary); }`];

  @state() private value: Value = {};
  @state() private answer: Answer | undefined;
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private readonly known = loaded(this, async (signal) => {
    const [people, units, roles, modules] = await Promise.all([
      this.api.all<Person>('/people', 'people', { signal }), this.api.all<Unit>('/units', 'units', { signal }), this.api.all<Role>('/roles', 'roles', { signal }), this.api.all<Managed>('/modules', 'modules', { signal }).catch(() => []),
    ]);
    learnRoles(roles);
    learnActions(modules);
    const asked = this.route.query.get('person');
    if (asked) this.value = { person_id: asked };
    return { people, units, actions: roles.flatMap((r) => r.actions) };
  });

  protected override titleKey = () => 'why.title';

  override render() {
    return html`<div class="page">${head({ title: this.t('why.title'), lead: this.t('why.lead'), back: { href: this.to('settings'), label: this.t('settings.menu') } })}
      ${this.known.render((known: Known) => html`<rb-form class="card narrow" .schema=${this.schema(known)} .value=${this.value} .units=${known.units} .problem=${this.problem} ?busy=${this.busy} submit=${this.t('why.ask')}
        @rb-input=${(e: CustomEvent<{ value: Value }>) => { this.value = e.detail.value; this.answer = undefined; }} @rb-submit=${() => void this.ask()}></rb-form>
      <div role="status" class="narrow">${this.answer ? this.told(this.answer, known) : nothing}</div>`)}</div>`;
  }

  private schema({ people, actions }: Known) {
    const choice = (all: { const: string; title: string }[], title: string) => ({ title, oneOf: all });
    return {
      type: 'object', required: ['person_id', 'action'],
      properties: {
        person_id: choice(people.map((p) => ({ const: p.id, title: p.name })), this.t('why.person')),
        action: choice(actionChoices(this, actions), this.t('why.action')),
        unit_id: { type: 'string', 'x-widget': 'unit', title: this.t('why.unit'), 'x-all': this.t('frame.whole') },
      },
    };
  }

  private told(a: Answer, { people }: Known) {
    const name = people.find((p) => p.id === this.value.person_id)?.name ?? '';
    const module = a.rule.startsWith('module/') ? a.rule.slice(7) : '';
    const key = `why.rule.${module ? 'module' : a.rule}`;
    const rule = this.t(key, { name: module });
    return html`<div class="card answer"><rb-notice kind=${a.allow ? 'good' : 'warn'} heading=${this.t(a.allow ? 'why.yes' : 'why.no', { name })}>${rule === key ? (a.reasons?.[0] ?? a.rule) : rule}</rb-notice>
      ${!a.allow && a.needs?.length ? html`<div><h2>${this.t('why.needs')}</h2><p>${this.fmt.either(a.needs.map((r) => roleTitle(this, r)))}</p></div>` : nothing}
      <div><h2>${this.t('why.holds')}</h2>${a.grants?.length ? html`<ul>${a.grants.map((g) => html`<li>${this.t('why.grant', { role: sentence(roleTitle(this, g.role)), unit: g.unit_name || this.t('frame.whole') })}${g.group ? `, ${this.t('groups.through', { name: g.group })}` : ''}</li>`)}</ul>` : html`<p>${this.t('why.nothing')}</p>`}</div>
      <details><summary>${this.t('why.details')}</summary><p><code>${this.value.action}</code> · <code>${a.rule}</code></p>${a.reasons?.length ? html`<ul lang="en">${a.reasons.map((r) => html`<li>${r}</li>`)}</ul>` : nothing}</details></div>`;
  }

  private async ask(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      this.answer = await this.api.post<Answer>('/why', this.value);
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }
}
