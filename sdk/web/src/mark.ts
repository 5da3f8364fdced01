// The mark: three joined paper figures, cut from one sheet. One colour, legible at 16 px.

import { css, html, svg } from 'lit';

import { element } from './define.ts';
import { RbElement } from './element.ts';

/** The shapes of the mark in a box of 24 × 24. */
export const markShapes = svg`
  <circle cx="4" cy="6.4" r="2.6" /><circle cx="12" cy="6.4" r="2.6" /><circle cx="20" cy="6.4" r="2.6" />
  <path d="M4 9.4 7 19.6H1zM12 9.4l3 10.2H9zM20 9.4l3 10.2h-6z" stroke-linejoin="round" stroke="currentColor" stroke-width="1.2" />
  <path d="M.8 13.6Q2.6 13 4 11.2q4 4.6 8 0 4 4.6 8 0 1.400 1.800 3.200 2.400" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round" />`;

@element('rb-mark')
export class RbMark extends RbElement {
  static override styles = css`
    :host { display: inline-block; color: var(--rb-primary); line-height: 0; }
    svg { width: 1em; height: 1em; fill: currentColor; }
  `;

  override render() {
    return html`<svg viewBox="0 0 24 24" aria-hidden="true" focusable="false">${markShapes}</svg>`;
  }
}
