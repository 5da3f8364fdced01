// A site's device: the names of those who use it, and the PIN of whoever touches theirs. A tablet that is none yet becomes one
// by a link or a code.

import { css, html, nothing } from 'lit';
import { query, state } from 'lit/decorators.js';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/field';
import { loaded } from '@ribambelle/web/loaded';
import '@ribambelle/web/notice';
import { type Problem, problemOf } from '@ribambelle/web/problem';

import { afterSignIn } from '../app/route.ts';
import { Screen } from '../app/screen.ts';
import type { PINState } from '../parts/device-people.ts';
import '../parts/pin-pad.ts';
import type { RbPinPad } from '../parts/pin-pad.ts';
import { screenStyles } from '../parts/styles.ts';

type User = { id: string; name: string; pin: PINState };
type Tablet = { device: { name: string; unit_name: string }; people: User[] };
/** What is asked next of whoever touched their name. */
type Step = 'pin' | 'first' | 'new' | 'again';

@element('rb-tablet')
export class RbTablet extends Screen {
  static override styles = [...screenStyles, css`
    .page { max-width: 60rem; margin-inline: auto; }
    .people { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(14rem, 100%), 1fr)); gap: var(--rb-space-4); }
    .people button { width: 100%; min-height: 6rem; display: grid; gap: var(--rb-space-2); place-content: center; justify-items: center; text-align: center; padding: var(--rb-space-4); font: inherit; font-size: var(--rb-text-l); font-weight: 620; color: var(--rb-ink); background: var(--rb-surface); border: 1.5px solid var(--rb-control); border-radius: var(--rb-radius-l); cursor: pointer; overflow-wrap: anywhere; }
    .people button:hover { border-color: var(--rb-ink); } .people small { font-weight: 400; color: var(--rb-muted); font-size: var(--rb-text-s); }
    .ask { justify-items: center; text-align: center; } .ask rb-pin-pad { width: 100%; text-align: start; } form { max-width: 28rem; }
  `];

  @state() private who: User | undefined;
  @state() private step: Step = 'pin';
  @state() private code = '';
  @state() private problem: Problem | undefined;
  @state() private differs = false;
  @state() private busy = false;
  @query('rb-pin-pad') private pad?: RbPinPad;
  private given = '';
  private chosen = '';
  private readonly tablet = loaded(this, (signal) => this.claimed().then(() => this.api.get<Tablet | null>('/device', { signal })).catch((thrown: unknown) => {
    const problem = problemOf(thrown);
    if (problem.code === 'device-not-known') return null;
    throw problem;
  }));

  protected override titleKey = () => 'tablet.title';

  override render() {
    return html`<div class="page">${this.tablet.render((tablet: Tablet | null) => (!tablet ? this.unknown() : this.who ? this.ask(this.who) : this.names(tablet)))}</div>`;
  }

  private names({ device, people }: Tablet) {
    return html`<div class="stack tight"><h1 tabindex="-1">${this.t('tablet.who')}</h1><p class="lead">${device.unit_name}, ${device.name}</p></div>
      ${people.length === 0 ? html`<rb-notice kind="info">${this.t('tablet.nobody')}</rb-notice>` : html`<ul class="list people">${people.map((p) => html`<li><button type="button" @click=${() => this.choose(p)}>${p.name}
        ${p.pin === 'own' ? nothing : html`<small>${this.t(`tablet.pin.${p.pin}`)}</small>`}</button></li>`)}</ul>`}
      <p><a href=${this.to('sign-in')}>${this.t('tablet.otherwise')}</a></p>`;
  }

  private ask(who: User) {
    const open = who.pin === 'own' || who.pin === 'starting';
    const told = this.problem?.code === 'pin-wrong' ? this.t('tablet.wrong', { n: Number(this.problem.errors?.[0]?.limit ?? 0) }) : this.problem ? this.say(this.problem) : '';
    return html`<div class="ask stack"><h1 tabindex="-1">${who.name}</h1>
      ${told ? html`<rb-notice kind="bad" role="alert">${told}</rb-notice>` : this.differs ? html`<rb-notice kind="bad" role="alert">${this.t('tablet.differs')}</rb-notice>` : nothing}
      ${!open ? html`<rb-notice kind="warn">${this.t(`tablet.pin.${who.pin}`)}. ${this.t('tablet.see-director')}</rb-notice>`
        : html`${this.step === 'pin' ? nothing : html`<p>${this.t(`tablet.${this.step}-text`)}</p>`}<rb-pin-pad .label=${this.t(`tablet.${this.step}`)} ?busy=${this.busy} @rb-pin=${(e: CustomEvent<string>) => void this.digits(who, e.detail)}></rb-pin-pad>`}
      <div><rb-button kind="quiet" @click=${this.leave}>${this.t('tablet.not-me')}</rb-button></div></div>`;
  }

  private unknown() {
    return html`<div class="stack tight"><h1 tabindex="-1">${this.t('tablet.title')}</h1><p class="lead">${this.t('tablet.enrol-text')}</p></div>
      <form class="card" novalidate @submit=${(e: Event) => { e.preventDefault(); void this.tablet.reload(); }}>
        ${this.problem ? html`<rb-notice kind="bad" role="alert">${this.say(this.problem)}</rb-notice>` : nothing}
        <rb-field .label=${this.t('tablet.code')} .help=${this.t('tablet.code-help')} autocomplete="off" required .value=${this.code} @rb-input=${(e: CustomEvent<{ value: string }>) => (this.code = e.detail.value)}></rb-field>
        <rb-button kind="primary" type="submit">${this.t('tablet.enrol')}</rb-button></form>`;
  }

  // claimed makes this browser the device whose code stands in the link or was typed. The code leaves the address at once.
  private async claimed(): Promise<void> {
    const linked = location.hash.slice(1);
    if (linked) history.replaceState(null, '', location.pathname + location.search);
    const code = linked || this.code;
    if (!code) return;
    this.problem = undefined;
    try {
      await this.api.post('/device:claim', { code });
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
    this.code = '';
  }

  private choose(who: User): void {
    this.who = who;
    this.again(who.pin === 'starting' ? 'first' : 'pin');
  }

  private again(step: Step, differs = false): void {
    this.step = step;
    this.differs = differs;
    this.pad?.clear();
    void this.updateComplete.then(() => this.pad?.focus());
  }

  private readonly leave = (): void => {
    this.who = undefined;
    this.problem = undefined;
    void this.tablet.reload();
  };

  // digits takes a PIN; of a first one, then the person's own, twice.
  private async digits(who: User, pin: string): Promise<void> {
    this.problem = undefined;
    switch (this.step) {
      case 'first':
        this.given = pin;
        return this.again('new');
      case 'new':
        this.chosen = pin;
        return this.again('again');
      case 'again':
        return pin === this.chosen ? this.enter(who, { pin: this.given, new: pin }) : this.again('new', true);
      default:
        return this.enter(who, { pin });
    }
  }

  private async enter(who: User, typed: { pin: string; new?: string }): Promise<void> {
    this.busy = true;
    try {
      await this.api.post('/device:sign-in', { person: who.id, ...typed });
      this.go(afterSignIn(this.slug, this.route.query.get('next')), true);
    } catch (thrown) {
      this.problem = problemOf(thrown);
      if (['pin-locked', 'pin-expired', 'pin-none'].includes(this.problem.code)) this.who = { ...who, pin: this.problem.code.slice(4) as PINState };
      this.again(!typed.new ? 'pin' : ['pin-weak', 'invalid-input'].includes(this.problem.code) ? 'new' : 'first');
    } finally {
      this.busy = false;
    }
  }
}
