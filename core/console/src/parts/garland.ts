// <rb-garland>: a long chain of paper figures along an edge, as decoration.

import { css, html, LitElement, svg } from 'lit';
import { element } from '@ribambelle/web/define';
import { figurePath } from '@ribambelle/web/figure';

const figures = 60;

@element('rb-garland')
export class RbGarland extends LitElement {
  static override styles = css`
    :host { display: block; overflow: hidden; line-height: 0; color: inherit; }
    svg { height: var(--rb-garland, 2.5rem); margin-inline-start: -.5rem; fill: currentColor; }
    @media print { :host { display: none; } }
  `;

  override render() {
    return html`<svg viewBox=${`0 0 ${figures * 24} 28`} aria-hidden="true">${Array.from({ length: figures }, (_, i) => svg`<path transform=${`translate(${i * 24} 0)`} d=${figurePath} />`)}</svg>`;
  }
}
