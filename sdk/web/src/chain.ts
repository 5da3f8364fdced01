// <rb-chain>: progress as a chain of joined paper figures, filled one by one, with the number beside it.
// Beyond sixteen each figure stands for the same whole number.

import { css, html, nothing, svg } from 'lit';
import { property } from 'lit/decorators.js';

import { chainOf } from './chain-parts.ts';
import { element } from './define.ts';
import { RbElement } from './element.ts';
import { figurePath } from './figure.ts';
import { base } from './styles.ts';

// From the last to the first, so that the hand of a filled figure lies over that of its empty neighbour.
const fromLast = (figures: number): number[] => Array.from({ length: figures }, (_, i) => figures - 1 - i);

@element('rb-chain')
export class RbChain extends RbElement {
  static override styles = [base, css`
    .chain { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem var(--rb-space-4); }
    .chain > svg { height: var(--rb-chain-size, 2.75rem); max-width: 100%; flex: 0 1 auto; overflow: visible; }
    .on { fill: var(--rb-primary); stroke: var(--rb-primary); }
    .off { fill: var(--rb-surface); stroke: var(--rb-control); }
    .part { fill: var(--rb-primary); stroke: none; }
    .number { white-space: nowrap; }
    .number strong { font-size: var(--rb-text-l); }
    @media print { .on, .part { fill: #222; stroke: #222; } .off { fill: #fff; stroke: #666; } }
  `];

  @property({ type: Number }) value = 0;
  @property({ type: Number }) max = 1;
  @property() label = '';
  /** What is counted, for the sentence about shares: "réponses". */
  @property() unit = '';

  override render() {
    const { figures, filled, part, share } = chainOf(this.value, this.max);
    const text = this.t('web.of', { n: this.value, max: this.max });
    return html`<div class="chain"><svg viewBox=${`-1 -1 ${figures * 24 + 2} 30`} role="img" aria-label=${`${this.label ? `${this.label}, ` : ''}${text}`}>
        ${fromLast(figures).map((i) => svg`<g transform=${`translate(${i * 24} 0)`}>
          <path class=${i < filled ? 'on' : 'off'} d=${figurePath} stroke-width="1.4" stroke-linejoin="round" />
          ${i === filled && part > 0 ? svg`<svg x="-1" y=${28 - 28 * part} width="26" height=${28 * part} viewBox=${`-1 ${28 - 28 * part} 26 ${28 * part}`}><path class="part" d=${figurePath} /></svg>` : nothing}
        </g>`)}
      </svg><span class="number num" aria-hidden="true"><strong>${text}</strong>${this.label ? html`<br /><small class="muted">${this.label}</small>` : nothing}</span>
      ${share > 1 && this.unit ? html`<small class="muted">${this.t('web.each-figure', { share, unit: this.unit })}</small>` : nothing}</div>`;
  }
}
