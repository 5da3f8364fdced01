// The organisation's own policy: what it forbids beyond its roles, tried on what was done lately and on examples before it is kept.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import type { Unit } from '@ribambelle/web/me';
import '@ribambelle/web/notice';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/table';
import type { Column } from '@ribambelle/web/table';

import { Screen } from '../app/screen.ts';
import { actionChoices, actionTitle, learnActions } from '../parts/action-title.ts';
import { head } from '../parts/head.ts';
import type { Managed } from '../parts/module.ts';
import { hasMoved, moved } from '../parts/moved.ts';
import { type Expectation, readSettings, type Settings, writeSettings } from '../parts/organisation.ts';
import { learnRoles, type Role, roleTitle, sentence } from '../parts/role-title.ts';
import { screenStyles } from '../parts/styles.ts';

/** What the form holds: as the API, but for the unit of an example, which is chosen by id. */
type Value = { overlay?: string; expectations?: Expectation[] };
type Changed = { principal: string; principal_name?: string; action: string; unit_path?: string; times: number; last_at: string; allow: boolean };
type Trial = { acts: number; since?: string; changed: Changed[]; failed: { index: number; allow: boolean; rule: string }[] };
type Known = { settings: Settings; units: Unit[]; roles: Role[] };

@element('rb-policy')
export class RbPolicy extends Screen {
  static override styles = [...screenStyles, css`pre { overflow-x: auto; padding: var(--rb-space-4); background: var(--rb-sunken); border-radius: var(--rb-radius); font-size: var(--rb-text-s); } pre code { padding: 0; background: none; } summary { cursor: pointer; min-height: 44px; display: grid; align-content: center; color: var(--rb-primary); }`];

  @state() private value: Value = {};
  @state() private trial: Trial | undefined;
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private readonly known = loaded(this, async (signal) => {
    const [settings, units, roles, modules] = await Promise.all([
      readSettings(this.api, signal), this.api.all<Unit>('/units', 'units', { signal }), this.api.all<Role>('/roles', 'roles', { signal }), this.api.all<Managed>('/modules', 'modules', { signal }).catch(() => []),
    ]);
    learnRoles(roles);
    learnActions(modules);
    const idOf = new Map(units.map((u) => [u.key, u.id]));
    this.value = { overlay: settings.overlay ?? '', expectations: (settings.expectations ?? []).map((x) => ({ ...x, unit: idOf.get(x.unit ?? '') ?? '' })) };
    return { settings, units, roles };
  });

  protected override titleKey = () => 'policy.title';

  override render() {
    return html`<div class="page">${head({ title: this.t('policy.title'), lead: this.t('policy.lead'), back: { href: this.to('settings'), label: this.t('settings.menu') } })}
      ${moved({ problem: this.problem, busy: this.busy, t: (key) => this.t(key), theirs: () => void this.take(), mine: () => void this.again() })}
      ${this.known.render((known: Known) => html`<details><summary>${this.t('policy.how')}</summary><p>${this.t('policy.how-text')}</p><pre tabindex="0"><code>${example}</code></pre></details>
        <rb-form class="card" .schema=${this.schema(known)} .value=${this.value} .units=${known.units} .locked=${known.settings.managed ?? []} .problem=${this.inForm} ?busy=${this.busy} submit=${this.t('policy.try')}
          @rb-input=${(e: CustomEvent<{ value: Value }>) => { this.value = e.detail.value; this.trial = undefined; this.emit('rb-dirty', { dirty: true }); }} @rb-submit=${() => void this.attempt(() => this.try())}></rb-form>
        ${this.problem?.code === 'policy-invalid' ? html`<rb-notice kind="bad" heading=${this.t('policy.wrong')}><ul lang="en">${(this.problem.errors ?? []).map((e) => html`<li><code>${e.message}</code></li>`)}</ul></rb-notice>` : nothing}
        <div role="status" class="stack">${this.trial ? this.told(this.trial, known) : nothing}</div>`)}</div>`;
  }

  private schema({ roles }: Known) {
    return {
      type: 'object',
      properties: {
        overlay: { type: 'string', 'x-widget': 'textarea', maxLength: 20000, title: this.t('policy.text'), description: this.t('policy.text-help') },
        expectations: {
          type: 'array', maxItems: 100, title: this.t('policy.examples'), description: this.t('policy.examples-help'), 'x-add': this.t('policy.example-add'),
          items: {
            type: 'object', title: this.t('policy.example'), required: ['role', 'action', 'allow'],
            properties: {
              role: { title: this.t('invite.role'), oneOf: roles.map((r) => ({ const: r.name, title: sentence(roleTitle(this, r.name)) })) },
              allow: { title: this.t('policy.allow'), oneOf: [{ const: true, title: this.t('policy.may') }, { const: false, title: this.t('policy.may-not') }] },
              action: { title: this.t('why.action'), oneOf: actionChoices(this, roles.flatMap((r) => r.actions)) },
              unit: { type: 'string', 'x-widget': 'unit', title: this.t('why.unit'), 'x-all': this.t('frame.whole') },
            },
          },
        },
      },
    };
  }

  private told(t: Trial, { units }: Known) {
    const names = new Map(units.map((u) => [u.path, u.name]));
    const columns: Column<Changed>[] = [
      { key: 'who', label: this.t('audit.who'), primary: true, render: (c) => c.principal_name || this.t('policy.program') },
      { key: 'action', label: this.t('audit.what'), render: (c) => sentence(actionTitle(this, c.action)) },
      { key: 'unit', label: this.t('why.unit'), render: (c) => names.get(c.unit_path ?? '') ?? this.t('frame.whole') },
      { key: 'times', label: this.t('policy.times'), num: true, render: (c) => this.fmt.number(c.times) },
      { key: 'last', label: this.t('policy.last'), render: (c) => this.fmt.date(c.last_at, 'short') },
      { key: 'allow', label: this.t('policy.then'), render: (c) => this.t(c.allow ? 'policy.allowed' : 'policy.refused') },
    ];
    return html`<h2 tabindex="-1" id="trial">${this.t('policy.trial')}</h2>
      ${t.failed.length ? html`<rb-notice kind="bad">${this.t('policy.failed', { list: this.fmt.list(t.failed.map((f) => this.fmt.number(f.index + 1))), n: t.failed.length })}</rb-notice>` : nothing}
      <rb-notice kind=${t.changed.length ? 'warn' : 'info'}>${t.acts === 0 ? this.t('policy.no-acts') : t.changed.length ? this.t('policy.changes', { n: t.changed.length, of: t.acts, since: this.fmt.date(t.since ?? '') }) : this.t('policy.changes-none', { n: t.acts, since: this.fmt.date(t.since ?? '') })}</rb-notice>
      ${t.changed.length ? html`<rb-table .caption=${this.t('policy.trial')} hide-caption .columns=${columns as never} .rows=${t.changed as never}></rb-table>` : nothing}
      <p class="small muted">${this.t('policy.limits')}</p>
      <div><rb-button kind="action" ?busy=${this.busy} ?disabled=${t.failed.length > 0} @click=${() => void this.attempt(() => this.save())}>${this.t('web.save')}</rb-button></div>`;
  }

  // inForm is what the form says of a refusal; what the compiler says of the text stands below it.
  private get inForm() {
    return hasMoved(this.problem) || this.problem?.code === 'policy-invalid' ? undefined : this.problem;
  }

  // written is the value as the API takes it: units by their keys.
  private get written() {
    const keyOf = new Map(this.known.value!.units.map((u) => [u.id, u.key]));
    return { overlay: this.value.overlay?.trim() ? this.value.overlay : '', expectations: (this.value.expectations ?? []).map(({ unit, ...x }) => ({ ...x, ...(unit ? { unit: keyOf.get(unit) ?? unit } : {}) })) };
  }

  private async try(): Promise<void> {
    this.trial = await this.api.post<Trial>('/settings/overlay:preview', this.written);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('#trial')?.focus());
  }

  private async save(): Promise<void> {
    const read = this.known.value!.settings;
    await writeSettings(this.api, { ...read, ...this.written }, read);
    this.emit('rb-dirty', { dirty: false });
    this.tell('good', this.t('org.saved', { time: this.fmt.time(new Date()) }));
    this.trial = undefined;
    await this.known.reload();
  }

  private async attempt(act: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      await act();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }

  // take shows what somebody else saved, in the place of what was typed here.
  private async take(): Promise<void> {
    this.problem = this.trial = undefined;
    await this.known.reload();
    this.emit('rb-dirty', { dirty: false });
  }

  // again reads what somebody else saved, and puts what was typed here over it.
  private async again(): Promise<void> {
    const { value } = this;
    await this.known.reload();
    this.value = value;
    await this.attempt(() => this.save());
  }
}

const example = `package rb.overlay

# Nobody opens a portrait in the north.
deny if {
  input.action == "portrait:wave.open"
  startswith(input.record.unit_path, "/nord/")
}`;
