// The operator's desk: what organisations ask to be installed, and what is.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { Api } from '@ribambelle/web/api';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import '@ribambelle/web/notice';
import { problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/state';

import { Screen } from '../app/screen.ts';
import '../parts/desk-request.ts';
import { head } from '../parts/head.ts';
import type { ModuleRequest } from '../parts/request.ts';
import { screenStyles } from '../parts/styles.ts';

type Installed = {
  name: string; version: string; versions: string[]; publisher?: string; bundled: boolean; key?: string; digest: string; placement: string; level: string; state: string; reason?: string;
  tenants: string[]; offered: string[]; waiting?: { version: string; tenants: string[] };
};
type Desk = { waiting: ModuleRequest[]; decided: ModuleRequest[]; modules: Installed[] };

const ill = (m: Installed): boolean => !['ready', 'asleep', 'stopped'].includes(m.state);

@element('rb-desk')
export class RbDesk extends Screen {
  static override styles = [...screenStyles, css`
    .all { display: grid; gap: var(--rb-space-5); } .modules { grid-template-columns: repeat(auto-fill, minmax(min(20rem, 100%), 1fr)); } .module { display: grid; gap: var(--rb-space-3); align-content: start; }
    .title { display: flex; flex-wrap: wrap; gap: var(--rb-space-2) var(--rb-space-3); align-items: center; } h3 { flex: 1; margin: 0; } pre { white-space: pre-wrap; overflow-wrap: anywhere; max-block-size: 12rem; overflow: auto; margin: 0; font-size: var(--rb-text-s); }
  `];

  @state() private busy = '';
  private readonly server = new Api('');
  private readonly all = loaded(this, async (signal): Promise<Desk> => {
    const asked = (state: string) => this.server.get<{ requests: ModuleRequest[] }>(`/module-requests?state=${state}`, { signal }).then((a) => a.requests);
    const [waiting, decided, { modules }] = await Promise.all([asked('waiting'), asked('decided'), this.server.get<{ modules: Installed[] }>('/modules', { signal })]);
    return { waiting, decided, modules };
  });

  protected override titleKey = () => 'desk.menu';

  override render() {
    return html`<div class="page">${head({ title: this.t('desk.menu'), lead: this.t('desk.lead') })}${this.all.render((desk: Desk) => this.shown(desk))}</div>`;
  }

  private shown({ waiting, decided, modules }: Desk) {
    const names = modules.map((m) => m.name);
    const list = (some: ModuleRequest[]) => html`<div class="all" @rb-decided=${() => void this.all.reload()}>${some.map((r) => html`<rb-desk-request .route=${this.route} .me=${this.me} .request=${r} .installed=${names}></rb-desk-request>`)}</div>`;
    return html`<section class="stack" aria-labelledby="waiting"><h2 id="waiting">${this.t('desk.waiting', { n: waiting.length })}</h2>
        ${waiting.length ? list(waiting) : html`<rb-state kind="empty" .heading=${this.t('desk.none')}><p>${this.t('desk.none-text')}</p></rb-state>`}</section>
      <section class="stack" aria-labelledby="installed"><h2 id="installed">${this.t('desk.installed')}</h2><div class="all modules">${modules.map((m) => this.one(m))}</div></section>
      ${decided.length ? html`<details><summary>${this.t('desk.decided')}</summary>${list(decided)}</details>` : nothing}`;
  }

  private one(m: Installed) {
    const said = this.t(`desk.state.${m.state}`);
    return html`<section class="card module" aria-labelledby=${`i-${m.name}`}><div class="title"><h3 id=${`i-${m.name}`}>${m.name} <span class="small muted">${m.version}</span></h3><rb-badge kind=${ill(m) ? 'warn' : 'good'}>${said.startsWith('desk.') ? m.state : said}</rb-badge></div>
      <p class="small muted">${m.publisher ? this.t('modules.by', { publisher: m.publisher }) : this.t(m.bundled ? 'modules.by-server' : 'desk.no-publisher')} · ${this.t('modules.level', { level: this.t(`modules.level.${m.level}`) })} · ${this.t(`ask.placement.${m.placement}`)}</p>
      <p class="small">${m.offered.length ? this.t('desk.offered', { who: this.fmt.list(m.offered) }) : this.t('desk.offered-all')} ${m.tenants.length ? this.t('desk.on', { who: this.fmt.list(m.tenants) }) : ''}</p>
      ${m.waiting ? html`<p class="small">${this.t('desk.awaits', { version: m.waiting.version, who: this.fmt.list(m.waiting.tenants) })}</p>` : nothing}
      ${m.reason ? html`<pre lang="en">${m.reason}</pre>` : nothing}
      <div class="row">${m.state === 'quarantined' && this.may('core:module.revive') ? html`<rb-button ?busy=${this.busy === m.name} @click=${() => void this.revive(m)}>${this.t('desk.revive')}</rb-button>` : nothing}
        ${m.offered.length && this.may('core:module.offer') ? html`<rb-button kind="quiet" ?busy=${this.busy === m.name} @click=${() => void this.open(m)}>${this.t('desk.open')}</rb-button>` : nothing}</div></section>`;
  }

  private async revive(m: Installed): Promise<void> {
    await this.act(m, () => this.server.post('/modules:revive', { name: m.name }), this.t('desk.revived', { name: m.name }));
  }

  private async open(m: Installed): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('desk.open-title', { name: m.name }), body: this.t('desk.open-text'), confirm: this.t('desk.open') });
    if (sure) await this.act(m, () => this.server.post('/modules:offer', { name: m.name }), this.t('desk.opened', { name: m.name }));
  }

  private async act(m: Installed, ask: () => Promise<unknown>, text: string): Promise<void> {
    this.busy = m.name;
    try {
      await ask();
      this.tell('good', text);
      await this.all.reload();
    } catch (thrown) {
      this.failed(problemOf(thrown));
    } finally {
      this.busy = '';
    }
  }
}
