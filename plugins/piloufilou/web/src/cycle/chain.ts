// <rb-piloufilou-chain>: the workshops of a cycle as joined paper figures: held ones filled, skipped ones crossed
// out, those to come in outline; the number beside them, always.

import { css, html, nothing, svg } from 'lit';
import { property } from 'lit/decorators.js';

import { element } from '@ribambelle/web/define';
import { RbElement } from '@ribambelle/web/element';
import { figurePath } from '@ribambelle/web/figure';
import { base } from '@ribambelle/web/styles';

import { common } from '../texts/common.ts';

@element('rb-piloufilou-chain')
export class RbPiloufilouChain extends RbElement {
  static override texts = common;
  static override styles = [base, css`
    div { display: flex; flex-wrap: wrap; align-items: center; gap: .25rem var(--rb-space-4); }
    svg { height: var(--rb-chain-size, 2.25rem); max-width: 100%; flex: 0 1 auto; overflow: visible; }
    .h { fill: var(--rb-primary); stroke: var(--rb-primary); }
    .s { fill: var(--rb-sunken); stroke: var(--rb-control); }
    .p { fill: var(--rb-surface); stroke: var(--rb-control); }
    line { stroke: var(--rb-ink); stroke-width: 2; stroke-linecap: round; }
    span { white-space: nowrap; }
    @media print { .h { fill: #222; stroke: #222; } .s, .p { fill: #fff; stroke: #666; } line { stroke: #222; } }
  `];

  /** One letter for each workshop: h held, s skipped, p to come. */
  @property() states = '';

  override render() {
    const count = (letter: string) => this.states.split(letter).length - 1;
    const n = this.states.length;
    const held = count('h'), skipped = count('s'), left = count('p');
    const said = [
      this.t('piloufilou.chain.held', { n: held, of: n }),
      ...(skipped ? [this.t('piloufilou.chain.skipped', { n: skipped })] : []),
      ...(left ? [this.t('piloufilou.chain.left', { n: left })] : []),
    ].join(', ');
    return html`<div><svg viewBox=${`-1 -1 ${n * 24 + 2} 30`} role="img" aria-label=${said}>${[...this.states].map((s, i) => svg`<g transform=${`translate(${i * 24} 0)`}>
        <path class=${s} d=${figurePath} stroke-width="1.4" stroke-linejoin="round" />${s === 's' ? svg`<line x1="6" y1="24" x2="18" y2="4" />` : nothing}</g>`)}</svg>
      <span class="num small" aria-hidden="true">${said}</span></div>`;
  }
}
