// Home: what waits for me, in a sentence each; the first steps; what the modules have to say.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/button';
import '@ribambelle/web/chain';
import { element } from '@ribambelle/web/define';
import { icon } from '@ribambelle/web/icon';
import { loaded } from '@ribambelle/web/loaded';
import { may, type ModuleOn, type Unit, type Widget } from '@ribambelle/web/me';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import type { Asked } from '../parts/held.ts';
import type { Incident } from '../parts/incident.ts';
import type { Notices } from '../parts/notice.ts';
import { learnRoles, roleTitle } from '../parts/role-title.ts';
import type { Share } from '../parts/share.ts';
import { screenStyles } from '../parts/styles.ts';
import { firstSteps, type Invitation, type Known, type ModuleStep, type Step, type Wait, waits } from '../parts/waits.ts';
import type { Subscription } from '../parts/work.ts';
import '../parts/widget.ts';

@element('rb-home')
export class RbHome extends Screen {
  static override styles = [...screenStyles, css`
    .waits a { display: flex; gap: var(--rb-space-3); align-items: center; min-height: 3.5rem; padding: var(--rb-space-3) var(--rb-space-4); color: inherit; text-decoration: none; border-block-end: 1px solid var(--rb-line); }
    .waits li:last-child a { border: 0; }
    .waits a:hover { background: var(--rb-primary-soft); }
    .waits a span { flex: 1; max-width: 62ch; }
    .waits a > svg { flex: none; color: var(--rb-muted); }
    .dot { flex: none; width: .75rem; height: .75rem; border-radius: 50%; background: var(--rb-sun); box-shadow: 0 0 0 4px var(--rb-sun-soft); }
    .card.flush { padding: 0; overflow: hidden; }
    .next { display: grid; gap: var(--rb-space-4); border-inline-start: 6px solid var(--rb-sun); }
    .next p { max-width: 56ch; }
    .quiet { display: flex; gap: var(--rb-space-3); align-items: center; color: var(--rb-good); padding: var(--rb-space-4); }
    .steps li { display: grid; grid-template-columns: auto 1fr; gap: var(--rb-space-3); align-items: center; }
    .steps a, .steps span { padding-block: .5rem; min-height: 44px; display: grid; align-content: center; }
    .steps .done { color: var(--rb-muted); }
    .tick { font-style: normal; width: 1.75rem; height: 1.75rem; border-radius: 50%; display: grid; place-items: center; border: 1.5px solid var(--rb-control); color: var(--rb-muted); font-size: var(--rb-text-s); }
    .tick.on { background: var(--rb-primary); border-color: var(--rb-primary); color: var(--rb-on-primary); }
    .tick svg { width: 1.1rem; height: 1.1rem; }
    .widgets { columns: 20rem; column-gap: var(--rb-space-4); } .widgets > * { break-inside: avoid; margin-block-end: var(--rb-space-4); }
    .widgets:empty { display: none; }
    rb-chain { --rb-chain-size: 2.25rem; }
    aside { display: grid; gap: var(--rb-space-5); }
  `];

  /** What each card of a module has told: whether it has something to say. */
  @state() private cards: ReadonlyMap<string, boolean> = new Map();
  private readonly known = loaded(this, (signal) => this.gather(signal));

  protected override titleKey = () => 'home.menu';

  override render() {
    const name = this.me?.person?.name.split(' ')[0] ?? '';
    return html`<div class="page">${this.known.render((known: Known) => {
      const list = waits(known);
      const steps = firstSteps(known);
      return html`${head({ title: this.t('home.title', { name }), lead: this.lead(list, steps) })}
        <div class=${steps.length > 0 ? 'split' : ''}><div class="stack wide">${this.waiting(list, steps.find((s) => !s.done))}<div class="widgets">${this.widgets()}</div>${this.educator()}${this.officer()}</div>
        ${steps.length > 0 ? html`<aside>${this.steps(steps)}</aside>` : nothing}</div>
        ${this.grants()}`;
    })}</div>`;
  }

  // lead agrees with what stands below it, cards of modules included; until those have told, it says nothing.
  private lead(list: readonly Wait[], steps: readonly Step[]): string {
    if (list.length > 0) return this.t('home.lead.one');
    if (this.quiet === undefined) return '\u00a0';
    if (!this.quiet) return this.t('home.lead.cards');
    return this.t(steps.some((s) => !s.done) ? 'home.lead.next' : 'home.lead.none');
  }

  /** Whether no module has something to say; undefined as long as one has not told. */
  private get quiet(): boolean | undefined {
    if ([...this.cards.values()].includes(true)) return false;
    return this.ofModules().every(({ widget }) => this.cards.has(widget.element)) ? true : undefined;
  }

  // waiting is what waits, or, when nothing does, the next of the first steps.
  private waiting(list: readonly Wait[], next: Step | undefined) {
    if (list.length === 0 && next) return this.next(next);
    if (list.length === 0 && !this.quiet) return nothing;
    return html`<section class="stack tight" aria-labelledby="waits"><h2 id="waits" class="visually-hidden">${this.t('home.waits')}</h2><div class="card flush">${list.length === 0
      ? html`<p class="quiet">${icon('circle-check')}${this.t('home.nothing')}</p>`
      : html`<ul class="list waits">${list.map((w) => html`<li><a href=${this.to(...w.to)}><i class="dot" aria-hidden="true"></i><span>${this.t(w.key, { n: w.n })}</span>${icon('chevron-right')}</a></li>`)}</ul>`}</div></section>`;
  }

  private next(step: Step) {
    return html`<section class="card next" aria-labelledby="next"><div class="stack tight"><h2 id="next">${this.named(step)}</h2><p class="muted">${'key' in step ? this.t(step.key.replace('step', 'next')) : this.pick(step.help)}</p></div>
      <div><rb-button kind="primary" href=${this.to(...step.to)} label=${`${this.t('home.go')}, ${this.named(step)}`}>${this.t('home.go')} ${icon('arrow-right')}</rb-button></div></section>`;
  }

  private named(step: Step): string {
    return 'key' in step ? this.t(step.key) : this.pick(step.title);
  }

  private steps(steps: readonly Step[]) {
    const done = steps.filter((s) => s.done).length;
    return html`<section class="card stack" aria-labelledby="steps"><h2 id="steps">${this.t(done === steps.length ? 'home.steps-done' : 'home.steps')}</h2>
      <rb-chain .value=${done} .max=${steps.length} .label=${this.t('home.steps-label')}></rb-chain>
      <ol class="list steps">${steps.map((s, i) => html`<li><i class="tick ${s.done ? 'on' : ''}" aria-hidden="true">${s.done ? icon('check') : i + 1}</i>
        ${s.done ? html`<span class="done">${this.named(s)}<span class="visually-hidden">, ${this.t('home.step.done')}</span></span>` : html`<a href=${this.to(...s.to)}>${this.named(s)}</a>`}</li>`)}</ol></section>`;
  }

  private ofModules(): { module: ModuleOn; widget: Widget }[] {
    return (this.me?.modules ?? []).flatMap((module) => module.widgets.filter((w) => w.place === 'home' && (!w.action || may(this.me, w.action))).map((widget) => ({ module, widget })));
  }

  private widgets() {
    return this.ofModules().map(({ module, widget }) => html`<rb-widget .module=${module} .widget=${widget} .me=${this.me} .slug=${this.slug} place="home" .base=${this.to('modules', module.name)}
      @rb-said=${(e: CustomEvent<boolean>) => (this.cards = new Map([...this.cards, [widget.element, e.detail]]))}></rb-widget>`);
  }

  private educator() {
    const only = this.me?.grants.length && this.me.grants.every((g) => g.role === 'core:educator');
    return only ? html`<p class="muted prose">${this.t('home.educator')}</p>` : nothing;
  }

  // officer leads whoever answers for privacy, and nothing else, to their desk.
  private officer() {
    if (!may(this.me, 'core:privacy.read') || may(this.me, 'core:settings.update')) return nothing;
    return html`<section class="card next" aria-labelledby="privacy"><div class="stack tight"><h2 id="privacy">${this.t('privacy.menu')}</h2><p class="muted">${this.t('home.officer')}</p></div>
      <div><rb-button kind="primary" href=${this.to('privacy')} label=${`${this.t('home.go')}, ${this.t('privacy.menu')}`}>${this.t('home.go')} ${icon('arrow-right')}</rb-button></div></section>`;
  }

  private grants() {
    if (!this.me?.grants.length) return nothing;
    learnRoles(this.me.grants.flatMap((g) => (g.role_title ? [{ name: g.role, title: g.role_title, actions: [] }] : [])));
    return html`<section class="stack tight small muted"><h2 class="small">${this.t('home.grants')}</h2><ul class="plain">${this.me.grants.map((g) =>
      html`<li>${this.t('home.grant', { role: roleTitle(this, g.role), unit: g.unit_name || this.t('frame.whole') })}</li>`)}</ul></section>`;
  }

  // gather asks only for what the person may see; a part that fails is left out of the sentences.
  private async gather(signal: AbortSignal): Promise<Known> {
    const me = this.me!;
    const ask = async <T>(action: string, path: string, field: string): Promise<T[]> =>
      may(me, action) ? this.api.all<T>(path, field, { signal }).catch(() => []) : [];
    const [units, invitations, people, incidents, steps, unread, requests, shares, followed] = await Promise.all([
      ask<Unit>('core:unit.read', '/units', 'units'), ask<Invitation>('core:invitation.read', '/invitations', 'invitations'), ask<object>('core:person.read', '/people', 'people'), ask<Incident>('core:incident.read', '/privacy/incidents', 'incidents'),
      this.api.get<{ steps: ModuleStep[] }>('/me/first-steps', { signal }).then((found) => found.steps).catch(() => []),
      me.device ? 0 : this.api.get<Notices>('/me/notices', { signal }).then((found) => found.unread).catch(() => 0),
      ask<Asked>('core:privacy.read', '/privacy/requests', 'requests'), ask<Share>('core:share.accept', '/shares', 'shares'), ask<Subscription>('core:subscription.take', '/subscriptions', 'subscriptions'),
    ]);
    return { me, units, invitations, people: people.length, modules: steps, incidents, unread, requests, shares, followed };
  }
}
