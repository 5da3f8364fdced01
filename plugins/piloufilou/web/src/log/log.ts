// <rb-piloufilou-log>: logging workshops at nap time, on one screen: those that wait are there already, several go
// in one sending, and what was tapped stays on this device until it has arrived.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';

import '@ribambelle/web/state';
import { newKey } from '@ribambelle/web/api';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { base } from '@ribambelle/web/styles';

import { type Cycle, cycles, listed, programmes, type Rec, type Session, sessions } from '../model.ts';
import { Screen } from '../screen.ts';
import { texts } from '../texts/log.ts';
import { type Draft, entryOf, keep, kept, missing, textsOf } from './draft.ts';
import './entry.ts';
import { tapStyles } from './tap-styles.ts';

type Named = { readonly number: number; readonly field: keyof Draft; readonly words: readonly string[]; readonly proposal: string };

@element('rb-piloufilou-log')
export class RbPiloufilouLog extends Screen {
  static override texts = texts;
  static override styles = [base, tapStyles, css`
    .send { position: sticky; inset-block-end: 0; z-index: 2; background: var(--rb-paper); border-block-start: 1px solid var(--rb-line); padding-block: var(--rb-space-3); }
    .which { max-width: 48rem; }
  `];

  @state() private drafts: readonly Draft[] = [];
  @state() private named: readonly Named[] = [];
  @state() private hint = '';
  @state() private keptAt = '';
  private sending = newKey();

  private readonly data = loaded(this, async () => {
    const [cycle, workshops] = await Promise.all([cycles.get(this.client, this.cycle), sessions.of(this.client, this.cycle)]);
    const programme = await programmes.get(this.client, cycle.doc.programme ?? '');
    this.begin(cycle, workshops);
    return { cycle, workshops, programme: programme.doc };
  });

  // The bar that sends stays in sight, and what has the focus stays above it.
  override connectedCallback(): void {
    super.connectedCallback();
    document.documentElement.style.scrollPaddingBlockEnd = '6rem';
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.documentElement.style.scrollPaddingBlockEnd = '';
  }

  private get person(): string {
    return this.me?.person?.id ?? '';
  }

  // begin takes up what this device kept, of the workshop asked for where one is, else the workshop asked for, else the first one that waits.
  private begin(cycle: Rec<Cycle>, workshops: readonly Rec<Session>[]): void {
    const asked = Number(this.asked('n'));
    const known = kept(this.person, this.cycle);
    const open = known?.drafts.filter((d) => workshops.some((w) => w.doc.number === d.number && (d.number === asked || w.doc.state === 'planned'))) ?? [];
    if (known && open.length && (!asked || open.some((d) => d.number === asked))) {
      this.drafts = open;
      this.keptAt = this.fmt.time(new Date(known.at));
      return;
    }
    const first = workshops.find((w) => (asked ? w.doc.number === asked : w.doc.state === 'planned'));
    this.drafts = first ? [this.draftOf(first.doc, cycle.doc, workshops)] : [];
  }

  private draftOf(s: Session, c: Cycle, workshops: readonly Rec<Session>[]): Draft {
    const last = [...workshops].reverse().find((w) => w.doc.state === 'held')?.doc;
    const held_on = s.held_on ?? (s.planned_on <= this.today ? s.planned_on : this.today);
    if (s.state !== 'held') return { number: s.number, held_on, present: last?.present ?? c.children, ...(s.state === 'skipped' ? { skipped: true, reason: s.reason ?? 'other', note: s.reason_note ?? '' } : {}) };
    const [change] = s.adaptations ?? [];
    return {
      number: s.number, held_on, minutes: s.minutes ?? 0, components: s.components ?? [], present: s.present ?? 0, changed: change !== undefined,
      ...(s.counted ? { engaged: s.engaged ?? 0, drifted: s.drifted ?? 0 } : {}), ...(s.responsiveness ? { responsiveness: s.responsiveness } : {}), ...(s.quality ? { quality: s.quality } : {}),
      ...(change ? { what: change.what, why: change.why, beforehand: change.planned ?? false } : {}), ...(s.notes ? { notes: s.notes } : {}),
    };
  }

  override render() {
    this.entitle(this.t('piloufilou.log.title'));
    return this.data.render(({ cycle, workshops, programme }) => {
      if (cycle.doc.status !== 'open' && cycle.doc.status !== 'done') return html`<rb-state kind="empty" heading=${this.t('problem.cycle-not-open')}></rb-state>`;
      if (!this.drafts.length) return html`<rb-state kind="done" heading=${this.t('piloufilou.log.none')}><rb-button href=${this.href(`/cycles/${this.cycle}`)}>${cycle.doc.group}</rb-button></rb-state>`;
      return html`<div class="stack wide">
        <div class="stack tight"><rb-back href=${this.href(`/cycles/${this.cycle}`)}>${cycle.doc.group}, ${cycle.doc.place}</rb-back><h1 tabindex="-1">${this.t('piloufilou.log.title')}</h1><p class="lead">${this.t('piloufilou.log.lead')}</p></div>
        ${this.which(cycle.doc, workshops)}
        ${repeat(this.drafts, (d) => d.number, (d) => this.entry(d, cycle.doc, workshops, programme))}
        <div class="send stack tight">
          ${this.problem && !this.wrongs().length ? this.refused() : nothing}
          ${this.hint ? html`<rb-notice kind="warn" role="alert">${this.hint}</rb-notice>` : nothing}
          <div class="row apart"><rb-button kind="action" ?busy=${this.busy} @click=${this.send}>${this.t('piloufilou.log.send', { n: this.drafts.length })}</rb-button>
            <span class="muted small" role="status">${this.keptAt ? this.t('piloufilou.log.kept', { time: this.keptAt }) : nothing}</span></div></div>
      </div>`;
    });
  }

  // which shows what else waits, to log in the same go.
  private which(c: Cycle, workshops: readonly Rec<Session>[]) {
    const chosen = (n: number) => this.drafts.some((d) => d.number === n);
    const due = workshops.filter((w) => chosen(w.doc.number) || (w.doc.state === 'planned' && w.doc.planned_on <= this.today));
    if (due.length < 2) return nothing;
    const toggle = (s: Session, on: boolean) => {
      const rest = this.drafts.filter((d) => d.number !== s.number);
      this.change(on ? [...rest, this.draftOf(s, c, workshops)].sort((a, b) => a.number - b.number) : rest.length ? rest : this.drafts);
    };
    return html`<fieldset class="which"><legend>${this.t('piloufilou.log.which', { n: due.length })}</legend><div class="taps">${due.map(({ doc }) => html`<label class="tap tick"><input type="checkbox" .checked=${chosen(doc.number)} @change=${(e: Event) => toggle(doc, (e.target as HTMLInputElement).checked)} />
      <span>${this.t('piloufilou.log.waiting', { n: doc.number, date: this.fmt.date(doc.planned_on, 'day') })}</span></label>`)}</div></fieldset>`;
  }

  private entry(d: Draft, c: Cycle, workshops: readonly Rec<Session>[], programme: Parameters<typeof listed>[0]) {
    const session = workshops.find((w) => w.doc.number === d.number)!.doc;
    const workshop = programme.workshops[d.number - 1];
    const changed = (e: CustomEvent<{ draft: Draft }>) => this.change(this.drafts.map((x) => (x.number === d.number ? e.detail.draft : x)));
    return html`<rb-piloufilou-entry .session=${session} .components=${workshop ? listed(programme, workshop) : []} .group=${c} .draft=${d} today=${this.today} .wrong=${this.wrongs(d.number)} @rb-draft=${changed}></rb-piloufilou-entry>
      ${this.named.filter((n) => n.number === d.number).map((n) => this.nameBox(n))}`;
  }

  // nameBox asks about a word that looks like a first name: one tap takes it out, one says that it is no child's.
  private nameBox(n: Named) {
    const settle = (part: Partial<Draft>) => {
      this.named = this.named.filter((x) => x !== n);
      this.change(this.drafts.map((d) => (d.number === n.number ? { ...d, ...part } : d)));
    };
    return html`<rb-notice kind="privacy" role="alert" heading=${this.t('piloufilou.names.title', { words: this.fmt.list(n.words.map((word) => this.t('piloufilou.names.word', { word }))) })}>
      <p>${this.t('piloufilou.names.text')}</p><p><strong>${n.proposal}</strong></p>
      <div class="row"><rb-button kind="primary" @click=${() => settle({ [n.field]: n.proposal })}>${this.t('piloufilou.names.replace')}</rb-button>
        <rb-button @click=${() => settle({ names_checked: true })}>${this.t('piloufilou.names.none')}</rb-button></div></rb-notice>`;
  }

  private wrongs(number?: number): readonly string[] {
    const i = number === undefined ? -1 : this.drafts.filter((d) => !d.skipped).findIndex((d) => d.number === number);
    return (this.problem?.errors ?? []).filter((e) => (number === undefined ? e.pointer.startsWith('/workshops/') : e.pointer.startsWith(`/workshops/${i}/`))).map((e) => this.detail(this.problem!, e)).filter((d) => d !== '');
  }

  private change(drafts: readonly Draft[]): void {
    this.drafts = drafts;
    this.hint = '';
    this.problem = undefined;
    this.sending = newKey();
    keep(this.person, this.cycle, drafts);
    this.keptAt = this.fmt.time(new Date());
    this.dirty(false); // nothing is lost by leaving: the draft stays here
  }

  private async send(): Promise<void> {
    const open = this.drafts.find((d) => missing(d));
    if (open) {
      this.hint = this.t(`piloufilou.log.missing.${missing(open)!}`, { n: open.number });
      return;
    }
    const done = await this.attempt(async () => {
      if (!(await this.unnamed())) return;
      const held = this.drafts.filter((d) => !d.skipped);
      if (held.length) await sessions.log(this.client, this.cycle, held.map(entryOf), this.sending);
      for (const d of this.drafts.filter((x) => x.skipped)) {
        await sessions.skip(this.client, this.cycle, { number: d.number, reason: d.reason!, ...(d.note?.trim() ? { note: d.note.trim() } : {}), ...(d.names_checked ? { names_checked: true } : {}) });
      }
    });
    if (this.named.length || this.wrongs().length) {
      await this.updateComplete; // what is asked, or wrong, may be screens away from the bar that sends
      const wrong = this.drafts.findIndex((d) => this.wrongs(d.number).length);
      const at = this.named.length ? 'rb-notice[kind=privacy]' : `rb-piloufilou-entry:nth-of-type(${wrong + 1})`;
      this.renderRoot.querySelector(at)?.scrollIntoView({ block: this.named.length ? 'center' : 'start' });
    }
    if (!done || this.named.length) return;
    keep(this.person, this.cycle, []);
    this.notify('good', this.t('piloufilou.log.sent', { n: this.drafts.length }));
    this.go(`/cycles/${this.cycle}`, { replace: true });
  }

  // unnamed asks the server to look at the free texts; true when none looks as if it named a child.
  private async unnamed(): Promise<boolean> {
    const asked = this.drafts.filter((d) => !d.names_checked).flatMap((d) => textsOf(d).map(([field, text]) => ({ number: d.number, field, text })));
    this.named = [];
    if (!asked.length) return true;
    const { texts: checked } = await sessions.check(this.client, this.cycle, asked.map((a) => a.text));
    this.named = asked.flatMap((a, i) => {
      const found = checked[i];
      return found?.proposal !== undefined ? [{ number: a.number, field: a.field, words: found.found.map((f) => f.word), proposal: found.proposal }] : [];
    });
    return this.named.length === 0;
  }
}
