// <rb-console>: the console as a whole. It reads the address, finds out who is looking, shows the frame and
// the screen, and handles what screens and modules ask for: navigation, titles, notices, unsaved input.

import { html, type PropertyValues } from 'lit';
import { state } from 'lit/decorators.js';
import { html as staticHtml, unsafeStatic } from 'lit/static-html.js';
import { Api, type SignedOut, signedOutEvent } from '@ribambelle/web/api';
import { applyBrand } from '@ribambelle/web/brand';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import { RbElement, zone } from '@ribambelle/web/element';
import { focused } from '@ribambelle/web/focused';
import { localeFor, setLocale } from '@ribambelle/web/locale';
import { fetchMe, type Me } from '@ribambelle/web/me';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/state';
import { setWords, teach } from '@ribambelle/web/texts';

import { texts } from '../wording/all.ts';
import { signInAgain } from './again.ts';
import './frame.ts';
import { localLink } from './link.ts';
import { Lock } from './lock.ts';
import { rememberedLanguage, rememberLanguage } from './language.ts';
import { isOpen, type Route, routeOf } from './route.ts';
import { loaderFor } from './screens.ts';
import './toasts.ts';
import type { RbToasts } from './toasts.ts';

// How long a screen may take until there is a heading to move the focus to: so often, so many milliseconds apart.
const headingTries = 160;
const headingPause = 60;

@element('rb-console')
export class RbConsole extends RbElement {
  static override texts = texts;

  @state() private route: Route = routeOf(location.pathname, location.search);
  @state() private me: Me | undefined;
  @state() private problem: Problem | undefined;
  @state() private tag = '';
  private dirty = false;
  private again: Promise<boolean> | undefined;
  private lock: Lock | undefined;
  private shown = location.href;
  private title_ = '';

  protected override createRenderRoot(): HTMLElement {
    return this; // light DOM: print styles reach through
  }

  override connectedCallback(): void {
    super.connectedCallback();
    teach(texts);
    setLocale(localeFor(rememberedLanguage(), undefined));
    window.addEventListener('popstate', this.moved);
    window.addEventListener('beforeunload', this.leaving);
    window.addEventListener(signedOutEvent, this.signedOut);
    this.addEventListener('click', this.clicked);
    this.addEventListener('rb-navigate', (e) => void this.navigate((e as CustomEvent<{ href: string; replace?: boolean }>).detail));
    this.addEventListener('rb-title', (e) => this.entitle((e as CustomEvent<{ title: string }>).detail.title));
    this.addEventListener('rb-notice', (e) => this.querySelector<RbToasts>('rb-toasts')?.add((e as CustomEvent).detail));
    this.addEventListener('rb-dirty', (e) => (this.dirty = (e as CustomEvent<{ dirty: boolean }>).detail.dirty));
    this.addEventListener('rb-finish', () => void this.lock?.end());
    this.addEventListener('rb-me', () => void this.know(true));
    this.addEventListener('rb-language', (e) => this.speak((e as CustomEvent<string>).detail));
    void this.show();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('popstate', this.moved);
    window.removeEventListener('beforeunload', this.leaving);
    window.removeEventListener(signedOutEvent, this.signedOut);
    this.lock?.stop();
  }

  override render() {
    return html`<rb-frame .route=${this.route} .me=${this.me} @rb-skip=${() => this.focusHeading()}>${this.screen()}</rb-frame><rb-toasts></rb-toasts>`;
  }

  private screen() {
    if (this.problem?.code === 'tenant-suspended') return this.closed(this.problem);
    if (this.problem) return html`<rb-state whole .problem=${this.problem} .retry=${() => void this.show()}></rb-state>`;
    if (!this.tag || (!isOpen(this.route) && !this.me)) return html`<rb-state kind="loading"></rb-state>`;
    const tag = unsafeStatic(this.tag); // from our own table of screens, never from the address
    return staticHtml`<${tag} .route=${this.route} .me=${this.me}></${tag}>`;
  }

  // closed is what the people of an organisation see that the operator has closed.
  private closed({ data }: Problem) {
    const { reason, ends_at: ends } = data as { reason?: string; ends_at?: string | null };
    return html`<rb-state whole kind="masked" .heading=${this.t('closed.title')} .text=${this.t('closed.text')}>
      ${reason ? html`<p>${this.t('closed.why', { reason })} ${ends ? this.t('closed.ends', { date: this.fmt.date(ends) }) : ''}</p>` : ''}</rb-state>`;
  }

  // show brings the screen of the current address up: its code, and who looks at it.
  private async show(): Promise<void> {
    this.problem = undefined;
    const route = this.route;
    const loader = loaderFor(route.screen, route.rest);
    try {
      await loader.load();
      if (!isOpen(route)) await this.know();
      if (route !== this.route) return;
      this.tag = loader.tag;
    } catch (thrown) {
      if (route === this.route) this.problem = problemOf(thrown);
    }
  }

  private async know(again = false): Promise<void> {
    const { tenant } = this.route;
    if (!again && this.me?.tenant.slug === tenant && !this.me.needs) return;
    try {
      const me = await fetchMe(new Api(`/t/${tenant}`), true);
      if (me.kind === 'visitor') return me.device ? this.toNames() : this.toSignIn();
      this.me = me;
      this.watchOver(me);
      if (me.needs && this.route.screen !== 'secure') this.toSecure();
      zone().name = me.tenant.zone;
      setWords(me.tenant.words);
      applyBrand(me.tenant.brand);
      setLocale(localeFor(rememberedLanguage(me.person?.language), me.tenant.wording));
    } catch (thrown) {
      const problem = problemOf(thrown);
      if (problem.status === 401) return this.toSignIn();
      throw problem;
    }
  }

  // signedOut asks for the password over the page when a session ends: what is on the screen stays. Whoever
  // does not enter again is led to the sign-in page, unless something typed would be lost.
  private readonly signedOut = (event: Event): void => {
    const { me } = this;
    if (!me || isOpen(this.route)) return;
    if (me.device) return this.toNames();
    this.again ??= signInAgain(this, me).then((entered) => {
      this.again = undefined;
      if (entered) this.querySelector<RbToasts>('rb-toasts')?.add({ kind: 'good', text: this.t('again.done') });
      else if (!this.dirty) this.toSignIn();
      return entered;
    });
    (event as CustomEvent<SignedOut>).detail.again = this.again;
  };

  // watchOver locks a site's device that nobody touches.
  private watchOver(me: Me): void {
    if (!me.device) return;
    this.lock ??= new Lock(new Api(`/t/${me.tenant.slug}`), {
      soon: () => this.querySelector<RbToasts>('rb-toasts')?.add({ kind: 'warn', text: this.t('tablet.soon') }),
      locked: () => this.toNames(),
    });
  }

  // toNames gives a site's device to the next person: the page is loaded anew, so that nothing of this one is left in it.
  private toNames(): void {
    this.lock?.stop();
    this.dirty = false;
    location.replace(`/o/${this.route.tenant}/device`);
  }

  // toSecure leads to what the person has to set up before anything else.
  private toSecure(): void {
    const next = location.pathname + location.search;
    void this.navigate({ href: `/o/${this.route.tenant}/secure?next=${encodeURIComponent(next)}`, replace: true });
  }

  private toSignIn(): void {
    this.me = undefined;
    const next = location.pathname + location.search;
    void this.navigate({ href: `/o/${this.route.tenant}/sign-in?next=${encodeURIComponent(next)}`, replace: true });
  }

  private async navigate({ href, replace = false }: { href: string; replace?: boolean }): Promise<void> {
    if (!(await this.mayLeave())) return;
    history[replace ? 'replaceState' : 'pushState'](null, '', href);
    this.arrive();
  }

  private readonly moved = async (): Promise<void> => {
    if (location.href.split('#')[0] === this.shown.split('#')[0]) return;
    const there = location.href;
    if (this.dirty) history.pushState(null, '', this.shown);
    if (!(await this.mayLeave())) return;
    if (location.href !== there) history.replaceState(null, '', there);
    this.arrive();
  };

  private arrive(): void {
    const before = this.route;
    this.shown = location.href;
    this.route = routeOf(location.pathname, location.search);
    if (before.tenant !== this.route.tenant) this.me = undefined;
    void this.show().then(() => this.updateComplete).then(() => this.focusHeading());
  }

  // focusHeading moves the focus to the new screen's heading, where a reader continues; as soon as there is one, for a screen may have
  // to load first. Whoever goes on meanwhile is left alone.
  private focusHeading(): void {
    window.scrollTo(0, 0);
    const { shown } = this;
    const from = focused();
    const seek = (tries: number) => setTimeout(() => {
      const at = focused();
      if (this.shown !== shown || (tries < headingTries && at !== document.body && at !== from)) return;
      const heading = findHeading(this);
      if (!heading) return void (tries > 0 && seek(tries - 1));
      if (!heading.hasAttribute('tabindex')) heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }, headingPause);
    seek(headingTries);
  }

  private async mayLeave(): Promise<boolean> {
    if (!this.dirty) return true;
    const leave = await confirmBox(this, { heading: this.t('frame.leave.title'), body: this.t('frame.leave.text'), confirm: this.t('frame.leave.do'), danger: true });
    if (leave) this.dirty = false;
    return leave;
  }

  private readonly leaving = (event: BeforeUnloadEvent): void => {
    if (this.dirty) event.preventDefault();
  };

  private readonly clicked = (event: MouseEvent): void => {
    const href = localLink(event, location.origin);
    if (!href) return;
    event.preventDefault();
    void this.navigate({ href });
  };

  private entitle(title: string): void {
    this.title_ = title;
    document.title = [title, this.me?.tenant.name, 'Ribambelle'].filter(Boolean).join(' · ');
  }

  private speak(language: string): void {
    rememberLanguage(language);
    setLocale(localeFor(language, this.me?.tenant.wording));
    this.entitle(this.title_);
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('route') && this.route.tenant === '') applyBrand(undefined);
  }
}

function findHeading(root: ParentNode): HTMLElement | null {
  const direct = root.querySelector<HTMLElement>('h1');
  if (direct) return direct;
  for (const child of root.querySelectorAll('*')) {
    const found = child.shadowRoot ? findHeading(child.shadowRoot) : null;
    if (found) return found;
  }
  return null;
}
