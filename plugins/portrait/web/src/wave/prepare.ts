// <rb-portrait-prepare>: from nothing to an open portrait in four screens, one question each. The draft is kept
// by the server from the second screen on, so it can be left and taken up again.

import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/button';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import '@ribambelle/web/steps';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import type { Unit } from '@ribambelle/web/me';
import { ModuleElement } from '@ribambelle/web/module-element';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import { texts } from '../texts.ts';
import './check.ts';
import { questionnaires, type Rec, type Site, type Wave, waves } from './wave.ts';

type Told = CustomEvent<{ value: unknown }>;
const steps = ['what', 'sites', 'access', 'check'] as const;

@element('rb-portrait-prepare')
export class RbPortraitPrepare extends ModuleElement {
  static override texts = texts;
  static override styles = [base];

  @property() wave = '';
  @state() private step = 0;
  @state() private draft: Wave = this.blank();
  @state() private saved: Rec<Wave> | undefined;
  @state() private error = '';
  @state() private problem: Problem | undefined;
  @state() private busy = false;

  private readonly data = loaded(this, async () => {
    const [asked, samples, units, saved] = await Promise.all([
      questionnaires.list(this.client), questionnaires.samples(this.client), this.client.all<Unit>('/units', 'units'),
      this.wave ? waves.get(this.client, this.wave) : undefined,
    ]);
    if (saved) [this.saved, this.draft, this.step] = [saved, saved.doc, 1];
    else this.draft = { ...this.draft, title: this.t('portrait.prepare.name.value', { year: String(new Date().getFullYear()) }), purpose: { [this.language]: this.t('portrait.prepare.purpose.value') } };
    return { asked, samples: samples.samples, all: units, units: units.filter((u) => !u.closed_at && !['territory', 'group'].includes(u.class)) };
  });

  private blank(): Wave {
    return { title: '', label: 'T0', questionnaire_id: '', access: 'link', anonymity: 'anonymous', status: 'draft', closes_on: '', sites: [] };
  }

  private set(part: Partial<Wave>): void {
    this.draft = { ...this.draft, ...part };
    this.error = '';
    this.dirty(true);
  }

  override render() {
    this.entitle(this.t('portrait.prepare.title'));
    return html`<div class="stack wide">
      <div class="stack tight"><h1 tabindex="-1">${this.t('portrait.prepare.title')}</h1>
        <rb-steps .steps=${steps.map((s) => this.t(`portrait.prepare.step.${s}`))} .current=${this.step}></rb-steps></div>
      ${this.problem ? html`<rb-notice kind="bad" role="alert">${this.say(this.problem)}${this.problem.errors.map((e) => html`<br />${e.message}`)}</rb-notice>` : nothing}
      ${this.data.render(() => [this.what, this.sites, this.access, this.check][this.step]!.call(this))}
    </div>`;
  }

  private what() {
    const { asked, samples } = this.data.value!;
    const ready = asked.filter((q) => q.doc.status !== 'draft');
    const options = ready.map((q) => ({ value: q.id, label: `${this.pick(q.doc.title)} (${q.doc.version})`, help: this.t('portrait.questionnaires.items', { n: q.doc.dimensions.reduce((n, d) => n + d.items.length, 0) }) }));
    const offered = samples.filter((s) => !asked.some((q) => q.doc.code === s.code && q.doc.version === s.version));
    return html`
      <rb-field type="text" label=${this.t('portrait.prepare.name')} .value=${this.draft.title} maxlength="120" required @rb-input=${(e: Told) => this.set({ title: String(e.detail.value) })}></rb-field>
      ${options.length ? html`<rb-field type="radio" label=${this.t('portrait.prepare.questionnaire')} .options=${options} .value=${this.draft.questionnaire_id} required @rb-change=${(e: Told) => this.set({ questionnaire_id: String(e.detail.value) })}></rb-field>`
        : html`<p>${this.t('portrait.prepare.no-questionnaire')}</p>`}
      <div class="row">${offered.map((s) => html`<rb-button icon="plus" ?busy=${this.busy} @click=${() => this.adopt(s.code)}>${this.t('portrait.prepare.adopt', { title: this.pick(s.title) })}</rb-button>`)}
        <rb-button kind="quiet" href=${this.href('/questionnaires')}>${this.t('portrait.questionnaires.import')}</rb-button></div>
      ${this.foot(!this.draft.title.trim() ? 'name' : !this.draft.questionnaire_id ? 'questionnaire' : '')}`;
  }

  private sites() {
    const { units } = this.data.value!;
    const invited = this.draft.sites.reduce((n, s) => n + s.headcount, 0);
    const chosen = (e: Told) => {
      const ids = new Set(e.detail.value as string[]);
      this.set({ sites: units.filter((u) => ids.has(u.id)).map((u): Site => ({ ...this.draft.sites.find((s) => s.unit_id === u.id), unit_id: u.id, name: u.name, headcount: u.headcount ?? 0 })) });
    };
    const options = units.map((u) => ({ value: u.id, label: u.name, help: this.t('portrait.prepare.headcount', { n: u.headcount ?? 0 }) }));
    return html`
      <rb-field type="checks" label=${this.t('portrait.prepare.sites')} help=${this.t('portrait.prepare.sites.help')} .options=${options} .value=${this.draft.sites.map((s) => s.unit_id)} required @rb-change=${chosen}></rb-field>
      <p role="status"><strong>${this.t('portrait.sites', { n: this.draft.sites.length })}</strong>, ${this.t('portrait.prepare.headcount', { n: invited })}</p>
      ${this.foot(this.draft.sites.length ? '' : 'sites')}`;
  }

  private access() {
    const options = (['link', 'slips'] as const).map((value) => ({ value, label: this.t(`portrait.prepare.access.${value}`), help: this.t(`portrait.prepare.access.${value}.help`) }));
    const soon = new Date().toISOString().slice(0, 10);
    return html`
      <rb-field type="radio" label=${this.t('portrait.prepare.access')} .options=${options} .value=${this.draft.access} required @rb-change=${(e: Told) => this.set({ access: e.detail.value as Wave['access'] })}></rb-field>
      <rb-field type="date" label=${this.t('portrait.prepare.closes')} help=${this.t('portrait.prepare.closes.help')} .value=${this.draft.closes_on} min=${soon} required @rb-change=${(e: Told) => this.set({ closes_on: String(e.detail.value ?? '') })}></rb-field>
      <rb-field type="textarea" label=${this.t('portrait.prepare.purpose')} help=${this.t('portrait.prepare.purpose.help')} maxlength="600" .value=${this.pick(this.draft.purpose)} @rb-input=${(e: Told) => this.set({ purpose: { ...this.draft.purpose, [this.language]: String(e.detail.value) } })}></rb-field>
      ${this.foot(this.draft.closes_on >= soon ? '' : 'closes')}`;
  }

  private check() {
    const changed = (e: CustomEvent<Partial<Wave>>) => { this.set(e.detail); void this.save().catch((thrown) => (this.problem = problemOf(thrown))); };
    return html`<rb-portrait-check .api=${this.api} .me=${this.me} .saved=${this.saved} @rb-groups=${changed}></rb-portrait-check>
      <rb-notice kind="privacy">${this.t('portrait.check.frozen')}</rb-notice>
      <div class="row">
        <rb-button kind="action" ?busy=${this.busy} @click=${this.open}>${this.t('portrait.prepare.open')}</rb-button>
        <rb-button href=${this.href('/')}>${this.t('portrait.prepare.draft')}</rb-button>
        <rb-button kind="quiet" @click=${() => this.go_(-1)}>${this.t('portrait.prepare.back')}</rb-button>
      </div>`;
  }

  private foot(missing: string) {
    const next = async () => {
      if (missing) {
        this.error = this.t(`portrait.prepare.need.${missing}`);
        return;
      }
      await this.attempt(async () => {
        if (this.step > 0) await this.save();
        this.go_(1);
      });
    };
    return html`${this.error ? html`<rb-notice kind="bad" role="alert">${this.error}</rb-notice>` : nothing}
      <div class="row"><rb-button kind="primary" ?busy=${this.busy} @click=${next}>${this.t('portrait.prepare.next')}</rb-button>
      ${this.step > 0 ? html`<rb-button kind="quiet" @click=${() => this.go_(-1)}>${this.t('portrait.prepare.back')}</rb-button>` : nothing}</div>`;
  }

  private go_(by: number): void {
    this.step += by;
    this.error = '';
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('h1')?.focus());
  }

  private async adopt(code: string): Promise<void> {
    await this.attempt(async () => {
      const made = await questionnaires.adopt(this.client, code);
      await this.data.reload();
      this.set({ questionnaire_id: made.id });
      this.notify('good', this.t('portrait.questionnaires.adopted'));
    });
  }

  // save keeps the draft. A date is needed by then; until it is chosen, in a month stands for it.
  private async save(): Promise<void> {
    const doc = { ...this.draft, unit: this.scope(), closes_on: this.draft.closes_on || inDays(30) };
    this.saved = this.saved ? await waves.update(this.client, { ...this.saved, doc: { ...this.saved.doc, ...doc } }) : await waves.create(this.client, doc);
    this.draft = this.saved.doc;
    this.dirty(false);
  }

  // scope is the smallest unit that holds all the chosen sites.
  private scope(): string {
    const { all } = this.data.value!;
    const chosen = all.filter((u) => this.draft.sites.some((s) => s.unit_id === u.id));
    const holding = all.filter((u) => chosen.every((c) => c.path.startsWith(u.path)));
    return holding.sort((a, b) => b.path.length - a.path.length)[0]?.id ?? chosen[0]?.id ?? '';
  }

  private open(): Promise<void> {
    return this.attempt(async () => {
      await this.save();
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

const inDays = (n: number): string => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
