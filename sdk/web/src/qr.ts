// <rb-qr>: a QR code as crisp SVG, black on white whatever the theme, with its quiet zone.

import { css, html, LitElement } from 'lit';
import { property } from 'lit/decorators.js';
import { encode } from 'uqr';

import { element } from './define.ts';

@element('rb-qr')
export class RbQr extends LitElement {
  static override styles = css`
    :host { display: inline-block; line-height: 0; }
    svg { width: var(--rb-qr-size, 8rem); height: var(--rb-qr-size, 8rem); background: #fff; shape-rendering: crispEdges; print-color-adjust: exact; }
  `;

  @property() text = '';
  @property() label = 'QR';

  override render() {
    const { size, data } = encode(this.text, { ecc: 'M', border: 4 });
    // One path for all dark modules, a run of neighbours at a time.
    let d = '';
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) {
        if (!data[y]?.[x]) continue;
        const from = x;
        while (data[y]?.[x + 1]) x++;
        d += `M${from} ${y}h${x - from + 1}v1h-${x - from + 1}z`;
      }
    }
    return html`<svg viewBox=${`0 0 ${size} ${size}`} role="img" aria-label=${this.label}><path d=${d} fill="#000" /></svg>`;
  }
}
