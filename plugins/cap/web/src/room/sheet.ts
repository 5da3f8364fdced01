// <rb-cap-sheet>: the attendance of a session: how each was there, for how many minutes; corrections with a reason.

import { css, html, nothing, type PropertyValues } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/field';
import { element } from '@ribambelle/web/define';

import { Screen, screenStyles, type Told } from '../screen.ts';
import { type Presence, type Said, Seat, type Sheet, type SheetLine } from './seat.ts';

const presences = ['present', 'late', 'excused', 'absent'] as const;
type Draft = { presence: Presence; minutes: number };

@element('rb-cap-sheet')
export class RbCapSheet extends Screen {
  static override styles = [...screenStyles, css`
    .line { display: grid; gap: var(--rb-space-2) var(--rb-space-4); grid-template-columns: minmax(8rem, 1fr) 12rem 7rem; align-items: end; }
    .line > :first-child { align-self: center; }
    .line details { grid-column: 1 / -1; }
    @media (max-width: 599px) { .line { grid-template-columns: 1fr 7rem; } .line > :first-child { grid-column: 1 / -1; } }
  `];

  @property({ attribute: false }) sheet!: Sheet;
  @state() private drafts: Readonly<Record<string, Draft>> = {};
  @state() private reason = '';

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('sheet')) return;
    this.reason = '';
    this.drafts = Object.fromEntries(this.sheet.lines.map((l) => [l.seat, { presence: l.presence ?? 'present', minutes: l.presence ? l.minutes : this.length }]));
  }

  private get length(): number {
    return this.sheet.session.length ?? this.sheet.session.minutes;
  }

  private changed(l: SheetLine): boolean {
    const d = this.drafts[l.seat]!;
    return !l.presence || d.presence !== l.presence || d.minutes !== l.minutes;
  }

  override render() {
    const { lines } = this.sheet;
    const open = lines.filter((l) => this.changed(l));
    const corrects = open.some((l) => l.presence);
    return html`<section class="card stack"><h2>${this.t('cap.sheet')}</h2><p class="muted prose">${this.t('cap.sheet.help')}</p>
      ${lines.length ? html`<ul class="plain lines">${lines.map((l) => this.line(l))}</ul>` : html`<p>${this.t('cap.sheet.nobody')}</p>`}
      ${corrects ? html`<rb-field type="text" required maxlength="500" label=${this.t('cap.sheet.reason')} help=${this.t('cap.sheet.reason.help')} .value=${this.reason} @rb-input=${(e: Event) => { this.reason = this.value(e); }}></rb-field>` : nothing}
      ${this.refusal()}
      <div><rb-button kind="primary" ?busy=${this.busy} ?disabled=${open.length === 0 || (corrects && !this.reason.trim())} @click=${() => this.validate(open)}>${this.t(corrects ? 'cap.sheet.correct' : 'cap.sheet.validate')}</rb-button></div></section>`;
  }

  private line(l: SheetLine) {
    const d = this.drafts[l.seat]!;
    const put = (part: Partial<Draft>) => { this.drafts = { ...this.drafts, [l.seat]: { ...d, ...part } }; };
    const chosen = (e: Event) => {
      const presence = this.value(e) as Presence;
      put({ presence, minutes: presence === 'present' ? this.length : presence === 'late' ? Math.min(d.minutes || this.length, this.length) : 0 });
    };
    const there = d.presence === 'present' || d.presence === 'late';
    return html`<li class="line"><span><strong>${l.name || this.t('cap.somebody')}</strong><br /><small class="muted">${l.validated_at ? this.t('cap.sheet.validated', { date: this.fmt.date(l.validated_at, 'short') }) : this.t('cap.sheet.open')}</small></span>
      <rb-field type="select" label=${this.t('cap.sheet.presence', { name: l.name })} hide-label .options=${presences.map((value) => ({ value, label: this.t(`cap.presence.${value}`) }))} .value=${d.presence} @rb-change=${chosen}></rb-field>
      ${there ? html`<rb-field type="integer" label=${this.t('cap.sheet.minutes', { name: l.name })} hide-label min="1" max=${this.length} .value=${d.minutes} @rb-input=${(e: Told) => put({ minutes: Number(e.detail.value) || 0 })}></rb-field>` : html`<span></span>`}
      ${l.log?.length ? html`<details><summary>${this.t('cap.sheet.log', { n: l.log.length })}</summary><ul>${l.log.map((c) => html`<li>${this.t('cap.sheet.was', { date: this.fmt.date(c.at, 'short'), presence: this.t(`cap.presence.${c.presence}`), n: c.minutes, reason: c.reason })}</li>`)}</ul></details>` : nothing}</li>`;
  }

  private async validate(open: readonly SheetLine[]): Promise<void> {
    const lines: Said[] = open.map((l) => {
      const d = this.drafts[l.seat]!;
      const there = d.presence === 'present' || d.presence === 'late';
      return { seat: l.seat, presence: d.presence, ...(there ? { minutes: d.minutes } : {}), ...(l.presence ? { reason: this.reason } : {}) };
    });
    const done = await this.attempt(() => new Seat(this.client, this.target).attend(this.sheet.session.id, lines), this.t('cap.sheet.saved'));
    if (done) this.emit('rb-done');
  }
}
