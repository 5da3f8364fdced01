// <rb-frame>: what stands around every screen: the mark, the organisation, where one can go, the language,
// one's account. Narrow screens get the same list behind one button.

import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import { element } from '@ribambelle/web/define';
import { icon } from '@ribambelle/web/icon';
import '@ribambelle/web/mark';
import { may, type ModuleOn } from '@ribambelle/web/me';
import '@ribambelle/web/menu';

import '../parts/garland.ts';
import { frameStyles } from './frame-styles.ts';
import { isOpen } from './route.ts';
import { Screen } from './screen.ts';

/** From how many pages on a module is one entry of the menu. */
const several = 3;

type Entry = { href: string; label: string; current: boolean; icon: string };

@element('rb-frame')
export class RbFrame extends Screen {
  static override styles = frameStyles;

  @property() override title = '';
  @state() private open = false;

  override render() {
    const apart = isOpen(this.route);
    return html`<header class="no-print"><button class="skip" type="button" @click=${() => this.emit('rb-skip')}>${this.t('frame.skip')}</button><div class="bar">
        <a class="brand" href=${apart ? '/' : this.to()}><rb-mark></rb-mark><span>${apart || !this.me ? 'Ribambelle' : this.me.tenant.name}</span></a>
        <div class="tools">${this.languages()}${apart || !this.me ? nothing : this.account()}</div>
        ${apart || !this.me || this.me.needs ? nothing : html`<button class="burger" type="button" aria-label=${this.t('frame.menu')} aria-expanded=${String(this.open)} aria-controls="nav" @click=${() => (this.open = !this.open)}>${icon(this.open ? 'x' : 'menu')}<span>${this.t('frame.menu')}</span></button>`}
      </div>${apart || !this.me || this.me.needs ? nothing : this.nav()}</header>
      ${this.me?.support && !apart ? html`<div class="helping no-print" role="status"><strong>${this.t('support.banner', { name: this.me.tenant.name, date: this.fmt.dateTime(this.me.support.until), reason: this.me.support.reason })}</strong> ${this.t('support.banner-noted')}</div>` : nothing}
      <main id="main" class=${apart ? 'apart' : ''}><slot></slot></main>
      <footer class="no-print"><rb-garland></rb-garland></footer>`;
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('route')) this.open = false;
  }

  private nav() {
    return html`<nav id="nav" class=${this.open ? 'open' : ''} aria-label=${this.t('frame.nav')}>${this.links(this.entries(), this.me?.device ? nothing : html`${this.me?.several ? html`<li class="own"><a href=${this.to('my-organisations')} aria-current=${this.route.screen === 'my-organisations' ? 'page' : nothing}>${icon('map-pin')}<span>${this.t('my-organisations.menu')}</span></a></li>` : nothing}<li class="own"><a href=${this.to('account')} aria-current=${this.route.screen === 'account' ? 'page' : nothing}>${icon('user')}<span>${this.t('account.menu')}</span></a></li>
      <li class="own"><button type="button" @click=${this.signOut}>${icon('log-out')}<span>${this.t('frame.sign-out')}</span></button></li>`)}</nav>${this.within()}`;
  }

  private entries(): Entry[] {
    const { screen, rest } = this.route;
    const core: [string, string, boolean][] = [
      ['sites', 'building-2', may(this.me, 'core:unit.read')], ['people', 'users', may(this.me, 'core:person.read') || may(this.me, 'core:invitation.create')],
      ['organisations', 'map-pin', may(this.me, 'core:tenant.suspend')], ['desk', 'layout-grid', may(this.me, 'core:module.review')], ['privacy', 'shield-check', may(this.me, 'core:privacy.read')], ['settings', 'settings', this.hasSettings()],
    ];
    const within: Record<string, string> = { devices: 'sites', invite: 'people', audit: 'settings', rights: 'settings', modules: 'settings' };
    const now = within[screen] ?? screen;
    return [
      { href: this.to(), label: this.t('home.menu'), current: screen === 'home', icon: 'house' },
      ...this.modules(rest, screen === 'module'),
      ...core.filter(([, , allowed]) => allowed).map(([name, sign]) => ({ href: this.to(name), label: this.t(`${name}.menu`), current: now === name, icon: sign })),
    ];
  }

  // A module with a page or two shows them; one with more is a single entry, with its pages in a row of their own.
  private modules(rest: readonly string[], here: boolean): Entry[] {
    return (this.me?.modules ?? []).flatMap((m) => {
      const pages = this.pages(m, rest, here);
      if (pages.length < several) return pages;
      return [{ href: pages[0]!.href, label: this.pick(m.title), current: here && rest[0] === m.name, icon: m.icon ?? pages[0]!.icon }];
    });
  }

  private pages(m: ModuleOn, rest: readonly string[], here: boolean): Entry[] {
    const within = here && rest[0] === m.name;
    const widgets = m.widgets.filter((w) => w.place === 'console' && (!w.action || may(this.me, w.action)));
    if (widgets.length === 0) {
      return (m.collections ?? []).map((c, i) => ({ href: this.to('modules', m.name, 'collections', c.name), label: this.pick(c.title), current: within && (rest[2] ?? (i === 0 ? c.name : '')) === c.name, icon: m.icon ?? 'layout-grid' }));
    }
    const named = widgets.slice(1).some((w) => w.page === rest[1]) ? rest[1] : '';
    return widgets.map((w, i) => {
      const page = i === 0 ? '' : (w.page ?? '');
      return { href: this.to('modules', m.name, ...(page ? [page] : [])), label: this.pick(w.title), current: within && named === page, icon: w.icon ?? 'layout-grid' };
    });
  }

  // On a phone the row of pages is wider than the screen: the page that one is on is brought into sight.
  protected override updated(): void {
    const row = this.renderRoot.querySelector<HTMLElement>('nav.pages ul');
    const here = row?.querySelector<HTMLElement>('[aria-current]');
    if (row && here) row.scrollLeft = here.offsetLeft - row.offsetLeft - (row.clientWidth - here.offsetWidth) / 2;
  }

  // within is the row of pages of the module that one is in.
  private within() {
    const module = this.route.screen === 'module' ? this.me?.modules.find((m) => m.name === this.route.rest[0]) : undefined;
    const pages = module ? this.pages(module, this.route.rest, true) : [];
    if (!module || pages.length < several) return nothing;
    return html`<nav class="pages" aria-label=${this.pick(module.title)}>${this.links(pages)}</nav>`;
  }

  private links(entries: readonly Entry[], more: unknown = nothing) {
    return html`<ul>${entries.map((e) => html`<li><a href=${e.href} aria-current=${e.current ? 'page' : nothing}>${icon(e.icon)}<span>${e.label}</span></a></li>`)}${more}</ul>`;
  }

  private hasSettings(): boolean {
    return ['core:module.read', 'core:settings.read', 'core:audit.read', 'core:why.ask', 'core:key.read'].some((a) => may(this.me, a));
  }

  private languages() {
    const offered = this.me?.tenant.languages ?? ['fr', 'en'];
    return offered.filter((l) => l !== this.language).map((l) => html`<button class="language" type="button" lang=${l} @click=${() => this.emit('rb-language', l)}>${l === 'fr' ? 'Français' : 'English'}</button>`);
  }

  private account() {
    if (this.me?.device) return html`<span class="who">${firstName(this.me.person?.name)}</span><button class="finish" type="button" @click=${() => this.emit('rb-finish')}>${icon('log-out')}${this.t('tablet.finish')}</button>`;
    return html`<rb-menu icon="user" label=${firstName(this.me?.person?.name)} name=${this.t('frame.account')}>
      ${this.me?.several ? html`<a href=${this.to('my-organisations')}>${icon('map-pin')}${this.t('my-organisations.menu')}</a>` : nothing}
      <a href=${this.to('notices')}>${icon('inbox')}${this.t('notices.menu')}</a>
      <a href=${this.to('account')}>${icon('user')}${this.t('account.menu')}</a>
      <button type="button" @click=${this.signOut}>${icon('log-out')}${this.t('frame.sign-out')}</button></rb-menu>`;
  }

  private async signOut(): Promise<void> {
    const left = await this.api.post<{ address: string }>('/sign-out:leave').catch(() => undefined);
    location.assign(left?.address || `/o/${this.slug}/sign-in`);
  }
}

const firstName = (name = ''): string => name.split(' ')[0] ?? '';
