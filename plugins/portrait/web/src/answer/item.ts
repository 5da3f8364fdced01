// <rb-portrait-item>: one statement, its answers as large targets, saved on tap. A tap goes on to the next.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/button';
import '@ribambelle/web/chain';
import '@ribambelle/web/field';
import { element } from '@ribambelle/web/define';
import { RbElement } from '@ribambelle/web/element';
import { icon } from '@ribambelle/web/icon';
import { base } from '@ribambelle/web/styles';

import { type Asked, points, type Value } from '../questionnaire.ts';
import { texts } from './texts.ts';

@element('rb-portrait-item')
export class RbPortraitItem extends RbElement {
  static override texts = texts;
  static override styles = [base, css`
    .choices { display: grid; gap: var(--rb-space-2); }
    .choice {
      display: flex; align-items: center; gap: var(--rb-space-3); width: 100%; min-height: 52px; padding: var(--rb-space-2) var(--rb-space-4);
      border: 1.5px solid var(--rb-control); border-radius: var(--rb-radius); background: var(--rb-surface); color: var(--rb-ink);
      font: inherit; text-align: start; cursor: pointer;
    }
    .choice:hover { border-color: var(--rb-primary); }
    .choice[aria-pressed='true'] { border-color: var(--rb-primary); background: var(--rb-primary-soft); font-weight: 680; }
    .choice svg { margin-inline-start: auto; color: var(--rb-primary); }
    .aside { border-style: dashed; color: var(--rb-muted); }
    h1 { font-size: var(--rb-text-xl); line-height: 1.3; max-width: 36ch; }
    .evidence { display: flex; gap: var(--rb-space-2); align-items: baseline; } .evidence svg { flex: none; align-self: center; color: var(--rb-muted); }
    .where { color: var(--rb-muted); font-size: var(--rb-text-s); }
    .foot { border-block-start: 1px solid var(--rb-line); padding-block-start: var(--rb-space-3); }
  `];

  @property({ attribute: false }) asked!: Asked;
  @property({ attribute: false }) total = 0;
  @property({ attribute: false }) answered = 0;
  @property({ attribute: false }) value: Value | undefined;
  @property({ attribute: false }) saved = '';
  @property({ type: Boolean }) shared = false;
  @property({ type: Boolean }) first = false;
  @property({ type: Boolean }) last = false;
  @state() private error = '';

  override updated(changed: Map<string, unknown>): void {
    if (changed.has('asked') && changed.get('asked') !== undefined) this.renderRoot.querySelector<HTMLElement>('h1')?.focus();
  }

  override render() {
    const { item, dimension, number } = this.asked;
    return html`<div class="stack wide">
      <div class="row apart"><rb-chain .value=${this.answered} .max=${this.total}></rb-chain>
        ${this.shared ? html`<rb-button kind="quiet" size="s" @click=${() => this.emit('rb-pause')}>${this.t('portrait.pause')}</rb-button>` : nothing}</div>
      <div class="stack tight">
        <p class="where">${this.pick(dimension.title)} · ${this.t('portrait.item.of', { n: number, total: this.total })}</p>
        <h1 tabindex="-1">${this.pick(item.text)}</h1>
        ${item.help ? html`<p class="muted">${this.pick(item.help)}</p>` : nothing}
        ${item.evidence ? html`<p class="evidence">${icon('eye')}<span>${this.pick(item.evidence)}</span></p>` : nothing}
      </div>
      ${this.choices()}
      <div class="row apart foot">
        <div class="row">
          ${this.first ? nothing : html`<rb-button kind="quiet" icon="arrow-left" @click=${() => this.emit('rb-back')}>${this.t('portrait.item.back')}</rb-button>`}
          <rb-button kind="plain" @click=${() => this.emit('rb-skip')}>${this.t(this.value === undefined ? 'portrait.item.skip' : 'portrait.item.next')}</rb-button>
        </div>
        ${this.answered > 0 ? html`<rb-button kind="quiet" @click=${() => this.emit('rb-review')}>${this.t('portrait.item.review')}</rb-button>` : nothing}
      </div>
      <p class="small muted" role="status">${this.saved ? this.t('portrait.item.saved', { time: this.saved }) : nothing}</p>
    </div>`;
  }

  private choices() {
    const { scale, item } = this.asked;
    const offered = points(scale);
    const aside: Value[] = [...(scale.not_applicable ? ['na' as const] : []), ...(scale.not_observed ? ['no' as const] : [])];
    return html`<div class="choices" role="group" aria-label=${this.pick(item.text)}>
      ${offered ? offered.map((p) => this.choice(p, this.label(p), '')) : this.number()}
      ${aside.map((v) => this.choice(v, this.t(`portrait.item.${v}`), 'aside'))}
    </div>`;
  }

  private choice(value: Value, label: string, kind: string) {
    const on = this.value === value;
    return html`<button type="button" class="choice ${kind}" aria-pressed=${on ? 'true' : 'false'} @click=${() => this.emit('rb-answer', { value })}>
      <span>${label}</span>${on ? icon('check') : nothing}</button>`;
  }

  private label(point: number): string {
    const anchor = this.asked.scale.anchors?.find((a) => a.value === point);
    const { value: _, ...text } = anchor ?? { value: point };
    return anchor ? this.pick(text as Record<string, string>) : String(point);
  }

  // number is for scales with too many points to show: the value is typed.
  private number() {
    const { min, max } = this.asked.scale;
    const typed = (e: CustomEvent<{ value: unknown }>) => {
      const n = Number(e.detail.value);
      const good = e.detail.value !== '' && Number.isInteger(n) && n >= min && n <= max;
      this.error = good || e.detail.value === '' ? '' : this.t('portrait.item.range', { min, max });
      if (!this.error) this.emit('rb-answer', { value: good ? n : undefined, stay: true });
    };
    return html`<rb-field type="integer" label=${this.t('portrait.item.number', { min, max })} .value=${typeof this.value === 'number' ? this.value : ''} error=${this.error} min=${min} max=${max} inputmode="numeric" @rb-change=${typed}></rb-field>`;
  }
}
