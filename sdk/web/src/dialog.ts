// <rb-dialog>: the browser's own modal dialog, with a heading and a place for actions. What was typed in it is not
// dropped by a key or a gesture: it asks first. Its owner's own buttons close it at once.

import { css, html, nothing, type PropertyValues } from 'lit';
import { property, query, state } from 'lit/decorators.js';

import './button.ts';
import { element } from './define.ts';
import { RbElement } from './element.ts';
import { focused } from './focused.ts';
import { icon } from './icon.ts';
import { base } from './styles.ts';

@element('rb-dialog')
export class RbDialog extends RbElement {
  static override styles = [base, css`
    dialog {
      border: 0; border-radius: var(--rb-radius-l); padding: 0; width: min(36rem, calc(100vw - 1.5rem)); max-height: calc(100dvh - 2rem); color: var(--rb-ink);
      background: var(--rb-surface); box-shadow: 0 20px 60px rgb(0 0 0 / .3); overflow: auto; overscroll-behavior: contain;
    }
    dialog::backdrop { background: rgb(11 26 32 / .55); }
    .head { display: flex; gap: var(--rb-space-3); align-items: start; justify-content: space-between; padding: var(--rb-space-5) var(--rb-space-5) 0; }
    h2 { padding-block-start: .4rem; }
    .close { flex: none; width: 44px; height: 44px; border: 0; border-radius: 50%; background: none; color: var(--rb-muted); cursor: pointer; display: grid; place-items: center; }
    .close:hover { background: var(--rb-sunken); color: var(--rb-ink); }
    .body { padding: var(--rb-space-3) var(--rb-space-5) var(--rb-space-5); display: grid; gap: var(--rb-space-4); }
    .body[hidden] { display: none; }
    .actions { display: flex; flex-wrap: wrap-reverse; gap: var(--rb-space-3); justify-content: flex-end; }
    @media (max-width: 599px) { .head, .body { padding-inline: var(--rb-space-4); } }
  `];

  @property() heading = '';
  @property({ type: Boolean, reflect: true }) open = false;
  @state() private asking = false;
  @query('dialog') private dialog?: HTMLDialogElement;
  private readonly touched = new Set<Element>();
  private left: HTMLElement | undefined;
  private opener: HTMLElement | undefined;

  override render() {
    return html`<dialog aria-labelledby="heading" @close=${this.closed} @cancel=${this.cancelled} @keydown=${this.pressed} @rb-input=${this.noted} @rb-change=${this.noted} @input=${this.noted}>
      ${this.open ? html`<div class="head"><h2 id="heading" tabindex="-1" autofocus>${this.heading}</h2>
        <button class="close" type="button" aria-label=${this.t('web.close')} @click=${this.leave}>${icon('x')}</button></div>
        <div class="body" ?hidden=${this.asking}><slot></slot><div class="actions"><slot name="actions"></slot></div></div>
        ${this.asking ? html`<div class="body"><p role="alert">${this.t('web.abandon')}</p><div class="actions">
          <rb-button kind="quiet" @click=${() => this.close()}>${this.t('web.abandon.do')}</rb-button>
          <rb-button id="stay" kind="primary" @click=${this.stay}>${this.t('web.abandon.stay')}</rb-button></div></div>` : nothing}` : nothing}
    </dialog>`;
  }

  show(): void {
    this.open = true;
  }

  /** Closes with a value, which rb-close tells. */
  close(value = ''): void {
    this.dialog?.close(value);
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('open') || !this.dialog) return;
    if (this.open && !this.dialog.open) {
      this.opener = focused();
      this.dialog.showModal();
    }
    if (!this.open && this.dialog.open) this.dialog.close();
  }

  // A dialog that goes away with its owner never closes: what had the focus before has it again.
  override disconnectedCallback(): void {
    super.disconnectedCallback();
    if (this.open) this.opener?.focus();
  }

  // cancelled is the browser's own way of closing: a gesture, or Escape where no key event comes first.
  private cancelled(event: Event): void {
    if (event.target !== this.dialog) return;
    event.stopPropagation();
    if (!this.typed) return;
    event.preventDefault();
    this.leave();
  }

  // pressed comes before the browser closes: it lets only one Escape in a row be refused.
  private pressed(event: KeyboardEvent): void {
    if (event.key !== 'Escape' || !this.typed) return;
    event.preventDefault();
    event.stopPropagation();
    this.leave();
  }

  private noted(event: Event): void {
    this.touched.add(event.composedPath()[0] as Element);
  }

  /** Whether what was typed in is still there: a form that was sent and gave way to its outcome is nothing to lose. */
  private get typed(): boolean {
    return [...this.touched].some((e) => e.isConnected);
  }

  // leave closes, unless something typed would be lost: then it asks, and a second Escape means to stay.
  private leave(): void {
    if (!this.typed) return this.close();
    if (this.asking) return this.stay();
    this.left = focused();
    this.asking = true;
    void this.updateComplete.then(() => this.renderRoot.querySelector<HTMLElement>('#stay')?.focus());
  }

  private stay(): void {
    this.asking = false;
    void this.updateComplete.then(() => this.left?.focus());
  }

  private closed(): void {
    this.open = this.asking = false;
    this.touched.clear();
    this.emit('rb-close', { value: this.dialog?.returnValue ?? '' });
  }
}
