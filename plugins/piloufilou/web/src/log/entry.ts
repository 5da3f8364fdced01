// <rb-piloufilou-entry>: logging one workshop by tapping: components, minutes, how many, how it went, what was changed.

import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';

import '@ribambelle/web/field';
import { element } from '@ribambelle/web/define';
import { RbElement } from '@ribambelle/web/element';
import { base } from '@ribambelle/web/styles';

import type { Component, Cycle, Reason, Session } from '../model.ts';
import type { Told } from '../screen.ts';
import { texts } from '../texts/log.ts';
import type { Draft } from './draft.ts';
import { tapStyles } from './tap-styles.ts';

const leastGroup = 4; // as the server: in a smaller group, interest is not counted
const reasons: readonly Reason[] = ['closure', 'staff', 'illness', 'weather', 'group', 'other'];

@element('rb-piloufilou-entry')
export class RbPiloufilouEntry extends RbElement {
  static override texts = texts;
  static override styles = [base, tapStyles, css`:host { scroll-margin-block-start: 1rem; } rb-field { max-width: 40rem; } .date rb-field { max-width: 14rem; }`];

  @property({ attribute: false }) session!: Session;
  @property({ attribute: false }) components: readonly Component[] = [];
  @property({ attribute: false }) group!: Cycle;
  @property({ attribute: false }) draft!: Draft;
  @property() today = '';
  /** What the server said about this workshop. */
  @property({ attribute: false }) wrong: readonly string[] = [];

  private put(part: Partial<Draft>): void {
    this.draft = { ...this.draft, ...part };
    this.emit('rb-draft', { draft: this.draft });
  }

  override render() {
    const { session: s, draft: d } = this;
    return html`<section class="card stack" aria-label=${this.t('piloufilou.log.of', { n: s.number, title: this.pick(s.title) })}>
      <div class="stack tight"><h2>${s.number}. ${this.pick(s.title)}</h2>
        <div class="date"><rb-field type="date" label=${this.t('piloufilou.log.on')} max=${this.today} .value=${d.held_on} @rb-change=${(e: Told) => this.put({ held_on: String(e.detail.value ?? '') })}></rb-field></div></div>
      ${this.wrong.length ? html`<rb-notice kind="bad" role="alert">${this.wrong.map((w) => html`${w}<br />`)}</rb-notice>` : nothing}
      ${this.choice('happened', [['yes', this.t('piloufilou.log.held')], ['no', this.t('piloufilou.log.skipped')]], d.skipped ? 'no' : 'yes', (v) => this.put({ skipped: v === 'no' }))}
      ${d.skipped ? this.skip(d) : this.held(s, d)}
    </section>`;
  }

  private skip(d: Draft) {
    return html`${this.choice('reason', reasons.map((r) => [r, this.t(`piloufilou.reason.${r}`)]), d.reason ?? '', (v) => this.put({ reason: v as Reason }), this.t('piloufilou.log.reason'))}
      <rb-field label=${this.t('piloufilou.log.note')} maxlength="300" ?optional=${d.reason !== 'other'} .value=${d.note ?? ''} @rb-input=${(e: Told) => this.put({ note: String(e.detail.value), names_checked: false })}></rb-field>`;
  }

  private held(s: Session, d: Draft) {
    const done = d.components ?? [];
    const all = done.length === this.components.length;
    const minutes = [...new Set([s.planned_minutes - 10, s.planned_minutes - 5, s.planned_minutes, s.planned_minutes + 5])].filter((n) => n > 0);
    return html`
      <fieldset><legend>${this.t('piloufilou.log.components', { n: done.length, of: this.components.length })}</legend>
        <div class="taps wide">${this.components.map((c) => this.tick(this.pick(c.text), done.includes(c.key), (on) => this.put({ components: on ? [...done, c.key] : done.filter((k) => k !== c.key) })))}</div>
        ${all ? nothing : html`<rb-button size="s" kind="quiet" icon="check-check" @click=${() => this.put({ components: this.components.map((c) => c.key) })}>${this.t('piloufilou.log.all')}</rb-button>`}</fieldset>
      ${this.choice('minutes', minutes.map((n) => [String(n), this.t('piloufilou.log.minutes.n', { n })]), String(d.minutes ?? ''), (v) => this.put({ minutes: Number(v) }), this.t('piloufilou.log.minutes', { n: s.planned_minutes }))}
      <div class="date"><rb-field type="integer" width="s" label=${this.t('piloufilou.log.minutes.other')} .value=${d.minutes ?? ''} min="1" max="240" @rb-change=${(e: Told) => this.put({ minutes: Number(e.detail.value) || 0 })}></rb-field></div>
      ${this.counts(d)}
      ${this.choice('responsiveness', [1, 2, 3, 4].map((n) => [String(n), this.t(`piloufilou.responsiveness.${n}`)]), String(d.responsiveness ?? ''), (v) => this.put({ responsiveness: Number(v) }), this.t('piloufilou.log.responsiveness'))}
      ${this.choice('quality', [1, 2, 3, 4].map((n) => [String(n), this.t(`piloufilou.quality.${n}`)]), String(d.quality ?? ''), (v) => this.put({ quality: Number(v) }), this.t('piloufilou.log.quality'))}
      ${this.choice('changed', [['no', this.t('piloufilou.log.changed.no')], ['yes', this.t('piloufilou.log.changed.yes')]], d.changed === undefined ? '' : d.changed ? 'yes' : 'no', (v) => this.put({ changed: v === 'yes' }), this.t('piloufilou.log.changed'))}
      ${d.changed ? html`<div class="stack inset">
        <rb-field label=${this.t('piloufilou.log.what')} required maxlength="300" .value=${d.what ?? ''} @rb-input=${(e: Told) => this.put({ what: String(e.detail.value), names_checked: false })}></rb-field>
        <rb-field label=${this.t('piloufilou.log.why')} required maxlength="300" .value=${d.why ?? ''} @rb-input=${(e: Told) => this.put({ why: String(e.detail.value), names_checked: false })}></rb-field>
        ${this.choice('beforehand', [['no', this.t('piloufilou.log.spot')], ['yes', this.t('piloufilou.log.beforehand')]], d.beforehand ? 'yes' : 'no', (v) => this.put({ beforehand: v === 'yes' }), this.t('piloufilou.log.decided'))}</div>` : nothing}
      <rb-field type="textarea" rows="3" maxlength="2000" label=${this.t('piloufilou.log.notes')} help=${this.t('piloufilou.log.notes.help')} optional .value=${d.notes ?? ''} @rb-input=${(e: Told) => this.put({ notes: String(e.detail.value), names_checked: false })}></rb-field>`;
  }

  private counts(d: Draft) {
    const most = Math.max(this.group.children, d.present ?? 0, 4);
    const numbers = (from: number, to: number): [string, string][] => Array.from({ length: to - from + 1 }, (_, i) => [String(from + i), String(from + i)]);
    const present = d.present ?? 0;
    const counted = this.group.children >= leastGroup && present > 0;
    return html`${this.choice('present', numbers(1, Math.min(40, most + 2)), String(d.present ?? ''), (v) => this.put({ present: Number(v), ...(Number(v) < (d.engaged ?? 0) + (d.drifted ?? 0) ? { engaged: undefined, drifted: undefined } : {}) }), this.t('piloufilou.log.present'))}
      ${counted ? html`${this.choice('engaged', numbers(0, present), String(d.engaged ?? ''), (v) => this.put({ engaged: Number(v), ...((d.drifted ?? 0) > present - Number(v) ? { drifted: undefined } : {}) }), this.t('piloufilou.log.engaged'))}
        ${this.choice('drifted', numbers(0, present - (d.engaged ?? 0)), String(d.drifted ?? ''), (v) => this.put({ drifted: Number(v) }), this.t('piloufilou.log.drifted'))}`
        : this.group.children < leastGroup ? html`<p class="muted small">${this.t('piloufilou.log.small')}</p>` : nothing}`;
  }

  // choice is one question answered by one tap; radio buttons underneath, so that keyboards and readers know them.
  private choice(name: string, options: readonly (readonly [string, string])[], value: string, told: (value: string) => void, legend = '') {
    return html`<fieldset><legend class=${legend ? '' : 'visually-hidden'}>${legend || this.t('piloufilou.log.happened')}</legend><div class="taps">${options.map(([v, label]) => html`<label class="tap">
      <input type="radio" name=${`${name}-${this.session.number}`} value=${v} .checked=${live(v === value)} @change=${() => told(v)} /><span>${label}</span></label>`)}</div></fieldset>`;
  }

  private tick(label: string, on: boolean, told: (on: boolean) => void) {
    return html`<label class="tap tick"><input type="checkbox" .checked=${live(on)} @change=${(e: Event) => told((e.target as HTMLInputElement).checked)} /><span>${label}</span></label>`;
  }
}
