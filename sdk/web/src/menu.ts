// <rb-menu>: a button that discloses a short list of actions. Escape and a press outside close it.

import { css, html } from 'lit';
import { property, query, state } from 'lit/decorators.js';

import './button.ts';
import { element } from './define.ts';
import { RbElement } from './element.ts';
import { base } from './styles.ts';

@element('rb-menu')
export class RbMenu extends RbElement {
  static override styles = [base, css`
    :host { display: inline-block; position: relative; }
    .list { position: absolute; inset-inline-end: 0; inset-block-start: calc(100% + 4px); z-index: 20; min-width: 13rem; max-width: min(20rem, 90vw); display: grid; padding: .375rem; background: var(--rb-surface);
      border: 1px solid var(--rb-line); border-radius: var(--rb-radius-l); box-shadow: var(--rb-shadow), 0 12px 32px rgb(0 0 0 / .12); }
    :host([up]) .list { inset-block: auto calc(100% + 4px); }
    :host([align='start']) .list { inset-inline: 0 auto; }
    ::slotted(a), ::slotted(button) { display: flex !important; align-items: center; gap: .625rem; min-height: 44px; padding: .5rem .75rem; border: 0; border-radius: var(--rb-radius); background: none; font: inherit; color: var(--rb-ink); text-align: start; text-decoration: none; cursor: pointer; }
    ::slotted(a:hover), ::slotted(button:hover) { background: var(--rb-primary-soft); }
    ::slotted(.danger) { color: var(--rb-bad) !important; }
    ::slotted(a:focus-visible), ::slotted(button:focus-visible) { outline: 3px solid var(--rb-focus); outline-offset: -2px; }
  `];

  @property() label = '';
  @property() icon = 'ellipsis';
  /** An accessible name when the label is not shown. */
  @property() name = '';
  @property() kind: 'plain' | 'quiet' = 'quiet';
  @state() private open = false;
  @query('rb-button') private button?: HTMLElement;

  private readonly outside = (e: Event) => {
    if (!e.composedPath().includes(this)) this.open = false;
  };

  override connectedCallback(): void {
    super.connectedCallback();
    document.addEventListener('pointerdown', this.outside);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    document.removeEventListener('pointerdown', this.outside);
  }

  override render() {
    return html`<rb-button kind=${this.kind} icon=${this.icon} .label=${this.label ? '' : this.name || this.t('web.more')} expanded=${this.open ? 'true' : 'false'}
        @click=${() => (this.open = !this.open)} @keydown=${this.key}>${this.label}</rb-button>
      <div class="list" ?hidden=${!this.open} @click=${this.chosen} @keydown=${this.key}><slot></slot></div>`;
  }

  // chosen comes before the item's own act, so that a dialog which that opens gives the focus back to the button.
  private readonly chosen = {
    capture: true,
    handleEvent: (): void => {
      this.button?.focus();
      this.open = false;
    },
  };

  // updated turns the list upward where it would leave the window below, and there is room above.
  protected override updated(): void {
    this.removeAttribute('up');
    if (!this.open) return;
    const list = this.renderRoot.querySelector('.list')!.getBoundingClientRect();
    const above = this.getBoundingClientRect().top - list.height;
    this.toggleAttribute('up', list.bottom > window.innerHeight && above > 0);
  }

  private key(event: KeyboardEvent): void {
    if (event.key === 'Escape' && this.open) {
      event.stopPropagation();
      this.open = false;
      this.button?.focus();
      return;
    }
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    if (!this.open) this.open = true;
    const items = [...this.children].filter((c): c is HTMLElement => c instanceof HTMLElement);
    const at = items.indexOf(document.activeElement as HTMLElement);
    const active = at >= 0 ? at : items.findIndex((i) => i.matches(':focus'));
    const next = event.key === 'ArrowDown' ? active + 1 : active - 1 + (active < 0 ? 1 : 0);
    void this.updateComplete.then(() => items[(next + items.length) % items.length]?.focus());
  }
}
