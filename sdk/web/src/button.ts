// <rb-button>: a button, or a link that looks like one when it has an href.

import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';

import { element } from './define.ts';
import { RbElement } from './element.ts';
import { icon } from './icon.ts';
import { base } from './styles.ts';

@element('rb-button')
export class RbButton extends RbElement {
  static override shadowRootOptions = { mode: 'open' as const, delegatesFocus: true };

  static override styles = [base, css`
    :host { display: inline-block; }
    :host([full]) { display: block; }
    .button {
      display: inline-flex; align-items: center; justify-content: center; gap: .5rem; width: 100%; min-height: var(--rb-target);
      padding: .5rem 1.125rem; border: 1.5px solid transparent; border-radius: var(--rb-radius); font: inherit; font-weight: 620;
      text-decoration: none; cursor: pointer; transition: background var(--rb-motion), border-color var(--rb-motion), color var(--rb-motion); text-align: center; line-height: 1.25;
    }
    .plain { background: var(--rb-surface); color: var(--rb-ink); border-color: var(--rb-control); }
    .plain:hover { border-color: var(--rb-ink); }
    .primary { background: var(--rb-primary); color: var(--rb-on-primary); }
    .action { background: var(--rb-action); color: var(--rb-on-action); }
    .danger { background: var(--rb-surface); color: var(--rb-bad); border-color: var(--rb-bad); }
    .danger:hover { background: var(--rb-bad-soft); }
    .primary:hover, .action:hover { filter: brightness(.93); }
    .quiet { background: transparent; color: var(--rb-primary); padding-inline: .75rem; }
    .quiet:hover { background: var(--rb-primary-soft); }
    :host([size='s']) .button { font-size: var(--rb-text-s); padding-inline: .75rem; }
    .button[aria-disabled='true'] { opacity: .6; cursor: not-allowed; }
    svg { flex: none; }
    .spin { width: 1.1em; height: 1.1em; border: 2.5px solid currentColor; border-inline-end-color: transparent; border-radius: 50%; animation: turn .8s linear infinite; }
    @keyframes turn { to { transform: rotate(1turn); } }
  `];

  @property() kind: 'primary' | 'action' | 'plain' | 'quiet' | 'danger' = 'plain';
  @property() icon = '';
  @property() href = '';
  @property() target = '';
  @property() download: string | undefined;
  @property() type: 'button' | 'submit' = 'button';
  /** An accessible name that says more than the visible words. */
  @property() label = '';
  @property() expanded: 'true' | 'false' | undefined;
  @property({ type: Boolean, reflect: true }) busy = false;
  @property({ type: Boolean, reflect: true }) disabled = false;
  @property({ reflect: true }) size = '';
  @property({ type: Boolean, reflect: true }) full = false;

  override render() {
    const inside = html`${this.busy ? html`<span class="spin" aria-hidden="true"></span>` : icon(this.icon)}<slot></slot>`;
    const name = this.label || nothing;
    if (this.href) {
      return html`<a class="button ${this.kind}" href=${this.href} target=${this.target || nothing} download=${this.download ?? nothing}
        rel=${this.target ? 'noopener' : nothing} aria-label=${name}>${inside}</a>`;
    }
    const off = this.disabled || this.busy;
    return html`<button class="button ${this.kind}" type="button" aria-label=${name} aria-disabled=${off ? 'true' : nothing}
      aria-expanded=${this.expanded ?? nothing} aria-busy=${this.busy ? 'true' : nothing} @click=${this.pressed}>${inside}</button>`;
  }

  // A disabled button keeps its place in the tab order, so that nobody loses their focus; it only does nothing.
  private pressed(event: Event): void {
    if (this.disabled || this.busy) {
      event.stopPropagation();
      event.preventDefault();
      return;
    }
    if (this.type === 'submit') this.closest('form')?.requestSubmit();
  }
}
