// <rb-copy>: a text to take away, with a button that copies it and says so.

import { css, html } from 'lit';
import { property, state } from 'lit/decorators.js';

import './button.ts';
import { element } from './define.ts';
import { RbElement } from './element.ts';
import { base } from './styles.ts';

@element('rb-copy')
export class RbCopy extends RbElement {
  static override styles = [base, css`
    .line { display: flex; flex-wrap: wrap; gap: var(--rb-space-2); align-items: center; }
    output { flex: 1 1 14rem; min-width: 0; background: var(--rb-sunken); border-radius: var(--rb-radius); padding: .6rem .75rem; overflow-wrap: anywhere; white-space: pre-wrap; user-select: all; font-variant-numeric: tabular-nums; }
  `];

  @property() text = '';
  @property() label = '';
  /** Only the button: the text stands elsewhere on the page. */
  @property({ type: Boolean }) bare = false;
  @state() private copied = false;

  override render() {
    return html`<div class="line"><output class=${this.bare ? 'visually-hidden' : ''} aria-label=${this.label}>${this.text}</output>
      <rb-button icon=${this.copied ? 'check' : 'copy'} @click=${this.copy}>${this.t(this.copied ? 'web.copied' : 'web.copy')}</rb-button>
      <span class="visually-hidden" role="status">${this.copied ? this.t('web.copied') : ''}</span></div>`;
  }

  // The clipboard is absent on plain http: there the text is selected, ready for the person's own copy key.
  private async copy(): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.text);
    } catch {
      getSelection()?.selectAllChildren(this.renderRoot.querySelector('output')!);
      if (!document.execCommand('copy')) return;
    }
    this.copied = true;
    setTimeout(() => (this.copied = false), 4000);
  }
}
