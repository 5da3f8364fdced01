// <rb-toasts>: short notices that go by themselves; spoken, and with a way back where there is one.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import { element } from '@ribambelle/web/define';
import { RbElement } from '@ribambelle/web/element';
import { icon } from '@ribambelle/web/icon';
import { base } from '@ribambelle/web/styles';

import { texts } from '../wording/all.ts';

export type Toast = { kind: 'good' | 'info' | 'warn' | 'bad'; text: string; undo?: () => void };

const icons = { good: 'circle-check', info: 'info', warn: 'triangle-alert', bad: 'circle-alert' } as const;

@element('rb-toasts')
export class RbToasts extends RbElement {
  static override texts = texts;
  static override styles = [base, css`
    :host { position: fixed; inset-inline: 0; inset-block-end: 0; z-index: 60; display: grid; justify-items: center; gap: var(--rb-space-2); padding: var(--rb-space-4); pointer-events: none; }
    :host > div { display: grid; justify-items: center; gap: var(--rb-space-2); }
    .toast { pointer-events: auto; display: flex; gap: var(--rb-space-3); align-items: center; max-width: 36rem; background: var(--rb-ink); color: var(--rb-paper); border-radius: var(--rb-radius-l); padding: .5rem .5rem .5rem 1rem; box-shadow: 0 8px 30px rgb(0 0 0 / .25); animation: rise var(--rb-motion) ease-out; }
    .toast > svg { flex: none; }
    p { flex: 1; padding-block: .35rem; }
    button { min-height: 44px; min-width: 44px; border: 0; border-radius: var(--rb-radius); background: none; color: inherit; font: inherit; font-weight: 620; cursor: pointer; display: grid; place-items: center; }
    button:focus-visible { outline-color: var(--rb-paper); box-shadow: none; }
    @keyframes rise { from { transform: translateY(8px); opacity: 0; } }
    @media print { :host { display: none; } }
  `];

  @state() private list: readonly (Toast & { id: number })[] = [];
  private next = 1;

  override render() {
    return html`<div role="status" aria-live="polite">${this.list.map((t) => html`<div class="toast">${icon(icons[t.kind])}<p>${t.text}</p>
      ${t.undo ? html`<button type="button" @click=${() => this.back(t)}>${this.t('frame.undo')}</button>` : nothing}
      <button type="button" aria-label=${this.t('web.close')} @click=${() => this.drop(t.id)}>${icon('x')}</button></div>`)}</div>`;
  }

  add(toast: Toast): void {
    const id = this.next++;
    this.list = [...this.list.slice(-2), { ...toast, id }];
    // What went wrong stays until it is read; the rest goes after a while.
    if (toast.kind !== 'bad') setTimeout(() => this.drop(id), toast.undo ? 12_000 : 6_000);
  }

  private back(toast: Toast & { id: number }): void {
    this.drop(toast.id);
    toast.undo?.();
  }

  private drop(id: number): void {
    this.list = this.list.filter((t) => t.id !== id);
  }
}
