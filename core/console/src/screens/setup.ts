// The first administrator's assistant: one question a page, in four steps; nothing is sent before the end.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { Api, newKey } from '@ribambelle/web/api';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/field';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import { localeFor, setLocale } from '@ribambelle/web/locale';
import '@ribambelle/web/notice';
import { Problem, problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/state';
import '@ribambelle/web/steps';

import { Screen } from '../app/screen.ts';
import { type Answers, checkStep, pages, placeOf, requestOf, slugOf } from '../parts/setup-pages.ts';
import { screenStyles } from '../parts/styles.ts';

type Door = 'open' | 'closed' | 'no-token' | 'wrong-token';

const root = new Api('');

@element('rb-setup')
export class RbSetup extends Screen {
  static override styles = [...screenStyles, css`
    .facts dt, .facts dd { padding-block: .5rem; } dl.facts { grid-template-columns: minmax(7rem, auto) 1fr auto; align-items: center; }
    @media (max-width: 599px) { dl.facts { grid-template-columns: 1fr auto; row-gap: 0; } .facts dt { grid-column: 1 / -1; padding-block-end: 0; } }
    h1 { font-size: clamp(1.6rem, 1.2rem + 1.6vw, 2.25rem); }
  `];

  @state() private page = 0;
  @state() private answers: Answers = { wording: 'fr-FR', languages: 'fr,en' };
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private token = '';
  private typedLink = '';
  private key = newKey();
  private readonly door = loaded(this, async (signal): Promise<Door> => {
    const { open } = await root.get<{ open: boolean }>('/setup', { signal });
    if (!open) return 'closed';
    if (!this.token) return 'no-token';
    // The link is tried before the first question, so that nobody answers six of them for nothing.
    return root.post('/setup:try', { token: this.token }, { signal }).then(() => 'open' as const, (thrown) => {
      if (problemOf(thrown).code === 'setup-closed') return 'wrong-token';
      throw thrown;
    });
  });

  override connectedCallback(): void {
    this.take();
    super.connectedCallback();
    window.addEventListener('hashchange', this.arrived);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.arrived);
  }

  // take reads the code of the link and takes it out of the address at once.
  private take(): void {
    this.token = location.hash.slice(1) || this.token;
    if (location.hash) history.replaceState(null, '', location.pathname);
  }

  // arrived is the link pasted into a page that is open already.
  private readonly arrived = (): void => {
    if (!location.hash.slice(1)) return;
    this.take();
    void this.door.reload();
  };

  protected override titleKey = () => 'setup.menu';

  override render() {
    return html`<div class="page">${this.door.render((door: Door) => (door === 'open' ? this.assistant() : this.shut(door)))}</div>`;
  }

  private shut(door: Exclude<Door, 'open'>) {
    const key = `setup.${door}`;
    return html`<h1 class="visually-hidden" tabindex="-1">${this.t(key)}</h1><rb-state kind="missing" .heading=${this.t(key)} .text=${this.t(`${key}-text`)}>
        ${door === 'closed' ? html`<rb-button href="/">${this.t('missing.home')}</rb-button>` : nothing}</rb-state>
      ${door === 'closed' ? nothing : html`<form class="card" novalidate @submit=${this.pasted}>
        <rb-field .label=${this.t('setup.paste')} .help=${this.t('setup.paste-help')} autocomplete="off" @rb-input=${(e: CustomEvent<{ value: string }>) => (this.typedLink = e.detail.value)}></rb-field>
        <div><rb-button kind="primary" type="submit">${this.t('setup.next')}</rb-button></div></form>`}`;
  }

  private pasted(event: Event): void {
    event.preventDefault();
    const token = this.typedLink.trim().replace(/^.*#/, '');
    if (!token) return;
    this.token = token;
    void this.door.reload();
  }

  private assistant() {
    const page = pages[this.page];
    const names = ['organisation', 'you', 'sites', 'check'].map((k) => this.t(`setup.steps.${k}`));
    const key = page?.key ?? 'check';
    return html`<rb-steps .steps=${names} .current=${page?.step ?? checkStep}></rb-steps>
      <div class="stack tight"><h1 tabindex="-1">${this.t(`setup.${key}.title`)}</h1><p class="lead">${this.t(`setup.${key}.help`)}</p></div>
      ${page ? this.question() : this.check()}`;
  }

  private question() {
    const schema = pages[this.page]!.schema((k) => this.t(k), this.answers);
    return html`<rb-form class="card" .schema=${schema} .value=${this.answers} .problem=${this.problem} submit=${this.t('setup.next')} @rb-input=${this.typed} @rb-submit=${this.next}>
      ${this.page > 0 ? html`<rb-button slot="actions" kind="quiet" @click=${() => this.turn(this.page - 1)}>${this.t('setup.previous')}</rb-button>` : nothing}</rb-form>`;
  }

  private check() {
    const a = this.answers;
    const facts: [string, string, number][] = [
      [this.t('setup.name.label'), `${a.name} (${a.slug})`, 0], [this.t('setup.languages'), `${this.t(`setup.languages.${a.languages}`)}, ${this.t(`setup.place.${a.wording}`)}`, 1],
      [this.t('setup.steps.organisation'), this.t(`setup.template.${a.template}`), 2], [this.t('setup.steps.you'), `${a.person} (${a.login})`, 3],
      ...(a.territory ? [[this.t('setup.sites.territory'), a.territory, 4] as [string, string, number]] : []),
      [this.t('setup.sites.list'), a.sites?.length ? this.t('setup.check.named', { sites: this.t('setup.check.sites', { n: a.sites.length }), names: this.fmt.list(a.sites.map((s) => s.name)) }) : this.t('setup.check.none'), 4],
    ];
    return html`${this.problem ? html`<rb-notice kind="bad">${this.say(this.problem)}</rb-notice>` : nothing}
      <div class="card stack"><dl class="facts">${facts.map(([name, value, page]) => html`<dt>${name}</dt><dd>${value}</dd><dd><rb-button kind="quiet" size="s" icon="pencil" label=${this.t('setup.check.change', { what: name })} @click=${() => this.turn(page)}></rb-button></dd>`)}</dl>
      <div class="row"><rb-button kind="action" ?busy=${this.busy} @click=${this.send}>${this.t('setup.check.do')}</rb-button><rb-button kind="quiet" @click=${() => this.turn(this.page - 1)}>${this.t('setup.previous')}</rb-button></div></div>`;
  }

  private typed(event: CustomEvent<{ value: Answers }>): void {
    const now = event.detail.value;
    const followed = (this.answers.slug ?? '') === slugOf(this.answers.name ?? '');
    this.answers = followed && now.slug === this.answers.slug ? { ...now, slug: slugOf(now.name ?? '') } : now;
    this.key = newKey();
  }

  private readonly next = (): void => this.turn(this.page + 1);

  private turn(page: number): void {
    this.problem = undefined;
    this.page = page;
    setLocale(localeFor(this.language, this.answers.wording)); // a CPE is not asked for its crèches
    this.emit('rb-dirty', { dirty: true });
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('h1')?.focus());
    window.scrollTo(0, 0);
  }

  private readonly send = async (): Promise<void> => {
    this.busy = true;
    this.problem = undefined;
    try {
      const { slug } = await root.post<{ slug: string }>('/setup', requestOf(this.token, this.answers, this.language), { key: this.key });
      this.emit('rb-dirty', { dirty: false });
      this.go(`/o/${slug}/`, true);
    } catch (thrown) {
      this.refused(problemOf(thrown));
    } finally {
      this.busy = false;
    }
  };

  // refused goes to the page whose field the server refused.
  private refused(problem: Problem): void {
    this.key = newKey();
    this.problem = problem;
    const first = problem.errors[0];
    if (!first) return;
    const { page } = placeOf(first.pointer);
    this.page = page;
    const errors = problem.errors.filter((e) => placeOf(e.pointer).page === page).map((e) => ({ ...e, pointer: placeOf(e.pointer).pointer }));
    this.problem = new Problem(problem.status, problem.code, { ...problem.data, errors }, problem.requestId);
  }
}
