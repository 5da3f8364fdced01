// The first page: choose an organisation. A demonstration lists its accounts, one press to fill them in.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { Api } from '@ribambelle/web/api';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/field';
import { icon } from '@ribambelle/web/icon';
import { loaded } from '@ribambelle/web/loaded';
import '@ribambelle/web/notice';

import { Screen } from '../app/screen.ts';
import '../parts/garland.ts';
import { handOver } from '../parts/hand-over.ts';
import { screenStyles } from '../parts/styles.ts';

type Login = { role: string; login: string; password: string; name: string };
type Welcome = { version: string; setup_open: boolean; demo: boolean; organisations: { slug: string; name: string; logins: Login[] }[] };

@element('rb-welcome')
export class RbWelcome extends Screen {
  static override styles = [...screenStyles, css`
    .hello { display: grid; gap: var(--rb-space-3); padding-block-start: clamp(.5rem, 4vw, 2rem); }
    h1 { font-size: clamp(2.25rem, 1.5rem + 3vw, 3.25rem); }
    rb-garland { color: var(--rb-primary); --rb-garland: 3.25rem; max-width: 22rem; margin-block-end: var(--rb-space-2); }
    .town { display: grid; gap: var(--rb-space-3); }
    .logins { display: grid; gap: var(--rb-space-2); grid-template-columns: repeat(auto-fill, minmax(13.5rem, 1fr)); }
    .logins button { display: grid; gap: .1rem; text-align: start; font: inherit; color: inherit; background: var(--rb-surface); border: 1.5px solid var(--rb-control); border-radius: var(--rb-radius); padding: .625rem .875rem; min-height: 44px; cursor: pointer; }
    .logins button:hover { border-color: var(--rb-primary); background: var(--rb-primary-soft); }
    .logins strong::first-letter { text-transform: uppercase; }
    .find { display: flex; flex-wrap: wrap; gap: var(--rb-space-3); align-items: end; }
    .find rb-field { flex: 1 1 16rem; }
  `];

  private readonly welcome = loaded(this, (signal) => new Api('').get<Welcome>('/welcome', { signal }));
  @state() private typed = '';

  protected override titleKey = () => 'welcome.title';

  override render() {
    return html`<div class="page"><div class="hello"><rb-garland></rb-garland><h1 tabindex="-1">${this.t('welcome.title')}</h1><p class="lead">${this.t('welcome.lead')}</p></div>
      ${this.welcome.render((w: Welcome) => html`
        ${w.setup_open ? html`<rb-notice kind="info">${this.t('welcome.setup')}</rb-notice>` : nothing}
        ${w.demo && w.organisations.length > 0 ? this.demo(w) : w.setup_open ? nothing : this.find()}
        <p class="small muted"><a href="/docs" target="_blank" rel="noopener">${this.t('welcome.api')}</a> · Ribambelle ${w.version}</p>`)}</div>`;
  }

  private demo(w: Welcome) {
    return html`<section class="stack wide"><div class="stack tight"><h2>${this.t('welcome.demo')}</h2><p class="muted prose">${this.t('welcome.demo-text')}</p></div>
      ${w.organisations.map((o) => html`<div class="town card"><h3>${o.name}</h3>
        <div class="logins">${o.logins.map((l) => html`<button type="button" @click=${() => this.enter(o.slug, l)}><strong>${this.roleName(l.role)}</strong><span class="small muted">${l.name}</span></button>`)}</div></div>`)}
    </section>`;
  }

  private find() {
    return html`<form class="card" novalidate @submit=${this.found}><div class="find">
      <rb-field .label=${this.t('welcome.find')} .help=${this.t('welcome.find-help')} autocomplete="organization" .value=${this.typed} @rb-input=${(e: CustomEvent<{ value: string }>) => (this.typed = e.detail.value)}></rb-field>
      <rb-button kind="primary" type="submit">${this.t('welcome.go')} ${icon('arrow-right')}</rb-button></div></form>`;
  }

  private roleName(name: string): string {
    const said = this.t(`role.${name}`);
    return said === `role.${name}` ? name : said;
  }

  // The demonstration's accounts go over in memory: never in an address.
  private enter(slug: string, login: Login): void {

    handOver.login = login;
    this.go(`/o/${slug}/sign-in`);
  }

  private found(event: Event): void {
    event.preventDefault();
    const slug = this.typed.trim().toLowerCase().replace(/^.*\/o\//, '').replace(/\/.*$/, '');
    if (slug) this.go(`/o/${slug}/`);
  }
}

