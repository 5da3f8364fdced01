// <rb-steps>: where one is in an assistant; joined figures, filled up to the current step, with its name.

import { css, html, svg } from 'lit';
import { property } from 'lit/decorators.js';

import { element } from './define.ts';
import { RbElement } from './element.ts';
import { figurePath } from './figure.ts';
import { base } from './styles.ts';

@element('rb-steps')
export class RbSteps extends RbElement {
  static override styles = [base, css`
    div { display: flex; flex-wrap: wrap; gap: .25rem var(--rb-space-4); align-items: center; color: var(--rb-muted); font-size: var(--rb-text-s); }
    svg { height: 2.25rem; overflow: visible; }
    .done { fill: var(--rb-primary); stroke: var(--rb-primary); }
    .now { fill: var(--rb-sun); stroke: var(--rb-primary); }
    .next { fill: var(--rb-surface); stroke: var(--rb-control); }
    span { color: var(--rb-ink); font-weight: 620; }
  `];

  @property({ attribute: false }) steps: readonly string[] = [];
  /** Index of the current step. */
  @property({ type: Number }) current = 0;

  override render() {
    const n = this.steps.length;
    return html`<div><svg viewBox=${`-1 -1 ${n * 24 + 2} 30`} aria-hidden="true">${this.steps.map((_, i) => svg`<path transform=${`translate(${i * 24} 0)`}
      class=${i < this.current ? 'done' : i === this.current ? 'now' : 'next'} d=${figurePath} stroke-width="1.4" stroke-linejoin="round" />`)}</svg>
      <span>${this.t('web.step-of', { n: this.current + 1, max: n, name: this.steps[this.current] ?? '' })}</span></div>`;
  }
}
