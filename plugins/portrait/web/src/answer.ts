// <rb-portrait-answer>: the public page of a respondent, without an account.
//
// The code comes in the address's fragment, which browsers never send, and is taken out of the address at
// once. Answers stay on the device until they are sent, whole, in one request. No step is an entry of the
// browser's history, so going back leaves the page instead of showing somebody's answers.

import { css, html, nothing } from 'lit';
import { query, state } from 'lit/decorators.js';

import '@ribambelle/web/button';
import '@ribambelle/web/icons-light';
import '@ribambelle/web/mark';
import '@ribambelle/web/notice';
import '@ribambelle/web/state';
import { newKey } from '@ribambelle/web/api';
import { element } from '@ribambelle/web/define';
import { ModuleElement } from '@ribambelle/web/module-element';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import './answer/ask.ts';
import './answer/item.ts';
import './answer/who.ts';
import { type Started, start, submit } from './answer/api.ts';
import { canSeal, forget, isSealed, keep, kept, keepSealed, newResumeCode, newSeal, readCode, type Seal, unseal } from './answer/draft.ts';
import { texts } from './answer/texts.ts';
import { type Asked, asked, type Value, type Values } from './questionnaire.ts';

type Step = 'code' | 'locked' | 'loading' | 'who' | 'resume' | 'items' | 'review' | 'done';
type Device = 'own' | 'shared';

const idleLimit = 120_000; // milliseconds without a touch, on a shared device

@element('rb-portrait-answer')
export class RbPortraitAnswer extends ModuleElement {
  static override texts = texts;
  static override styles = [base, css`
    .resume { font-size: var(--rb-text-3xl); font-weight: 680; letter-spacing: .12em; justify-self: start; padding: var(--rb-space-3) var(--rb-space-5); background: var(--rb-surface); border: 2px dashed var(--rb-control); border-radius: var(--rb-radius-l); }
    .left { display: flex; gap: var(--rb-space-3); width: 100%; min-height: 44px; padding: var(--rb-space-2) 0; border: 0; border-block-end: 1px solid var(--rb-line); background: none; color: var(--rb-primary); font: inherit; text-align: start; cursor: pointer; }
    .left span { text-decoration: underline; text-underline-offset: .18em; text-decoration-thickness: 1px; }
    rb-mark { font-size: 4rem; }
  `];

  @state() private step: Step = 'loading';
  @state() private code = '';
  @state() private started: Started | undefined;
  @state() private device: Device | undefined;
  @state() private resume = '';
  @state() private values: Values = {};
  @state() private at = 0;
  @state() private savedAt = '';
  @state() private problem: Problem | undefined;
  @state() private error = '';
  @state() private busy = false;
  @query('h1') private heading?: HTMLElement;

  private sendKey = newKey();
  private seal: Seal | undefined;
  private idle: ReturnType<typeof setTimeout> | undefined;
  private readonly touched = () => this.watchIdle();
  private readonly arrived = () => { if (location.hash.length > 1) { this.lock(); this.clear(); this.started = undefined; this.arrive(); } };
  private readonly shown = (e: PageTransitionEvent) => { if (e.persisted) this.lock(); };
  private readonly left = () => { if (this.device === 'shared') this.lock(); };

  override connectedCallback(): void {
    super.connectedCallback();
    for (const event of ['pointerdown', 'keydown']) window.addEventListener(event, this.touched);
    window.addEventListener('pageshow', this.shown);
    window.addEventListener('pagehide', this.left);
    window.addEventListener('hashchange', this.arrived); // another poster, scanned in the same tab
    this.arrive();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    for (const event of ['pointerdown', 'keydown']) window.removeEventListener(event, this.touched);
    window.removeEventListener('pageshow', this.shown);
    window.removeEventListener('pagehide', this.left);
    window.removeEventListener('hashchange', this.arrived);
    clearTimeout(this.idle);
  }

  // arrive takes the code out of the address, or asks for it.
  private arrive(): void {
    const code = readCode(decodeURIComponent(location.hash.slice(1)));
    if (code) history.replaceState(null, '', location.pathname + location.search);
    if (isSealed()) this.show('locked');
    else if (code) void this.enter(code);
    else this.show('code');
  }

  private async enter(code: string): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      this.started = await start(this.client, code);
      this.code = code;
      const draft = kept(code);
      this.values = draft?.values ?? {};
      if (draft) this.device = 'own';
      this.show('who');
    } catch (thrown) {
      this.problem = problemOf(thrown);
      this.show('code');
    }
    this.busy = false;
  }

  private show(step: Step): void {
    this.step = step;
    this.error = '';
    void this.updateComplete.then(() => this.heading?.focus());
    window.scrollTo(0, 0);
  }

  private get items(): Asked[] {
    return this.started ? asked(this.started.questionnaire) : [];
  }

  private get unanswered(): Asked[] {
    return this.items.filter((a) => this.values[a.item.key] === undefined);
  }

  // The first statement without an answer; the last screen when all have one.
  private get firstOpen(): number {
    const at = this.items.findIndex((a) => this.values[a.item.key] === undefined);
    return at < 0 ? this.items.length : at;
  }

  override render() {
    switch (this.step) {
      case 'loading': return html`<rb-state kind="loading" text=${this.t('portrait.loading')}></rb-state>`;
      case 'code': return html`<rb-portrait-ask kind="code" refused=${this.problem ? this.say(this.problem) : ''} error=${this.error} ?busy=${this.busy} @rb-typed=${this.typed}></rb-portrait-ask>`;
      case 'locked': return html`<rb-portrait-ask kind="locked" error=${this.error} @rb-typed=${this.reopen} @rb-erase=${() => { forget(); this.show('code'); }}></rb-portrait-ask>`;
      case 'who': return html`<rb-portrait-who .started=${this.started} .count=${this.items.length} .officer=${this.me?.tenant.officer} .device=${this.device} @rb-begin=${this.chosen}></rb-portrait-who>`;
      case 'resume': return this.resumeNote();
      case 'items': return this.itemView();
      case 'review': return this.review();
      case 'done': return this.done();
    }
  }

  private headed(key: string) {
    const text = this.t(key);
    this.entitle(text);
    return html`<h1 tabindex="-1">${text}</h1>`;
  }

  private typed(e: CustomEvent<{ value: string }>): void {
    const code = readCode(e.detail.value);
    if (code) void this.enter(code);
    else this.error = this.t('portrait.code.empty');
  }

  private async reopen(e: CustomEvent<{ value: string }>): Promise<void> {
    const opened = await unseal(e.detail.value);
    if (!opened) {
      this.error = this.t('portrait.locked.wrong');
      return;
    }
    await this.enter(opened.draft.code);
    if (!this.started) return;
    this.device = 'shared';
    this.seal = opened.seal;
    this.values = opened.draft.values;
    this.at = this.firstOpen;
    this.show('items');
    this.watchIdle();
  }

  private chosen(e: CustomEvent<{ device: Device }>): void {
    this.device = e.detail.device;
    this.sendKey = newKey();
    if (this.device === 'shared') {
      this.resume = newResumeCode();
      if (canSeal()) void newSeal(this.resume).then((seal) => { this.seal = seal; this.save(); });
    }
    this.at = this.firstOpen;
    this.show(this.device === 'shared' ? 'resume' : 'items');
    this.watchIdle();
  }

  private resumeNote() {
    const code = `${this.resume.slice(0, 3)} ${this.resume.slice(3)}`;
    return html`<div class="stack wide">
      ${this.headed('portrait.resume.title')}
      ${canSeal() ? html`<p class="lead">${this.t('portrait.resume.lead')}</p><p class="resume num">${code}</p><rb-notice kind="privacy">${this.t('portrait.resume.help')}</rb-notice>` : html`<rb-notice kind="warn">${this.t('portrait.resume.none')}</rb-notice>`}
      <div><rb-button kind="primary" @click=${() => this.show('items')}>${this.t('portrait.resume.noted')}</rb-button></div>
    </div>`;
  }

  private itemView() {
    const items = this.items;
    const one = items[this.at];
    if (!one) return this.review();
    const move = (step: number) => { this.at += step; this.show(this.at >= items.length ? 'review' : 'items'); };
    const chosen = (e: CustomEvent<{ value: Value | undefined; stay?: boolean }>) => {
      const { value, stay } = e.detail;
      const { [one.item.key]: _, ...others } = this.values;
      this.values = value === undefined ? others : { ...others, [one.item.key]: value };
      this.save();
      if (!stay) move(1);
    };
    return html`<rb-portrait-item .asked=${one} .total=${items.length} .answered=${items.length - this.unanswered.length} .value=${this.values[one.item.key]} .saved=${this.savedAt}
        ?shared=${this.device === 'shared'} ?last=${this.at === items.length - 1} ?first=${this.at === 0}
        @rb-answer=${chosen} @rb-skip=${() => move(1)} @rb-back=${() => move(-1)} @rb-review=${() => this.show('review')} @rb-pause=${() => this.lock()}></rb-portrait-item>`;
  }

  private review() {
    const left = this.unanswered;
    const none = left.length === this.items.length;
    const to = (a: Asked) => () => { this.at = a.number - 1; this.show('items'); };
    return html`<div class="stack wide">
      ${this.headed('portrait.review.title')}
      ${this.problem ? html`<rb-notice kind="bad" role="alert">${this.say(this.problem)}</rb-notice>` : nothing}
      <p class="lead">${this.t(none ? 'portrait.review.none' : left.length ? 'portrait.review.some' : 'portrait.review.all', { n: left.length })}</p>
      ${left.length && !none ? html`<ul class="plain">${left.map((a) => html`<li><button type="button" class="left" @click=${to(a)}><strong class="num">${a.number}</strong><span>${this.pick(a.item.text)}</span></button></li>`)}</ul>` : nothing}
      <rb-notice kind="privacy">${this.t('portrait.review.once')}</rb-notice>
      <div class="row">
        <rb-button kind="action" icon="send" ?busy=${this.busy} ?disabled=${none} @click=${this.send}>${this.t('portrait.review.send')}</rb-button>
        <rb-button kind="quiet" @click=${() => { this.at = Math.min(this.at, this.items.length - 1); this.show('items'); }}>${this.t('portrait.review.back')}</rb-button>
      </div>
    </div>`;
  }

  private async send(): Promise<void> {
    if (this.busy) return;
    this.busy = true;
    this.problem = undefined;
    try {
      await submit(this.client, this.code, this.values, this.language, this.sendKey);
      this.clear();
      forget();
      this.show('done');
    } catch (thrown) {
      this.problem = problemOf(thrown); // what was answered stays: the key makes a repeat harmless
    }
    this.busy = false;
  }

  private done() {
    const leave = () => {
      const again = this.device === 'shared' && !this.started?.single_use ? this.code : '';
      this.device = undefined;
      this.code = '';
      this.started = undefined;
      if (again) void this.enter(again);
      else this.show('code');
    };
    const closes = this.started?.wave.closes_on;
    return html`<div class="stack wide">
      <div class="stack"><rb-mark></rb-mark>${this.headed('portrait.done.title')}
      <p class="lead">${this.t('portrait.done.text', { date: closes ? this.fmt.date(closes) : '' })}</p></div>
      <p>${this.t('portrait.done.cleared')}</p>
      <div><rb-button kind="primary" @click=${leave}>${this.t(this.device === 'shared' ? 'portrait.done.leave' : 'portrait.done.close')}</rb-button></div>
    </div>`;
  }

  // save keeps the draft on this device: one's own as it is, a shared one sealed.
  private save(): void {
    const draft = { code: this.code, values: this.values };
    if (this.device === 'own') keep(draft);
    else if (this.seal) void keepSealed(draft, this.seal);
    if (Object.keys(this.values).length) this.savedAt = this.fmt.time(new Date().toISOString());
  }

  private watchIdle(): void {
    clearTimeout(this.idle);
    if (this.device === 'shared' && (this.step === 'items' || this.step === 'review')) {
      this.idle = setTimeout(() => this.lock(), idleLimit);
    }
  }

  // lock shows nothing of a shared device's draft any more: what was answered is kept sealed, or not at all.
  private lock(): void {
    if (this.device !== 'shared' || this.step === 'done' || !this.started) return;
    const sealed = this.seal !== undefined;
    this.clear();
    this.started = undefined;
    this.show(sealed ? 'locked' : 'code');
  }

  // clear empties the page's memory of a respondent; what the device keeps is not touched.
  private clear(): void {
    clearTimeout(this.idle);
    this.values = {};
    this.at = 0;
    this.resume = '';
    this.seal = undefined;
    this.savedAt = '';
  }
}
