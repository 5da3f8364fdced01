// <rb-cap-prepare>: a community in preparation on one page: what it is about, when it meets, what members sign.
// The draft is kept with a button; nothing opens before the coordinator says so.

import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/field';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import { type Domain, domains } from '@ribambelle/web/domains';
import { loaded } from '@ribambelle/web/loaded';
import type { Unit } from '@ribambelle/web/me';
import '@ribambelle/web/unit-picker';

import { communities, type Community, type Rec } from '../community.ts';
import { readRule, type Rhythm, ruleOf } from '../rule.ts';
import { Screen, type Told } from '../screen.ts';
import { cityOf } from '../when.ts';

type Plan = { rhythm: Rhythm | 'own'; count: number; date: string; clock: string };

@element('rb-cap-prepare')
export class RbCapPrepare extends Screen {
  @state() private draft: Partial<Community> = {};
  @state() private plan: Plan = { rhythm: 'monthly', count: 10, date: '', clock: '18:30' };
  private saved: Rec<Community> | undefined;

  // The dates that the rule makes; excepted days are unticked among them.
  private readonly dates = loaded(this, (signal) => communities.dates(this.client, { rule: this.rule, starts: `${this.plan.date}T${this.plan.clock}`, zone: this.draft.zone ?? '', unit: this.draft.unit ?? '' }, signal), false);

  private readonly data = loaded(this, async () => {
    const [units, saved, draft] = await Promise.all([
      this.client.all<Unit>('/units', 'units'), this.target ? communities.get(this.client, this.target) : undefined, this.target ? undefined : communities.draft(this.client),
    ]);
    if (saved) this.take(saved);
    else this.draft = { ...draft, unit: units[0]?.id };
    return { units };
  });

  private get rule(): string {
    const { date, count, rhythm } = this.plan;
    return rhythm === 'own' ? (this.draft.rule ?? '') : ruleOf(rhythm, date, count);
  }

  private take(saved: Rec<Community>): void {
    [this.saved, this.draft] = [saved, saved.doc];
    const [date = '', clock = ''] = saved.doc.starts.split('T');
    this.plan = { ...(readRule(saved.doc.rule) ?? { rhythm: 'own' as const, count: 0 }), date, clock };
    void this.dates.reload();
  }

  // The days that the rule makes.
  private get all(): string[] {
    return (this.dates.value?.dates ?? []).map((at) => at.slice(0, 10));
  }

  private set(part: Partial<Community>): void {
    this.draft = { ...this.draft, ...part };
    this.dirty(true);
  }

  private setPlan(part: Partial<Plan>): void {
    this.plan = { ...this.plan, ...part };
    this.dirty(true);
    this.look();
  }

  private look(): void {
    if (this.plan.date && this.plan.clock && this.plan.count > 0) void this.dates.reload();
  }

  override render() {
    this.entitle(this.t('cap.prepare.title'));
    return html`<div class="stack wide">
      <div class="stack tight">${this.back()}<h1 tabindex="-1">${this.t('cap.prepare.title')}</h1><p class="lead">${this.t('cap.prepare.lead')}</p></div>
      ${this.data.render(() => html`${this.what()}${this.rhythm()}${this.rules()}${this.refusal()}${this.foot()}`)}
    </div>`;
  }

  private text(name: 'title' | 'theme' | 'summary' | 'question' | 'pact', type: 'text' | 'textarea', maxlength: string, rows = 3) {
    const error = this.wrong(`/${name}`);
    return html`<rb-field type=${type} rows=${rows} maxlength=${maxlength} label=${this.t(`cap.field.${name}`)} help=${this.t(`cap.field.${name}.help`)} ?required=${name === 'title'} ?optional=${name !== 'title' && name !== 'pact'}
      error=${error} .value=${this.draft[name] ?? ''} @rb-input=${(e: Event) => this.set({ [name]: this.value(e) })}></rb-field>`;
  }

  private what() {
    const publics = (['educators', 'managers'] as const).map((value) => ({ value, label: this.t(`cap.public.${value}`), help: this.t(`cap.public.${value}.help`) }));
    return html`<section class="stack"><h2>${this.t('cap.prepare.what')}</h2>
      ${this.text('title', 'text', '120')}${this.text('theme', 'text', '80')}
      <rb-field type="radio" label=${this.t('cap.field.public')} required .options=${publics} .value=${this.draft.public} @rb-change=${(e: Event) => this.set({ public: this.value(e) as Community['public'] })}></rb-field>
      <rb-field type="checks" optional label=${this.t('cap.field.domains')} help=${this.t('cap.field.domains.help')} .options=${domains.map((value) => ({ value, label: this.t(`web.domain.${value}`) }))} .value=${this.draft.domains ?? []}
        @rb-change=${(e: Told) => this.set({ domains: e.detail.value as Domain[] })}></rb-field>
      ${this.text('summary', 'textarea', '2000')}${this.text('question', 'text', '500')}
      <rb-unit-picker label=${this.t('cap.field.unit')} .units=${this.data.value!.units} .value=${this.draft.unit ?? ''} @rb-change=${(e: Event) => { this.set({ unit: this.value(e) }); this.look(); }}></rb-unit-picker></section>`;
  }

  private rhythm() {
    const rhythms = (['monthly', 'fortnightly', 'weekly', ...(this.plan.rhythm === 'own' ? ['own' as const] : [])] as const).map((value) => ({ value, label: this.t(`cap.rhythm.${value}`) }));
    const error = (...pointers: string[]) => this.wrong(...pointers);
    const number = (name: 'minutes' | 'capacity', min: string, max: string) => html`<rb-field type="integer" width="s" min=${min} max=${max} label=${this.t(`cap.field.${name}`)} help=${this.t(`cap.field.${name}.help`)} error=${error(`/${name}`)}
      .value=${this.draft[name] ?? ''} @rb-input=${(e: Told) => this.set({ [name]: typeof e.detail.value === 'number' ? e.detail.value : undefined })}></rb-field>`;
    return html`<section class="stack"><h2>${this.t('cap.prepare.when')}</h2>
      <rb-field type="date" width="m" required label=${this.t('cap.field.date')} error=${error('/starts')} .value=${this.plan.date} @rb-change=${(e: Event) => this.setPlan({ date: this.value(e) })}></rb-field>
      <rb-field type="time" width="s" required label=${this.t('cap.field.clock')} help=${this.t('cap.field.clock.help', { city: cityOf(this.draft.zone ?? '') })} .value=${this.plan.clock} @rb-change=${(e: Event) => this.setPlan({ clock: this.value(e) })}></rb-field>
      <rb-field type="radio" required label=${this.t('cap.field.rhythm')} help=${this.t('cap.field.rhythm.help')} error=${error('/rule')} .options=${rhythms} .value=${this.plan.rhythm} @rb-change=${(e: Event) => this.setPlan({ rhythm: this.value(e) as Rhythm })}></rb-field>
      <rb-field type="integer" width="s" min="1" max="60" label=${this.t('cap.field.count')} .value=${this.plan.count} @rb-input=${(e: Told) => this.setPlan({ count: Number(e.detail.value) || 0 })}></rb-field>
      ${this.days()}
      ${number('minutes', '15', '600')}${number('capacity', '2', '200')}</section>`;
  }

  private days() {
    const { all } = this;
    if (all.length === 0) return this.dates.problem ? html`<rb-notice kind="bad" role="alert">${this.dates.problem.errors[0] ? this.sayField(this.dates.problem.errors[0]) : this.say(this.dates.problem)}</rb-notice>` : nothing;
    const except = this.draft.except ?? [];
    const { closed } = this.dates.value!;
    const options = all.map((value) => ({ value, label: this.fmt.date(value, 'day') }));
    return html`<rb-field type="checks" label=${this.t('cap.field.dates')} help=${this.t('cap.field.dates.help')} .options=${options} .value=${all.filter((day) => !except.includes(day))}
      @rb-change=${(e: Told) => this.set({ except: all.filter((day) => !(e.detail.value as string[]).includes(day)) })}></rb-field>
      ${closed.length > 0 ? html`<rb-notice kind="info">${this.t('cap.field.dates.closed', { n: closed.length, days: this.fmt.list(closed.map((c) => `${this.fmt.date(c.on, 'day')} (${this.pick(c.name)})`)) })}</rb-notice>` : nothing}`;
  }

  private rules() {
    return html`<section class="stack"><h2>${this.t('cap.prepare.rules')}</h2>
      ${this.text('pact', 'textarea', '8000', 8)}
      <rb-field type="integer" width="s" min="1" max="90" label=${this.t('cap.field.unanswered')} help=${this.t('cap.field.unanswered.help')} .value=${this.draft.unanswered ?? ''}
        @rb-input=${(e: Told) => this.set({ unanswered: typeof e.detail.value === 'number' ? e.detail.value : undefined })}></rb-field>
      <rb-field type="checkbox" label=${this.t('cap.field.listed')} help=${this.t('cap.field.listed.help')} .value=${this.draft.listed ?? false} @rb-change=${(e: Told) => this.set({ listed: e.detail.value === true })}></rb-field></section>`;
  }

  private foot() {
    const ready = !!this.draft.title?.trim() && this.plan.date !== '' && this.plan.clock !== '' && (this.plan.rhythm === 'own' || this.plan.count > 0);
    return html`<div class="row">
      <rb-button kind="primary" ?busy=${this.busy} ?disabled=${!ready} @click=${() => this.attempt(() => this.save(), this.t('cap.saved'))}>${this.t('web.save')}</rb-button>
      <rb-button kind="action" ?busy=${this.busy} ?disabled=${!ready} @click=${this.open}>${this.t('cap.open')}</rb-button>
      ${this.saved ? html`<rb-button kind="quiet" @click=${this.drop}>${this.t('cap.drop')}</rb-button>` : nothing}</div>
      <p class="muted prose">${this.t('cap.open.help')}</p>`;
  }

  private async save(): Promise<void> {
    const { all } = this;
    const except = (this.draft.except ?? []).filter((day) => all.includes(day)); // the rule may have moved since
    const doc = { ...this.draft, rule: this.rule, starts: `${this.plan.date}T${this.plan.clock}`, except } as Community;
    this.take(this.saved ? await communities.update(this.client, { ...this.saved, doc }) : await communities.create(this.client, doc));
    this.dirty(false);
  }

  private readonly open = async (): Promise<void> => {
    await this.attempt(async () => {
      await this.save();
      await communities.open(this.client, this.saved!.id);
      this.notify('good', this.t('cap.opened'));
      this.go(`/communities/${this.saved!.id}`, { replace: true });
    });
  };

  private readonly drop = async (): Promise<void> => {
    const sure = await confirmBox(this, { heading: this.t('cap.drop.title', { title: this.draft.title ?? '' }), confirm: this.t('cap.drop'), danger: true });
    if (!sure) return;
    await this.attempt(async () => {
      await this.client.del(`/cap/communities/${this.saved!.id}`);
      this.dirty(false);
      this.go('/', { replace: true });
    });
  };
}
