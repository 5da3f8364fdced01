// <rb-back>: the way back, above a page's title: a quiet link that names where it leads. Paper has no use for it.

import { css, html } from 'lit';
import { property } from 'lit/decorators.js';

import { element } from './define.ts';
import { RbElement } from './element.ts';
import { icon } from './icon.ts';
import { base } from './styles.ts';

@element('rb-back')
export class RbBack extends RbElement {
  static override shadowRootOptions = { mode: 'open' as const, delegatesFocus: true };

  static override styles = [base, css`
    a { display: inline-flex; align-items: center; gap: .375rem; max-width: 100%; min-height: var(--rb-target); color: var(--rb-muted); font-size: var(--rb-text-s); text-decoration: none; }
    a:hover { color: var(--rb-ink); text-decoration: underline; }
    svg { flex: none; }
    @media print { :host { display: none; } }
  `];

  @property() href = '';

  override render() {
    return html`<a href=${this.href}>${icon('arrow-left')}<slot></slot></a>`;
  }
}
