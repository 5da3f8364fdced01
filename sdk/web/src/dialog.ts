// <rb-dialog>: the browser's own modal dialog, with a heading and a place for actions.

import { css, html, nothing, type PropertyValues } from 'lit';
import { property, query } from 'lit/decorators.js';

import './button.ts';
import { element } from './define.ts';
import { RbElement } from './element.ts';
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
    .actions { display: flex; flex-wrap: wrap-reverse; gap: var(--rb-space-3); justify-content: flex-end; }
    @media (max-width: 599px) { .head, .body { padding-inline: var(--rb-space-4); } }
  `];

  @property() heading = '';
  @property({ type: Boolean, reflect: true }) open = false;
  @query('dialog') private dialog?: HTMLDialogElement;

  override render() {
    return html`<dialog aria-labelledby="heading" @close=${this.closed} @cancel=${(e: Event) => e.stopPropagation()}>
      ${this.open ? html`<div class="head"><h2 id="heading" tabindex="-1" autofocus>${this.heading}</h2>
        <button class="close" type="button" aria-label=${this.t('web.close')} @click=${() => this.close()}>${icon('x')}</button></div>
        <div class="body"><slot></slot><div class="actions"><slot name="actions"></slot></div></div>` : nothing}
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
    if (this.open && !this.dialog.open) this.dialog.showModal();
    if (!this.open && this.dialog.open) this.dialog.close();
  }

  private closed(): void {
    this.open = false;
    this.emit('rb-close', { value: this.dialog?.returnValue ?? '' });
  }
}
