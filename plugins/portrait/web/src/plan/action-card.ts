// <rb-portrait-action-card>: one action of a plan: why, what for, who, until when; its steps are ticked here, its state is
// changed here, and each tap is saved.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/dialog';
import { element } from '@ribambelle/web/define';
import { base } from '@ribambelle/web/styles';

import type { Rec } from '../wave/wave.ts';
import { type Action, ended, overdue, plans, type Plan, type State } from './model.ts';
import { PlanScreen, type Told } from './screen.ts';

const kinds = { todo: 'info', doing: 'warn', done: 'good', dropped: 'off', carried: 'off' } as const;

@element('rb-portrait-action-card')
export class RbPortraitActionCard extends PlanScreen {
  static override styles = [base, css`
    h3 { font-size: var(--rb-text-l); flex: 1 1 14rem; } dl { display: grid; gap: var(--rb-space-1) var(--rb-space-4); grid-template-columns: max-content 1fr; } dt { color: var(--rb-muted); } dd { margin: 0; white-space: pre-line; }
    @media (max-width: 599px) { dl { grid-template-columns: 1fr; } dd + dt { margin-block-start: var(--rb-space-2); } }
    li { padding-block: var(--rb-space-1); } .late { color: var(--rb-bad); font-weight: 620; } .ended h3 { color: var(--rb-muted); }
    .done-step { color: var(--rb-muted); }
  `];

  @property({ attribute: false }) of!: Plan;
  @property({ attribute: false }) saved!: Rec<Action>;
  @property() today = '';
  /** Whether the reader may follow the action. */
  @property({ type: Boolean }) acts = false;
  @property() dimension = '';
  @state() private ending: 'done' | 'dropped' | '' = '';
  @state() private words = '';

  override render() {
    const { doc } = this.saved;
    const status = doc.status ?? 'todo';
    const open = this.of.status !== 'closed' && status !== 'carried';
    return html`<article class="card stack ${ended(doc) ? 'ended' : ''}" id=${this.saved.id}>
      <div class="row apart"><h3>${this.pick(doc.title)}</h3><rb-badge kind=${kinds[status]}>${this.t(`portrait.action.${status}`)}</rb-badge></div>
      ${this.refused()}${this.facts(doc)}${this.steps(doc, open)}
      ${this.acts && open ? this.acting(status) : nothing}${this.ending ? this.end(this.ending) : nothing}</article>`;
  }

  private facts(doc: Action) {
    const late = overdue(doc, this.today);
    const line = (what: string, value: unknown) => (value ? html`<dt>${this.t(`portrait.action.${what}`)}</dt><dd>${value}</dd>` : nothing);
    const due = doc.due ? html`<span class=${late ? 'late' : ''}>${this.fmt.date(doc.due)}${late ? ` · ${this.t('portrait.action.late')}` : ''}</span>` : '';
    return html`<dl>${line('because', [this.dimension, doc.cause].filter(Boolean).join(' · '))}${line('objective', this.pick(doc.objective))}
      ${line('owner', doc.owner ? this.t(`portrait.owner.${doc.owner}`) : '')}${line('due', due)}${line('measure', this.pick(doc.measure))}
      ${line('resources', this.pick(doc.resources))}${line('tools', (doc.tools ?? []).map((tool) => tool.title).join(', '))}
      ${line('votes', doc.votes === undefined ? '' : this.t('portrait.action.votes.of', { n: doc.votes, present: this.of.present ?? 0 }))}
      ${line('proof', this.pick(doc.proof))}${line('reason', this.pick(doc.reason))}</dl>`;
  }

  private steps(doc: Action, open: boolean) {
    const all = doc.steps ?? [];
    if (all.length === 0) return nothing;
    const tick = (i: number, on: boolean) => this.save({ steps: all.map((s, j) => (j === i ? withDay(s, on ? this.today : '') : s)), ...(on && doc.status === 'todo' ? { status: 'doing' as State } : {}) });
    return html`<ul class="plain">${all.map((s, i) => html`<li>${this.acts && open && this.of.status === 'under-way'
      ? html`<rb-field type="checkbox" label=${this.step(s)} .value=${!!s.done_on} @rb-change=${(e: Told) => tick(i, e.detail.value === true)}></rb-field>`
      : html`<span class=${s.done_on ? 'done-step' : ''}>${s.done_on ? '☑' : '☐'} ${this.step(s)}</span>`}</li>`)}</ul>`;
  }

  private step(s: NonNullable<Action['steps']>[number]): string {
    if (s.done_on) return this.t('portrait.step.done', { step: this.pick(s.text), date: this.fmt.date(s.done_on, 'short') });
    return s.due ? this.t('portrait.step.due', { step: this.pick(s.text), date: this.fmt.date(s.due, 'short') }) : this.pick(s.text);
  }

  private acting(status: State) {
    const { doc } = this.saved;
    const name = (what: string) => `${this.t(`portrait.action.${what}`)}, ${doc.title}`;
    const button = (what: string, act: () => void) => html`<rb-button size="s" ?busy=${this.busy} label=${name(what)} @click=${act}>${this.t(`portrait.action.${what}`)}</rb-button>`;
    const ask = (to: 'done' | 'dropped') => () => { this.ending = to; this.words = ''; };
    const edit = html`<rb-button size="s" kind="quiet" icon="pencil" href=${this.href(`/${this.plan}/actions/${this.saved.id}`)} label=${name('change')}>${this.t('portrait.action.change')}</rb-button>`;
    if (this.of.status === 'draft') return html`<div class="row no-print">${edit}</div>`;
    if (status === 'done' || status === 'dropped') return html`<div class="row no-print">${button('again', () => this.save({ status: 'doing' }))}</div>`;
    return html`<div class="row no-print">${status === 'todo' ? button('start', () => this.save({ status: 'doing' })) : nothing}${button('finish', ask('done'))}${button('drop', ask('dropped'))}${edit}</div>`;
  }

  private end(to: 'done' | 'dropped') {
    const part = to === 'done' ? { status: to, proof: this.words } : { status: to, reason: this.words };
    const done = async () => { if (await this.save(part)) this.ending = ''; };
    return html`<rb-dialog open heading=${this.t(`portrait.action.${to}.title`)} @rb-close=${() => { this.ending = ''; }}>
      ${this.refused()}<rb-field type="textarea" rows="3" maxlength="500" ?required=${to === 'dropped'} ?optional=${to === 'done'} label=${this.t(`portrait.action.${to}.words`)} help=${this.t(`portrait.action.${to}.help`)} .value=${this.words} @rb-input=${(e: Told) => { this.words = String(e.detail.value); }}></rb-field>
      <rb-button slot="actions" kind="primary" ?busy=${this.busy} ?disabled=${to === 'dropped' && !this.words.trim()} @click=${done}>${this.t(`portrait.action.${to}.do`)}</rb-button></rb-dialog>`;
  }

  // What was tapped shows at once; it goes back where it was refused.
  private async save(part: Partial<Action>): Promise<boolean> {
    const before = this.saved;
    this.saved = { ...before, doc: { ...before.doc, ...part } };
    const saved = await this.attempt(async () => { this.saved = await plans.change(this.client, this.saved); });
    if (saved) this.emit('rb-changed');
    else this.saved = before;
    return saved;
  }
}

function withDay({ done_on: _, ...step }: NonNullable<Action['steps']>[number], day: string) {
  return day ? { ...step, done_on: day } : step;
}
