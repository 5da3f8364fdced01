// Modules: open, close with what is under way named, configure.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import { icon } from '@ribambelle/web/icon';
import { loaded } from '@ribambelle/web/loaded';
import { problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/state';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import type { Managed, UnderWay } from '../parts/module.ts';
import { roleTitle } from '../parts/role-title.ts';
import { screenStyles } from '../parts/styles.ts';

@element('rb-modules')
export class RbModules extends Screen {
  static override styles = [...screenStyles, css`
    .all { display: grid; gap: var(--rb-space-5); grid-template-columns: repeat(auto-fill, minmax(min(22rem, 100%), 1fr)); }
    .module { display: grid; gap: var(--rb-space-4); align-content: space-between; }
    .title { display: flex; gap: var(--rb-space-3); align-items: center; }
    .sign { flex: none; width: 3rem; height: 3rem; border-radius: 50%; display: grid; place-items: center; background: var(--rb-primary-soft); color: var(--rb-primary); font-size: 1.2rem; }
    .off .sign { background: var(--rb-sunken); color: var(--rb-muted); }
    h2 { flex: 1; }
    details summary { min-height: 44px; display: grid; align-content: center; cursor: pointer; color: var(--rb-primary); font-size: var(--rb-text-s); }
    details dl { font-size: var(--rb-text-s); display: grid; gap: .25rem; margin: 0; } dd { margin: 0 0 .25rem; color: var(--rb-muted); }
  `];

  @state() private busy = '';
  private readonly all = loaded(this, (signal) => this.api.get<{ modules: Managed[] }>('/modules', { signal }).then((a) => a.modules));

  protected override titleKey = () => 'modules.menu';

  override render() {
    return html`<div class="page">${head({ title: this.t('modules.menu'), lead: this.t('modules.lead'), back: { href: this.to('settings'), label: this.t('settings.menu') } })}
      ${this.all.render((all: Managed[]) => (all.length === 0 ? html`<rb-state kind="empty" .heading=${this.t('modules.none')}></rb-state>` : html`<div class="all">${all.map((m) => this.card(m))}</div>`))}</div>`;
  }

  private card(m: Managed) {
    const name = this.pick(m.title);
    const ill = m.on && m.state !== 'ready' && m.state !== 'stopped';
    return html`<section class="card module ${m.on ? '' : 'off'}" aria-labelledby=${`m-${m.name}`}><div class="stack tight">
        <div class="title"><span class="sign">${icon(m.icon ?? 'layout-grid')}</span><h2 id=${`m-${m.name}`}>${name}</h2><rb-badge kind=${ill ? 'warn' : m.on ? 'good' : 'off'}>${this.t(ill ? 'modules.trouble' : m.on ? 'modules.on' : 'modules.off')}</rb-badge></div>
        <p>${this.pick(m.summary)}</p><p class="small muted">${this.t('modules.version', { version: m.version })} · ${this.t('modules.level', { level: m.level })}${m.trouble ? ` · ${m.trouble}` : ''}</p>
        ${m.actions?.length ? html`<details><summary>${this.t('modules.details')}</summary><dl>${m.actions.map((a) => html`<dt>${this.pick(a.title) || a.name}</dt><dd>${(a.roles ?? []).map((r) => roleTitle(this, r)).join(', ') || '—'}</dd>`)}</dl></details>` : nothing}</div>
      <div class="row">${this.buttons(m, name)}</div></section>`;
  }

  private buttons(m: Managed, name: string) {
    const busy = this.busy === m.name;
    if (!m.on) return this.may('core:module.enable') ? html`<rb-button kind="primary" ?busy=${busy} @click=${() => void this.turnOn(m, name)}>${this.t('modules.enable', { name })}</rb-button>` : nothing;
    return html`<rb-button kind="primary" href=${this.to('modules', m.name)}>${this.t('modules.go')}</rb-button>
      ${this.may('core:module.configure') ? html`<rb-button icon="settings" href=${this.to('settings', 'modules', m.name)}>${this.t('modules.configure')}</rb-button>` : nothing}
      ${this.may('core:module.disable') ? html`<rb-button kind="quiet" ?busy=${busy} @click=${() => void this.turnOff(m, name)}>${this.t('modules.disable')}</rb-button>` : nothing}`;
  }

  private async turnOn(m: Managed, name: string): Promise<void> {
    await this.change(m, ':enable', undefined, this.t('modules.enabled', { name }));
  }

  // turnOff asks the server first: when something is under way it says what, and that is what the question names.
  private async turnOff(m: Managed, name: string): Promise<void> {
    const heading = this.t('modules.disable-title', { name });
    const question = { heading, body: this.t('modules.disable-text'), confirm: this.t('modules.disable-do'), danger: true };
    if (!(await confirmBox(this, question))) return;
    const done = this.t('modules.disabled', { name });
    const busy = await this.change(m, ':disable', { confirm: false }, done);
    if (!busy) return;
    const list = busy.map((u) => this.t('modules.busy-item', { title: this.pick(u.title), subject: u.subject }));
    if (await confirmBox(this, { ...question, body: `${this.t('modules.busy')} ${list.join(' ; ')}. ${this.t('modules.disable-text')}`, name })) await this.change(m, ':disable', { confirm: true }, done);
  }

  private async change(m: Managed, verb: string, body: unknown, said: string): Promise<readonly UnderWay[] | undefined> {
    this.busy = m.name;
    try {
      await this.api.post(`/modules/${m.name}${verb}`, body);
      this.tell('good', said);
      this.emit('rb-me');
      await this.all.reload();
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.code === 'module-busy' && Array.isArray(problem.data['under_way'])) return problem.data['under_way'] as UnderWay[];
      this.failed(problem);
    } finally {
      this.busy = '';
    }
    return undefined;
  }
}
