// <rb-portrait-action>: an action is written or changed: why, what for, in which steps, who, until when, how one will see it.
// Where it comes from a dimension, tools that may help are offered beside.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { base } from '@ribambelle/web/styles';

import type { Dimension } from '../questionnaire.ts';
import { type Rec, waves } from '../wave/wave.ts';
import { type Action, type Found, owners, plans, type Step } from './model.ts';
import { PlanScreen, type Told } from './screen.ts';

@element('rb-portrait-action')
export class RbPortraitAction extends PlanScreen {
  static override styles = [base, css`
    rb-field { max-width: 44rem; } .short rb-field { max-width: 16rem; } .step { display: grid; gap: var(--rb-space-2) var(--rb-space-3); grid-template-columns: minmax(0, 1fr) max-content max-content; align-items: end; }
    @media (max-width: 599px) { .step { grid-template-columns: 1fr; } } .tool { padding-block: var(--rb-space-2); border-block-end: 1px solid var(--rb-line); } .tool:last-child { border: 0; } .tool p { max-width: 65ch; }
  `];

  @state() private draft: Action = { plan: '', title: '', priority: 2, owner: 'team' };
  @state() private found: readonly Found[] = [];
  private saved: Rec<Action> | undefined;

  private readonly data = loaded(this, async () => {
    const b = await plans.board(this.client, this.plan);
    this.saved = b.actions.find((a) => a.id === this.action);
    const wave = b.plan.doc.wave ? await waves.get(this.client, b.plan.doc.wave).catch(() => undefined) : undefined;
    const dimension = new URLSearchParams(this.query).get('dimension') ?? '';
    this.draft = this.saved?.doc ?? { ...this.draft, plan: this.plan, unit: b.plan.doc.unit, ...(dimension ? { dimension } : {}), due: b.plan.doc.until ?? '' };
    if (this.draft.dimension) void this.seek(this.draft.dimension);
    return { board: b, dimensions: wave?.doc.questionnaire?.dimensions ?? [] };
  });

  private async seek(dimension: string): Promise<void> {
    this.found = dimension ? await plans.tools(this.client, dimension, this.language) : [];
  }

  private set(part: Partial<Action>): void {
    this.draft = { ...this.draft, ...part };
    this.dirty(true);
  }

  override render() {
    this.entitle(this.t(this.action ? 'portrait.action.change' : 'portrait.action.add'));
    return this.data.render(({ board, dimensions }) => html`<div class="stack wide">
      <div class="stack tight"><rb-back href=${this.href(`/${this.plan}`)}>${this.pick(board.plan.doc.title)}</rb-back><h1 tabindex="-1">${this.t(this.action ? 'portrait.action.change' : 'portrait.action.add')}</h1><p class="lead">${this.t('portrait.action.lead')}</p></div>
      ${this.refused(this.problem?.errors.length ? html`<ul>${this.problem.errors.map((e) => html`<li>${this.sayField(e, this.t(`portrait.action.${e.pointer.split('/')[1] ?? ''}`))}</li>`)}</ul>` : nothing)}
      ${this.why(dimensions)}${this.what()}${this.steps()}
      <div class="row"><rb-button kind="primary" ?busy=${this.busy} ?disabled=${!this.draft.title.trim()} @click=${this.save}>${this.t('portrait.action.save')}</rb-button>
        ${this.saved && board.plan.doc.status === 'draft' ? html`<rb-button kind="quiet" icon="trash-2" @click=${this.discard}>${this.t('portrait.action.remove')}</rb-button>` : nothing}</div>
    </div>`);
  }

  private text(name: 'cause' | 'objective' | 'measure' | 'resources', max: string) {
    return html`<rb-field type="textarea" rows="2" maxlength=${max} ?optional=${name === 'cause' || name === 'resources'} label=${this.t(`portrait.action.${name}`)} help=${this.t(`portrait.action.${name}.help`)} .value=${this.draft[name] ?? ''} @rb-input=${(e: Told) => this.set({ [name]: String(e.detail.value) })}></rb-field>`;
  }

  private why(dimensions: readonly Dimension[]) {
    const d = dimensions.find((one) => one.key === this.draft.dimension);
    const none = { value: '', label: this.t('portrait.action.dimension.none') };
    return html`<section class="card stack"><h2>${this.t('portrait.action.why')}</h2>
      ${dimensions.length ? html`<rb-field type="select" optional label=${this.t('portrait.action.dimension')} .options=${[none, ...dimensions.map((one) => ({ value: one.key, label: this.pick(one.title) }))]} .value=${this.draft.dimension ?? ''} @rb-change=${(e: Told) => { const dimension = String(e.detail.value ?? ''); this.set({ dimension, item: '' }); void this.seek(dimension); }}></rb-field>` : nothing}
      ${d ? html`<rb-field type="select" optional label=${this.t('portrait.action.item')} .options=${[none, ...(d.items ?? []).map((i) => ({ value: i.key, label: this.pick(i.text) }))]} .value=${this.draft.item ?? ''} @rb-change=${(e: Told) => this.set({ item: String(e.detail.value ?? '') })}></rb-field>` : nothing}
      ${this.text('cause', '500')}${this.found.length ? this.tools() : nothing}</section>`;
  }

  private tools() {
    const chosen = this.draft.tools ?? [];
    const take = (tool: Found, on: boolean) => this.set({ tools: on ? [...chosen, { id: tool.id, title: tool.title }] : chosen.filter((one) => one.id !== tool.id) });
    return html`<div><h3>${this.t('portrait.action.tools.found')}</h3><ul class="plain">${this.found.map((tool) => html`<li class="tool"><rb-field type="checkbox" label=${this.pick(tool.title)} .value=${chosen.some((one) => one.id === tool.id)} @rb-change=${(e: Told) => take(tool, e.detail.value === true)}></rb-field><p class="small muted">${this.pick(tool.summary)}</p></li>`)}</ul></div>`;
  }

  private what() {
    const d = this.draft;
    return html`<section class="card stack"><h2>${this.t('portrait.action.what')}</h2>
      <rb-field maxlength="200" required label=${this.t('portrait.action.title')} help=${this.t('portrait.action.title.help')} .value=${d.title} @rb-input=${(e: Told) => this.set({ title: String(e.detail.value) })}></rb-field>
      ${this.text('objective', '500')}
      <div class="row short"><rb-field type="select" label=${this.t('portrait.action.owner')} help=${this.t('portrait.action.owner.help')} .options=${owners.map((value) => ({ value, label: this.t(`portrait.owner.${value}`) }))} .value=${d.owner ?? 'team'} @rb-change=${(e: Told) => this.set({ owner: e.detail.value as NonNullable<Action['owner']> })}></rb-field>
        <rb-field type="date" label=${this.t('portrait.action.due')} .value=${d.due ?? ''} @rb-change=${(e: Told) => this.set({ due: String(e.detail.value ?? '') })}></rb-field></div>
      <rb-field type="radio" label=${this.t('portrait.action.priority')} .options=${[1, 2, 3].map((n) => ({ value: String(n), label: this.t(`portrait.priority.${n}`) }))} .value=${String(d.priority ?? 2)} @rb-change=${(e: Told) => this.set({ priority: Number(e.detail.value) })}></rb-field>
      ${this.text('measure', '500')}${this.text('resources', '500')}</section>`;
  }

  private steps() {
    const all = this.draft.steps ?? [];
    const put = (i: number, part: Partial<Step>) => this.set({ steps: all.map((s, j) => (j === i ? { ...s, ...part } : s)) });
    return html`<section class="card stack"><h2>${this.t('portrait.action.steps')}</h2><p class="muted prose">${this.t('portrait.action.steps.help')}</p>
      ${all.map((s, i) => html`<div class="step"><rb-field maxlength="300" label=${this.t('portrait.step.n', { n: i + 1 })} .value=${s.text} @rb-input=${(e: Told) => put(i, { text: String(e.detail.value) })}></rb-field>
        <rb-field type="date" optional label=${this.t('portrait.step.until')} .value=${s.due ?? ''} @rb-change=${(e: Told) => put(i, { due: String(e.detail.value ?? '') })}></rb-field>
        <rb-button kind="quiet" icon="x" label=${this.t('portrait.step.remove', { n: i + 1 })} @click=${() => this.set({ steps: all.filter((_, j) => j !== i) })}>${this.t('portrait.step.drop')}</rb-button></div>`)}
      ${all.length < 20 ? html`<div><rb-button size="s" icon="plus" @click=${() => this.set({ steps: [...all, { text: '' }] })}>${this.t('portrait.step.add')}</rb-button></div>` : nothing}</section>`;
  }

  // What was left empty is not sent: a date or a choice that is not there is no text.
  private cleaned(): Action {
    const steps = (this.draft.steps ?? []).filter((s) => s.text.trim()).map(({ due, ...s }) => (due ? { ...s, due } : s));
    const { dimension, item, due, cause, ...rest } = this.draft;
    return { ...rest, steps, ...(dimension ? { dimension } : {}), ...(item ? { item } : {}), ...(due ? { due } : {}), ...(cause ? { cause } : {}) };
  }

  private async save(): Promise<void> {
    const doc = this.cleaned();
    if (!(await this.attempt(() => (this.saved ? plans.change(this.client, { ...this.saved, doc }) : plans.add(this.client, doc)), this.t('portrait.action.saved')))) return;
    this.dirty(false);
    this.go(`/${this.plan}`, { replace: true });
  }

  private async discard(): Promise<void> {
    const saved = this.saved!;
    const sure = await confirmBox(this, { heading: this.t('portrait.action.remove.of', { title: saved.doc.title }), confirm: this.t('portrait.action.remove'), danger: true });
    if (sure && (await this.attempt(() => plans.remove(this.client, saved)))) { this.dirty(false); this.go(`/${this.plan}`, { replace: true }); }
  }
}
