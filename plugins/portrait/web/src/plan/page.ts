// <rb-portrait-plan>: a plan of actions as a team works with it: how far it is, the next step, what the portrait showed,
// each action, what was remarked, what happened.

import { css, html, nothing, type PropertyValues } from 'lit';

import '@ribambelle/web/chain';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';

import './action-card.ts';
import './remarks.ts';
import './seen.ts';
import './steps.ts';
import { planKinds } from './follow-up.ts';
import { waves } from '../wave/wave.ts';
import { type Board, inOrder, plans, timeline } from './model.ts';
import { PlanScreen } from './screen.ts';

@element('rb-portrait-plan')
export class RbPortraitPlan extends PlanScreen {
  static override styles = [base, css`summary { min-height: 44px; display: list-item; align-content: center; cursor: pointer; color: var(--rb-primary); } .text { white-space: pre-line; } .when li { padding-block: var(--rb-space-1); }`];

  private readonly data = loaded(this, async () => {
    const board = await plans.board(this.client, this.plan);
    return { board, dimensions: await this.dimensions(board) };
  });

  // One plan leads to the next and to the one before: the same page then shows another.
  protected override updated(changed: PropertyValues): void {
    if (changed.get('plan')) void this.data.reload();
  }

  // dimensions are the titles of what actions come from; a reader who does not see the portrait reads the actions without.
  private async dimensions({ plan }: Board): Promise<ReadonlyMap<string, string>> {
    if (!plan.doc.wave || !may(this.me, 'portrait:waves.read')) return new Map();
    try {
      const { doc } = await waves.get(this.client, plan.doc.wave);
      return new Map((doc.questionnaire?.dimensions ?? []).map((d) => [d.key, this.pick(d.title)]));
    } catch {
      return new Map();
    }
  }

  override render() {
    return this.data.render(({ board, dimensions }) => {
      const { doc } = board.plan;
      const status = doc.status ?? 'draft';
      this.entitle(`${doc.title} · ${doc.place ?? ''}`);
      const leads = may(this.me, 'portrait:plan.lead');
      return html`<div class="stack wide">
        <div class="stack tight"><rb-back href=${this.href('/')}>${this.t('portrait.plans.title')}</rb-back>
          <p class="print-only">${this.me?.tenant.name}</p>
          <div class="row"><h1 tabindex="-1">${this.pick(doc.title)}</h1><rb-badge kind=${planKinds[status]}>${this.t(`portrait.plans.status.${status}`)}</rb-badge></div>
          <p class="lead">${[doc.place, doc.label, this.t('portrait.plan.span', { from: this.fmt.date(doc.from ?? ''), until: this.fmt.date(doc.until ?? '') })].filter(Boolean).join(' · ')}</p></div>
        ${board.tally.actions && status !== 'draft' ? html`<div class="card stack tight"><rb-chain .value=${board.tally.done} .max=${board.tally.actions} label=${this.t('portrait.plans.done')} unit=${this.t('portrait.plans.unit')}></rb-chain>
          <p class="muted">${this.counted(board)}</p></div>` : nothing}
        ${this.refused()}
        <rb-portrait-plan-steps class="no-print" api=${this.api} base=${this.base} .me=${this.me} .plan=${this.plan} .board=${board} @rb-changed=${() => this.data.reload()}></rb-portrait-plan-steps>
        ${this.validation(board)}${doc.review ? this.reviewed(board) : nothing}
        ${doc.wave && may(this.me, 'portrait:results.read') && status !== 'closed' ? html`<rb-portrait-seen api=${this.api} base=${this.base} .me=${this.me} .plan=${this.plan} .wave=${doc.wave} .unit=${doc.unit} ?acts=${leads}></rb-portrait-seen>` : nothing}
        ${this.actions(board, dimensions, leads)}
        <rb-portrait-remarks api=${this.api} .me=${this.me} .plan=${this.plan} .board=${board} @rb-changed=${() => this.data.reload()}></rb-portrait-remarks>
        ${this.happened(board)}${this.more(board, leads)}
      </div>`;
    });
  }

  private counted({ tally }: Board): string {
    const some = (['doing', 'todo', 'dropped', 'carried', 'overdue'] as const).filter((what) => tally[what] > 0).map((what) => this.t(`portrait.plan.count.${what}`, { n: tally[what] }));
    return this.fmt.list([...some, ...(tally.steps ? [this.t('portrait.plan.count.steps', { n: tally.steps_done, max: tally.steps })] : [])]);
  }

  private validation(b: Board) {
    const { doc } = b.plan;
    if (!doc.validated_on) return nothing;
    return html`<rb-notice kind="good" heading=${this.t(b.validator ? 'portrait.plan.validated.by' : 'portrait.plan.validated', { name: b.validator ?? '', date: this.fmt.date(doc.validated_on) })}>
      ${this.pick(doc.validated_note)}${b.newer ? html` ${this.t('portrait.plan.newer', { n: b.newer })}` : nothing}</rb-notice>`;
  }

  private reviewed({ plan }: Board) {
    const signed = (plan.doc.signed ?? []).map((s) => this.t('portrait.plan.signed.one', { owner: this.t(`portrait.owner.${s.owner}`), date: this.fmt.date(s.on) }));
    return html`<section class="card stack tight"><h2>${this.t('portrait.plan.review')}</h2><p class="prose text">${this.pick(plan.doc.review)}</p>
      ${signed.length ? html`<p class="muted">${this.t('portrait.plan.signed', { all: this.fmt.list(signed) })}</p>` : nothing}</section>`;
  }

  private actions(b: Board, dimensions: ReadonlyMap<string, string>, leads: boolean) {
    const open = b.plan.doc.status !== 'closed';
    const add = leads && open ? html`<div class="no-print"><rb-button icon="plus" href=${this.href(`/${this.plan}/actions`)}>${this.t('portrait.action.add')}</rb-button></div>` : nothing;
    return html`<section class="stack"><h2>${this.t('portrait.plan.actions')}</h2>
      ${b.actions.length ? nothing : html`<p class="muted prose">${this.t('portrait.plan.actions.none')}</p>`}
      ${inOrder(b.actions).map((a) => html`<rb-portrait-action-card api=${this.api} base=${this.base} .me=${this.me} .plan=${this.plan} .of=${b.plan.doc} .saved=${a} .today=${b.today} ?acts=${leads} .dimension=${dimensions.get(a.doc.dimension ?? '') ?? ''} @rb-changed=${() => this.data.reload()}></rb-portrait-action-card>`)}${add}</section>`;
  }

  private happened(b: Board) {
    const said = (h: ReturnType<typeof timeline>[number]) => this.t(`portrait.happened.${h.what}`, { title: h.title, note: h.what === 'moved' ? this.fmt.date(h.note) : h.note });
    return html`<details class="card"><summary>${this.t('portrait.plan.happened')}</summary><ul class="plain when">${timeline(b).map((h) => html`<li><span class="muted num">${this.fmt.date(h.on)}</span> · ${said(h)}</li>`)}</ul></details>`;
  }

  private more(b: Board, leads: boolean) {
    const link = (icon: string, to: string, said: string) => html`<rb-button icon=${icon} href=${this.href(to)}>${this.t(said)}</rb-button>`;
    return html`<div class="row no-print"><rb-button icon="printer" @click=${() => window.print()}>${this.t('portrait.plan.print')}</rb-button>
      ${b.plan.doc.follows ? link('arrow-left', `/${b.plan.doc.follows}`, 'portrait.plan.before') : nothing}${b.next ? link('arrow-right', `/${b.next}`, 'portrait.plan.next') : nothing}
      ${leads && b.plan.doc.status === 'draft' && b.actions.length === 0 && may(this.me, 'portrait:plans.delete') ? html`<rb-button kind="quiet" icon="trash-2" @click=${() => this.discard(b)}>${this.t('portrait.plan.discard')}</rb-button>` : nothing}</div>`;
  }

  private async discard({ plan }: Board): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('portrait.plan.discard.of', { title: plan.doc.title }), body: this.t('portrait.plan.discard.body'), confirm: this.t('portrait.plan.discard'), danger: true });
    if (sure && (await this.attempt(() => plans.discard(this.client, plan)))) this.go('/', { replace: true });
  }
}
