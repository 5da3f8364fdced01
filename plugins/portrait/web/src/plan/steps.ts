// <rb-portrait-plan-steps>: the next step of a plan: the vote and the adoption of a draft, the validation and the end of one
// under way.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/dialog';
import { element } from '@ribambelle/web/define';
import { may } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';

import { type Board, ended, plans } from './model.ts';
import { PlanScreen, type Told } from './screen.ts';

type Asked = 'vote' | 'validate' | 'carry-over';

@element('rb-portrait-plan-steps')
export class RbPortraitPlanSteps extends PlanScreen {
  static override styles = [base, css`.votes rb-field { max-width: 24rem; }`];

  @property({ attribute: false }) board!: Board;
  @state() private asked: Asked | '' = '';
  @state() private present = 0;
  @state() private votes: Readonly<Record<string, number>> = {};
  @state() private words = '';

  override render() {
    const { doc } = this.board.plan;
    const shown = doc.status === 'draft' ? this.draft() : doc.status === 'under-way' ? this.underWay() : nothing;
    return html`${shown}${this.asked ? this.question(this.asked) : nothing}`;
  }

  private card(text: string, buttons: unknown) {
    return html`<div class="card stack"><h2>${this.t('portrait.plan.todo')}</h2>${this.asked ? nothing : this.refused(this.missing())}<p class="prose">${text}</p><div class="row">${buttons}</div></div>`;
  }

  // missing are the actions that keep a plan from being adopted.
  private missing() {
    if (this.problem?.code !== 'plan-not-ready') return nothing;
    const lacking = new Map<string, string[]>();
    for (const { pointer } of this.problem.errors) {
      const [, , index = '', field = ''] = pointer.split('/');
      const title = this.board.actions[Number(index)]?.doc.title ?? '';
      lacking.set(title, [...(lacking.get(title) ?? []), this.t(`portrait.action.${field}`).toLocaleLowerCase(this.locale)]);
    }
    return html`<ul>${[...lacking].map(([title, fields]) => html`<li>${this.t('web.says', { what: title, text: this.fmt.list(fields) })}</li>`)}</ul>`;
  }

  private draft() {
    if (!may(this.me, 'portrait:plan.lead')) return this.card(this.t('portrait.plan.draft.theirs'), nothing);
    if (this.board.actions.length === 0) return this.card(this.t('portrait.plan.draft.empty'), html`<rb-button kind="primary" icon="plus" href=${this.href(`/${this.plan}/actions`)}>${this.t('portrait.action.add')}</rb-button>`);
    const adopt = () => this.done(() => plans.act(this.client, this.plan, 'adopt'), 'adopted');
    return this.card(this.t(this.board.plan.doc.voted_on ? 'portrait.plan.draft.voted' : 'portrait.plan.draft.vote'), html`
      <rb-button icon="check-check" @click=${() => this.ask('vote')}>${this.t('portrait.plan.vote')}</rb-button><rb-button kind="primary" ?busy=${this.busy} @click=${adopt}>${this.t('portrait.plan.adopt')}</rb-button>`);
  }

  private underWay() {
    const { tally, plan } = this.board;
    const leads = may(this.me, 'portrait:plan.lead');
    const open = this.board.actions.some((a) => !ended(a.doc));
    const validate = may(this.me, 'portrait:plan.validate') ? html`<rb-button icon="badge-check" kind=${plan.doc.validated_on ? 'plain' : 'primary'} @click=${() => this.ask('validate')}>${this.t('portrait.plan.validate')}</rb-button>` : nothing;
    const buttons = leads ? html`${validate}${open ? html`<rb-button icon="arrow-right" @click=${() => this.ask('carry-over')}>${this.t('portrait.plan.carry-over')}</rb-button>`
      : html`<rb-button kind="primary" icon="flag" href=${this.href(`/${this.plan}/review`)}>${this.t('portrait.plan.close')}</rb-button>`}` : validate;
    const text = tally.overdue ? this.t('portrait.plan.now.overdue', { n: tally.overdue }) : !open ? this.t('portrait.plan.now.ended') : tally.next_due ? this.t('portrait.plan.now.due', { date: this.fmt.date(tally.next_due) }) : this.t('portrait.plan.now.none');
    return this.card(text, buttons);
  }

  private ask(what: Asked): void {
    [this.present, this.words, this.problem] = [this.board.plan.doc.present ?? 0, what === 'carry-over' ? this.t('portrait.plans.begin.usual', { year: String(Number(this.board.today.slice(0, 4))) }) : '', undefined];
    this.votes = Object.fromEntries(this.board.actions.map((a) => [a.id, a.doc.votes ?? 0]));
    this.asked = what;
  }

  private question(what: Asked) {
    const form = { vote: () => this.ballot(), validate: () => this.note('portrait.plan.validate.note', true), 'carry-over': () => this.heading() }[what];
    const body = { vote: { on: this.board.today, present: this.present, in_favour: this.votes }, validate: { note: this.words }, 'carry-over': { title: this.words } }[what];
    const ready = what === 'vote' ? this.present > 0 : what === 'validate' || this.words.trim() !== '';
    const send = () => this.done(async () => {
      const made = await plans.act(this.client, this.plan, what, body);
      if (what === 'carry-over') this.go(`/${made.id}`);
    }, what);
    return html`<rb-dialog open heading=${this.t(`portrait.plan.${what}`)} @rb-close=${() => { this.asked = ''; }}>${this.refused()}<p class="prose">${this.t(`portrait.plan.${what}.text`)}</p>${form()}
      <rb-button slot="actions" kind="primary" ?busy=${this.busy} ?disabled=${!ready} @click=${send}>${this.t(`portrait.plan.${what}.do`)}</rb-button></rb-dialog>`;
  }

  private ballot() {
    const number = (label: string, value: number, told: (n: number) => void, max: number) => html`<rb-field type="integer" width="s" label=${label} min="0" max=${String(max)} .value=${value} @rb-input=${(e: Told) => told(Number(e.detail.value) || 0)}></rb-field>`;
    return html`<div class="stack votes">${number(this.t('portrait.plan.vote.present'), this.present, (n) => { this.present = n; }, 1000)}
      ${this.board.actions.map((a) => number(this.pick(a.doc.title), this.votes[a.id] ?? 0, (n) => { this.votes = { ...this.votes, [a.id]: n }; }, this.present))}</div>`;
  }

  private note(label: string, optional: boolean) {
    return html`<rb-field type="textarea" rows="3" maxlength="2000" ?optional=${optional} label=${this.t(label)} .value=${this.words} @rb-input=${(e: Told) => { this.words = String(e.detail.value); }}></rb-field>`;
  }

  private heading() {
    return html`<rb-field maxlength="160" required label=${this.t('portrait.plans.begin.title')} .value=${this.words} @rb-input=${(e: Told) => { this.words = String(e.detail.value); }}></rb-field>`;
  }

  private async done(act: () => Promise<unknown>, said: string): Promise<void> {
    if (!(await this.attempt(act, this.t(`portrait.plan.said.${said}`)))) return;
    this.asked = '';
    this.emit('rb-changed');
  }
}
