// Modules: open, close with what is under way named, configure.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import { icon } from '@ribambelle/web/icon';
import { loaded } from '@ribambelle/web/loaded';
import '@ribambelle/web/notice';
import { problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/state';

import { Screen } from '../app/screen.ts';
import { grantWords } from '../parts/grant-words.ts';
import { head } from '../parts/head.ts';
import { configurable, type Managed, type ModuleGrant, type UnderWay } from '../parts/module.ts';
import '../parts/own-requests.ts';
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
    details[open] summary { margin-block-end: .25rem; }
    details summary { width: max-content; max-width: 100%; }
    details dl { font-size: var(--rb-text-s); display: grid; gap: .125rem; margin: 0 0 var(--rb-space-3); } dd { margin: 0 0 .375rem; color: var(--rb-muted); }
  `];

  @state() private busy = '';
  private readonly all = loaded(this, (signal) => this.api.get<{ modules: Managed[] }>('/modules', { signal }).then((a) => a.modules));

  protected override titleKey = () => 'modules.menu';

  override render() {
    return html`<div class="page">${head({ title: this.t('modules.menu'), lead: this.t('modules.lead'), back: { href: this.to('settings'), label: this.t('settings.menu') }, actions: this.may('core:module.ask') ? html`<rb-button kind="primary" icon="plus" href=${this.to('settings', 'ask')}>${this.t('ask.title')}</rb-button>` : nothing })}
      ${this.may('core:module.ask') ? html`<rb-own-requests .route=${this.route} .me=${this.me}></rb-own-requests>` : nothing}
      ${this.all.render((all: Managed[]) => (all.length === 0 ? html`<rb-state kind="empty" .heading=${this.t('modules.none')}></rb-state>` : html`<div class="all">${all.map((m) => this.card(m))}</div>`))}</div>`;
  }

  private card(m: Managed) {
    const name = this.pick(m.title);
    const ill = m.on && !['ready', 'asleep', 'stopped'].includes(m.state);
    return html`<section class="card module ${m.on ? '' : 'off'}" aria-labelledby=${`m-${m.name}`}><div class="stack tight">
        <div class="title"><span class="sign">${icon(m.icon ?? 'layout-grid')}</span><h2 id=${`m-${m.name}`}>${name}</h2><rb-badge kind=${ill ? 'warn' : m.on ? 'good' : 'off'}>${this.t(ill ? 'modules.trouble' : m.on ? 'modules.on' : 'modules.off')}</rb-badge></div>
        <p>${this.pick(m.summary)}</p>${ill && m.trouble ? html`<rb-notice kind="warn">${this.t('modules.trouble-text')} <span class="small" lang="en">${m.trouble}</span></rb-notice>` : nothing}${this.waits(m, name)}
        <details><summary>${this.t('modules.details')}</summary>${m.actions?.length ? html`<dl>${m.actions.map((a) => html`<dt>${this.pick(a.title) || a.name}</dt><dd>${this.fmt.list((a.roles ?? []).map((r) => roleTitle(this, r))) || '—'}</dd>`)}</dl>` : nothing}
          ${this.able(m).length ? html`<p class="small">${this.t('modules.asks')}</p><ul class="small">${this.able(m).map((what, i) => html`<li>${what} ${this.consent(m, name, m.grants?.[i])}</li>`)}</ul>` : nothing}
          <p class="small muted">${this.t(m.pinned ? 'modules.pinned' : 'modules.version', { version: m.version })} · ${this.by(m)} · ${this.level(m)}</p></details></div>
      <div class="row">${this.buttons(m, name)}</div></section>`;
  }

  // by says whose the module is.
  private by(m: Managed): string {
    if (m.publisher) return this.t('modules.by', { publisher: m.publisher });
    return this.t(m.bundled ? 'modules.by-server' : 'modules.by-nobody');
  }

  // able says all that the module will be able to do: what it asks for, and what no wall keeps it from.
  private able(m: Managed): string[] {
    const asked = (m.grants ?? []).map((g) => grantWords(this, g));
    return this.bare(m) ? [...asked, this.t('modules.bare')] : asked;
  }

  // consent lets an administrator take back, or give, one thing that an open module of others uses.
  private consent(m: Managed, name: string, g?: ModuleGrant) {
    if (!g || m.bundled || !m.on || !this.may('core:module.consent')) return nothing;
    return g.agreed
      ? html`<rb-button kind="quiet" label=${this.t('modules.withdraw-label', { grant: grantWords(this, g) })} @click=${() => void this.change(m, ':consent', { withdraw: [g.name] }, this.t('modules.withdrawn', { name }))}>${this.t('modules.withdraw')}</rb-button>`
      : html`<rb-button kind="quiet" label=${this.t('modules.agree-label', { grant: grantWords(this, g) })} @click=${() => void this.change(m, ':consent', { consent: [g.name] }, this.t('modules.renewed', { name }))}>${this.t('modules.renew-do')}</rb-button>`;
  }

  // bare tells a module of others that stands behind no wall.
  private bare(m: Managed): boolean {
    return !m.bundled && (m.level === 'basic' || m.level === 'none');
  }

  // waits offers a newer release that asks for more.
  private waits(m: Managed, name: string) {
    const waiting = m.waiting;
    if (!m.on || !waiting) return nothing;
    const fresh = waiting.grants.filter((g) => !g.agreed);
    return html`<rb-notice kind="warn">${this.t('modules.waiting', { version: waiting.version })}
      ${this.may('core:module.consent') ? html`<rb-button @click=${() => void this.renew(m, name, waiting.version, fresh)}>${this.t('modules.waiting-read')}</rb-button>` : this.t('modules.consent-theirs')}</rb-notice>`;
  }

  private async renew(m: Managed, name: string, version: string, fresh: ModuleGrant[]): Promise<void> {
    const sure = await confirmBox(this, {
      heading: this.t('modules.renew-title', { name, version }), body: this.t('modules.renew-text'),
      listed: this.t('modules.asks-more'), loses: fresh.map((g) => grantWords(this, g)), confirm: this.t('modules.renew-do'),
    });
    if (sure) await this.change(m, ':consent', { consent: fresh.map((g) => g.name) }, this.t('modules.renewed', { name }));
  }

  // level is how far the module is confined, in words where we have them.
  private level(m: Managed): string {
    const key = `modules.level.${m.level}`;
    const said = this.t(key);
    return this.t('modules.level', { level: said === key ? m.level : said });
  }

  private buttons(m: Managed, name: string) {
    const busy = this.busy === m.name;
    if (!m.on) return this.may('core:module.enable') ? html`<rb-button kind="primary" ?busy=${busy} @click=${() => void this.turnOn(m, name)}>${this.t('modules.enable', { name })}</rb-button>` : nothing;
    return html`<rb-button kind="primary" href=${this.to('modules', m.name)}>${this.t('modules.go')}</rb-button>
      ${this.may('core:module.configure') && configurable(m) ? html`<rb-button icon="settings" href=${this.to('settings', 'modules', m.name)}>${this.t('modules.configure')}</rb-button>` : nothing}
      ${this.may('core:module.disable') ? html`<rb-button kind="quiet" ?busy=${busy} @click=${() => void this.turnOff(m, name)}>${this.t('modules.disable')}</rb-button>` : nothing}`;
  }

  private async turnOn(m: Managed, name: string): Promise<void> {
    if (await this.agreed(m, name)) await this.change(m, ':enable', undefined, this.t('modules.enabled', { name }));
  }

  // agreed asks for what the organisation has not agreed to yet, before the module is opened, and tells of one behind no wall.
  private async agreed(m: Managed, name: string): Promise<boolean> {
    const fresh = (m.grants ?? []).filter((g) => !g.agreed);
    if (fresh.length === 0 && !this.bare(m)) return true;
    if (fresh.length > 0 && !m.bundled && !this.may('core:module.consent')) {
      this.emit('rb-notice', { kind: 'warn', text: this.t('modules.consent-theirs') });
      return false;
    }
    const sure = await confirmBox(this, {
      heading: this.t('modules.asks-title', { name }), body: this.t('modules.asks-text', { by: this.by(m) }),
      listed: this.t('modules.asks'), loses: this.able(m), confirm: this.t('modules.asks-do'),
    });
    if (!sure || m.bundled || fresh.length === 0) return sure;
    try {
      await this.api.post(`/modules/${m.name}:consent`, { consent: fresh.map((g) => g.name) });
      return true;
    } catch (thrown) {
      this.failed(problemOf(thrown));
      return false;
    }
  }

  // turnOff asks the server what is under way, so that the one question can name it.
  private async turnOff(m: Managed, name: string): Promise<void> {
    this.busy = m.name;
    try {
      const { under_way: going } = await this.api.get<{ under_way: UnderWay[] }>(`/modules/${m.name}/under-way`);
      const loses = going.map((u) => this.t('modules.busy-item', { title: this.pick(u.title), subject: u.subject }));
      const sure = await confirmBox(this, { heading: this.t('modules.disable-title', { name }), body: this.t('modules.disable-text'), loses, listed: this.t('modules.busy'), confirm: this.t('modules.disable-do'), danger: true });
      if (sure) await this.change(m, ':disable', { confirm: going.length > 0 }, this.t('modules.disabled', { name }), () => void this.turnOn(m, name));
    } catch (thrown) {
      this.failed(problemOf(thrown));
    } finally {
      this.busy = '';
    }
  }

  private async change(m: Managed, verb: string, body: unknown, text: string, undo?: () => void): Promise<void> {
    this.busy = m.name;
    try {
      await this.api.post(`/modules/${m.name}${verb}`, body);
      this.emit('rb-notice', { kind: 'good', text, undo });
      this.emit('rb-me');
      await this.all.reload();
    } catch (thrown) {
      this.failed(problemOf(thrown));
    } finally {
      this.busy = '';
    }
  }
}
