// <rb-notice>: something to know, in place. Colour, icon and words say it together.

import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';

import { element } from './define.ts';
import { RbElement } from './element.ts';
import { icon } from './icon.ts';
import { base } from './styles.ts';

const icons = { info: 'info', good: 'circle-check', warn: 'triangle-alert', bad: 'circle-alert', privacy: 'shield' } as const;

@element('rb-notice')
export class RbNotice extends RbElement {
  static override styles = [base, css`
    .notice { display: flex; gap: var(--rb-space-3); padding: var(--rb-space-4); border-radius: var(--rb-radius-l); background: var(--rb-info-soft); }
    .notice > svg { flex: none; width: 1.5em; height: 1.5em; }
    .good { background: var(--rb-good-soft); } .good > svg { color: var(--rb-good); }
    .warn { background: var(--rb-sun-soft); }
    .bad { background: var(--rb-bad-soft); } .bad > svg { color: var(--rb-bad); }
    .privacy { background: var(--rb-berry-soft); } .privacy > svg { color: var(--rb-berry); }
    .body { min-width: 0; display: grid; gap: .25rem; max-width: 70ch; }
  `];

  @property() kind: keyof typeof icons = 'info';
  @property() heading = '';

  override render() {
    return html`<div class="notice ${this.kind}" role=${this.kind === 'bad' ? 'alert' : nothing}>${icon(icons[this.kind])}
      <div class="body">${this.heading ? html`<strong>${this.heading}</strong>` : nothing}<slot></slot></div></div>`;
  }
}
