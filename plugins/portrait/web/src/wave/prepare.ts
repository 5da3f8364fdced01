// <rb-portrait-prepare>: from nothing to an open portrait in four screens, one question each. The server keeps
// the draft from the first one on, filled in with the organisation's defaults, so it can be left and taken up again.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/back';
import '@ribambelle/web/button';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import '@ribambelle/web/steps';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may, type Unit } from '@ribambelle/web/me';
import { ModuleElement } from '@ribambelle/web/module-element';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import { texts } from '../texts/prepare.ts';
import './check.ts';
import { instruments, length, untaken } from './instruments.ts';
import { scopeOf } from './scope.ts';
import './sites.ts';
import { type Rec, type Wave, waves } from './wave.ts';

type Told = CustomEvent<{ value: unknown }>;
const steps = ['what', 'sites', 'access', 'check'] as const;

@element('rb-portrait-prepare')
export class RbPortraitPrepare extends ModuleElement {
  static override texts = texts;
  static override styles = [base, css`rb-field { max-width: 44rem; } summary { min-height: 44px; align-content: center; cursor: pointer; color: var(--rb-primary); }`];

  @property() wave = '';
  @state() private step = 0;
  @state() private draft: Partial<Wave> = {};
  @state() private saved: Rec<Wave> | undefined;
  @state() private error = '';
  @state() private problem: Problem | undefined;
  @state() private busy = false;

  private readonly data = loaded(this, async () => {
    const [own, samples, units, all, saved] = await Promise.all([
      instruments.list(this.client), instruments.samples(this.client), this.client.all<Unit>('/units', 'units'), waves.list(this.client),
      this.wave && !this.saved ? waves.get(this.client, this.wave) : this.saved,
    ]);
    if (saved && !this.saved) [this.saved, this.draft] = [saved, saved.doc];
    this.draft = { title: this.proposed(''), questionnaire_id: own.find((q) => q.doc.status === 'published')?.id ?? '', ...this.draft };
    return { own, samples: untaken(samples, own), units, closed: all.filter((w) => w.doc.status === 'closed') };
  });

  private set(part: Partial<Wave>): void {
    this.draft = { ...this.draft, ...part };
    this.error = '';
    this.dirty(true);
  }

  override render() {
    this.entitle(this.t('portrait.prepare.title'));
    return html`<div class="stack wide">
      <div class="stack tight"><rb-back href=${this.href('/')}>${this.t('portrait.back')}</rb-back><h1 tabindex="-1">${this.t('portrait.prepare.title')}</h1><p class="lead">${this.t('portrait.prepare.lead')}</p>
        <rb-steps .steps=${steps.map((s) => this.t(`portrait.prepare.step.${s}`))} .current=${this.step}></rb-steps></div>
      ${this.problem ? html`<rb-notice kind="bad" role="alert">${this.say(this.problem)}${this.problem.errors.map((e) => html`<br />${this.sayField(e)}`)}</rb-notice>` : nothing}
      ${this.data.render(() => [this.what, this.sites, this.access, this.check][this.step]!.call(this))}
    </div>`;
  }

  private what() {
    const { own, samples } = this.data.value!;
    const options = own.filter((q) => q.doc.status === 'published').map((q) => ({ value: q.id, label: `${this.pick(q.doc.title)} (${q.doc.version})`, help: this.t('portrait.prepare.statements', { n: length(q.doc) }) }));
    return html`
      <rb-field type="text" label=${this.t('portrait.prepare.name')} .value=${this.draft.title} maxlength="120" required @rb-input=${(e: Told) => this.set({ title: String(e.detail.value) })}></rb-field>
      ${options.length ? html`<rb-field type="radio" label=${this.t('portrait.prepare.questionnaire')} .options=${options} .value=${this.draft.questionnaire_id} required @rb-change=${(e: Told) => this.set({ questionnaire_id: String(e.detail.value), follows: '' })}></rb-field>`
        : html`<p class="prose">${this.t('portrait.prepare.no-questionnaire')}</p>
          <div class="row">${samples.map((s) => html`<rb-button icon="plus" ?busy=${this.busy} @click=${() => this.adopt(s.code)}>${this.t('portrait.prepare.adopt', { title: this.pick(s.title) })}</rb-button>`)}</div>`}
      ${this.earlier()}
      ${this.foot(!this.draft.title?.trim() ? 'name' : !this.draft.questionnaire_id ? 'questionnaire' : '')}`;
  }

  // earlier asks which portrait this one follows: those that asked the same version of the questionnaire.
  private earlier() {
    const same = this.data.value!.closed.filter((w) => w.doc.questionnaire_id === this.draft.questionnaire_id);
    if (!same.length) return nothing;
    const options = [{ value: '', label: this.t('portrait.prepare.follows.none') }, ...same.map((w) => ({ value: w.id, label: this.t('portrait.prepare.follows.of', { title: w.doc.title, label: w.doc.label, date: this.fmt.date(w.doc.closed_on ?? w.doc.closes_on) }) }))];
    return html`<rb-field type="select" label=${this.t('portrait.prepare.follows')} help=${this.t('portrait.prepare.follows.help')} .options=${options} .value=${this.draft.follows ?? ''} @rb-change=${(e: Told) => this.follow(String(e.detail.value))}></rb-field>`;
  }

  // follow proposes the name anew where nobody has written another.
  private follow(follows: string): void {
    const untouched = this.draft.title === this.proposed(this.draft.follows);
    this.set({ follows, ...(untouched ? { title: this.proposed(follows) } : {}) });
  }

  private proposed(follows: string | undefined): string {
    return this.t(follows ? 'portrait.prepare.name.next' : 'portrait.prepare.name.value', { year: String(new Date().getFullYear()) });
  }

  private sites() {
    const chosen = this.draft.sites ?? [];
    const invited = chosen.reduce((n, s) => n + s.headcount, 0);
    const scope = this.saved!.unit_path;
    return html`
      <rb-portrait-sites .units=${this.data.value!.units.filter((u) => u.path.startsWith(scope))} .value=${chosen} @rb-sites=${(e: CustomEvent<{ value: Wave['sites'] }>) => this.set({ sites: e.detail.value })}></rb-portrait-sites>
      <p role="status"><strong>${this.t('portrait.sites', { n: chosen.length })}</strong>, ${this.t('portrait.prepare.headcount', { n: invited })}</p>
      ${this.foot(chosen.length ? '' : 'sites')}`;
  }

  private access() {
    const options = (['link', 'slips'] as const).map((value) => ({ value, label: this.t(`portrait.prepare.access.${value}`), help: this.t(`portrait.prepare.access.${value}.help`) }));
    const today = new Date().toISOString().slice(0, 10);
    return html`
      <rb-field type="radio" label=${this.t('portrait.prepare.access')} .options=${options} .value=${this.draft.access} required @rb-change=${(e: Told) => this.set({ access: e.detail.value as Wave['access'] })}></rb-field>
      <rb-field type="date" label=${this.t('portrait.prepare.closes')} help=${this.t('portrait.prepare.closes.help')} .value=${this.draft.closes_on} min=${today} required @rb-change=${(e: Told) => this.set({ closes_on: String(e.detail.value ?? '') })}></rb-field>
      ${this.text('purpose')}${this.text('notice')}
      ${this.foot((this.draft.closes_on ?? '') >= today ? '' : 'closes')}`;
  }

  // text asks for a text in the reader's language, and in the other one for whoever opens it.
  private text(what: 'purpose' | 'notice') {
    const other = this.language === 'fr' ? 'en' : 'fr';
    const box = (language: string, label: string, help: string) => html`<rb-field type="textarea" rows="3" label=${label} help=${help} maxlength="2000"
      .value=${this.draft[what]?.[language] ?? ''} @rb-input=${(e: Told) => this.set({ [what]: { ...this.draft[what], [language]: String(e.detail.value) } })}></rb-field>`;
    const label = this.t(`portrait.prepare.${what}`);
    return html`<div>${box(this.language, label, this.t(`portrait.prepare.${what}.help`))}
      <details><summary>${this.t('portrait.prepare.other')}</summary>${box(other, `${label} (${other === 'en' ? 'English' : 'français'})`, '')}</details></div>`;
  }

  private check() {
    const changed = (e: CustomEvent<Partial<Wave>>) => { this.set(e.detail); void this.attempt(() => this.save()); };
    return html`<rb-portrait-check api=${this.api} .me=${this.me} .saved=${this.saved} @rb-groups=${changed}></rb-portrait-check>
      <rb-notice kind="privacy">${this.t('portrait.check.frozen')}</rb-notice>
      <div class="row">
        ${may(this.me, 'portrait:wave.open') ? html`<rb-button kind="action" ?busy=${this.busy} @click=${this.open}>${this.t('portrait.prepare.open')}</rb-button>` : nothing}
        <rb-button href=${this.href('/')}>${this.t('portrait.prepare.draft')}</rb-button>
        <rb-button kind="quiet" @click=${() => this.move(-1)}>${this.t('portrait.prepare.back')}</rb-button>
      </div>`;
  }

  private foot(missing: string) {
    const next = async () => {
      if (missing) this.error = this.t(`portrait.prepare.need.${missing}`);
      else await this.attempt(async () => { await this.save(); this.move(1); });
    };
    return html`${this.error ? html`<rb-notice kind="bad" role="alert">${this.error}</rb-notice>` : nothing}
      <div class="row"><rb-button kind="primary" ?busy=${this.busy} @click=${next}>${this.t('portrait.prepare.next')}</rb-button>
      ${this.step > 0 ? html`<rb-button kind="quiet" @click=${() => this.move(-1)}>${this.t('portrait.prepare.back')}</rb-button>` : nothing}</div>`;
  }

  private move(by: number): void {
    this.step += by;
    this.error = '';
    window.scrollTo(0, 0);
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('h1')?.focus());
  }

  private async adopt(code: string): Promise<void> {
    await this.attempt(async () => {
      const made = await instruments.adopt(this.client, code);
      this.set({ questionnaire_id: made.id });
      await this.data.reload();
    });
  }

  private async save(): Promise<void> {
    const { title = '', questionnaire_id = '', follows = '' } = this.draft;
    this.saved = this.saved
      ? await waves.update(this.client, { ...this.saved, doc: { ...this.saved.doc, ...this.draft } })
      : await waves.create(this.client, { title, questionnaire_id, follows, unit: scopeOf(this.data.value!.units, this.me) });
    this.draft = this.saved.doc;
    this.dirty(false);
  }

  private open(): Promise<void> {
    return this.attempt(async () => {
      await waves.act(this.client, this.saved!.id, 'open');
      this.notify('good', this.t('portrait.opened'));
      this.go(`/waves/${this.saved!.id}`, { replace: true });
    });
  }

  private async attempt(act: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      await act();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
    this.busy = false;
  }
}
