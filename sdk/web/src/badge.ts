// <rb-badge>: a status in the field's words; the shape before it says it without colour.

import { css, html } from 'lit';
import { property } from 'lit/decorators.js';

import { element } from './define.ts';
import { RbElement } from './element.ts';

@element('rb-badge')
export class RbBadge extends RbElement {
  static override styles = css`
    :host { display: inline-flex; align-items: center; gap: .4em; font-size: var(--rb-text-s); font-weight: 620; line-height: 1.4; padding: .15rem .65rem; border-radius: 99px; background: var(--rb-sunken); color: var(--rb-ink); white-space: nowrap; }
    :host([kind='good']) { background: var(--rb-good-soft); color: var(--rb-good); }
    :host([kind='info']) { background: var(--rb-primary-soft); color: var(--rb-primary); }
    :host([kind='warn']) { background: var(--rb-sun-soft); }
    :host([kind='bad']) { background: var(--rb-bad-soft); color: var(--rb-bad); }
    :host([kind='masked']) { background: repeating-linear-gradient(135deg, var(--rb-sunken) 0 4px, var(--rb-surface) 4px 8px); }
    i { width: .55em; height: .55em; border-radius: 50%; background: currentColor; flex: none; }
    i.off, i.masked { background: none; box-shadow: inset 0 0 0 2px currentColor; }
    i.warn { border-radius: 0; transform: rotate(45deg); }
    i.info { border-radius: 2px; }
    @media (max-width: 480px) { :host { white-space: normal; } }
    @media print { :host { border: 1px solid #666; } }
  `;

  @property({ reflect: true }) kind: 'good' | 'info' | 'warn' | 'bad' | 'off' | 'masked' = 'off';

  override render() {
    return html`<i class=${this.kind} aria-hidden="true"></i><slot></slot>`;
  }
}
