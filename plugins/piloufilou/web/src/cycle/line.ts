// <rb-piloufilou-line>: one workshop in its cycle: what became of it, and what can still be done about it.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/badge';
import '@ribambelle/web/dialog';
import '@ribambelle/web/menu';
import { element } from '@ribambelle/web/define';
import { icon } from '@ribambelle/web/icon';
import { may } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';

import { type Session, sessions } from '../model.ts';
import { Screen, type Told } from '../screen.ts';
import { texts } from '../texts/cycle.ts';

const kinds = { planned: 'info', held: 'good', skipped: 'off' } as const;

@element('rb-piloufilou-line')
export class RbPiloufilouLine extends Screen {
  static override texts = texts;
  static override styles = [base, css`
    .line { display: grid; gap: 0; padding-block: var(--rb-space-2); border-block-end: 1px solid var(--rb-line); }
    :host(:last-child) .line { border: 0; }
    .top { display: grid; grid-template-columns: 1fr auto auto; gap: var(--rb-space-2); align-items: center; }
    h3 { font-size: var(--rb-text); }
    .facts { color: var(--rb-muted); font-size: var(--rb-text-s); }
    a { display: inline-flex; align-items: center; min-height: 44px; }
  `];

  @property({ attribute: false }) session!: Session;
  @state() private moving = false;
  @state() private on = '';
  @state() private at = '';
  @state() private following = false;

  override render() {
    const s = this.session;
    const late = s.state === 'planned' && s.planned_on < this.today;
    return html`<div class="line">
      <div class="top"><h3><a href=${this.href(`/cycles/${this.cycle}/sheet?n=${s.number}`)}>${s.number}. ${this.pick(s.title)}</a></h3>
        <rb-badge kind=${late ? 'warn' : kinds[s.state]}>${this.t(late ? 'piloufilou.state.late' : `piloufilou.state.${s.state}`)}</rb-badge>${this.acts(s)}</div>
      <p class="facts num">${this.facts(s).join(' · ')}</p>
      ${s.adaptations?.length ? html`<p class="facts">${s.adaptations.map((a) => html`${this.t('web.says', { what: this.t('piloufilou.adaptation'), text: `${a.what} (${a.why})` })}<br />`)}</p>` : nothing}
      ${s.notes ? html`<p class="facts">${s.notes}</p>` : nothing}
      ${this.refused()}${this.dialog()}
    </div>`;
  }

  private facts(s: Session): string[] {
    const when = `${this.fmt.date(s.held_on ?? s.planned_on, 'day')}${s.state === 'planned' && s.at ? `, ${this.fmt.clock(s.at)}` : ''}`;
    if (s.state === 'skipped') return [when, this.t(`piloufilou.reason.${s.reason ?? 'other'}`), s.reason_note ?? ''].filter(Boolean);
    if (s.state === 'planned') return [when, this.t('piloufilou.minutes', { n: s.planned_minutes })];
    return [
      when, this.t('piloufilou.minutes.of', { n: s.minutes ?? 0, of: s.planned_minutes }), this.t('piloufilou.components.of', { n: s.core_done ?? 0, of: s.core.length }),
      this.t('piloufilou.present', { n: s.present ?? 0 }), ...(s.counted ? [`${this.t('piloufilou.interest', { engaged: s.engaged ?? 0 })}, ${this.t('piloufilou.drifted', { n: s.drifted ?? 0 })}`] : []),
    ].filter(Boolean);
  }

  // acts are few and rare: behind one button, so that sixteen workshops stay a list.
  private acts(s: Session) {
    const plans = s.state === 'planned' && may(this.me, 'piloufilou:workshop.plan');
    const logged = s.state !== 'planned' && s.reason !== 'stopped' && may(this.me, 'piloufilou:workshop.log');
    if (!plans && !logged) return nothing;
    return html`<rb-menu class="no-print" name=${this.t('piloufilou.acts.of', { n: s.number })}>
      ${plans ? html`<button type="button" @click=${this.begin}>${icon('calendar')}${this.t('piloufilou.move')}</button>` : nothing}
      ${logged ? html`<a href=${this.href(`/cycles/${this.cycle}/log?n=${s.number}`)}>${icon('pencil')}${this.t('piloufilou.correct')}</a>
        <button type="button" @click=${this.clear}>${icon('undo-2')}${this.t('piloufilou.clear')}</button>` : nothing}</rb-menu>`;
  }

  private begin(): void {
    this.on = this.session.planned_on;
    this.at = this.session.at ?? '';
    this.moving = true;
  }

  private dialog() {
    if (!this.moving) return nothing;
    return html`<rb-dialog open heading=${this.t('piloufilou.move.of', { n: this.session.number })} @rb-close=${() => { this.moving = false; }}>
      <rb-field type="date" label=${this.t('piloufilou.move.on')} .value=${this.on} @rb-change=${(e: Told) => { this.on = String(e.detail.value ?? ''); }}></rb-field>
      <rb-field type="time" label=${this.t('piloufilou.plan.at')} .value=${this.at} @rb-change=${(e: Told) => { this.at = String(e.detail.value ?? ''); }}></rb-field>
      <rb-field type="checkbox" label=${this.t('piloufilou.move.following')} .value=${this.following} @rb-change=${(e: Told) => { this.following = e.detail.value === true; }}></rb-field>
      <rb-button slot="actions" kind="primary" ?busy=${this.busy} ?disabled=${!this.on} @click=${this.move}>${this.t('piloufilou.move')}</rb-button></rb-dialog>`;
  }

  private async move(): Promise<void> {
    const { number } = this.session;
    const done = await this.attempt(async () => {
      await sessions.move(this.client, this.cycle, { number, on: this.on, ...(this.at ? { at: this.at } : {}), following: this.following });
    });
    this.moving = false;
    if (done) this.emit('rb-changed');
  }

  private async clear(): Promise<void> {
    if (await this.attempt(async () => { await sessions.clear(this.client, this.cycle, this.session.number); })) this.emit('rb-changed');
  }
}
