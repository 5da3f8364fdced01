// <rb-state>: what a screen shows when it is not (yet) showing its content: loading, empty, failed, offline,
// forbidden, missing, first time, masked, done.

import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';

import './button.ts';
import { element } from './define.ts';
import { RbElement } from './element.ts';
import { icon } from './icon.ts';
import { markShapes } from './mark.ts';
import type { Problem } from './problem.ts';
import { base } from './styles.ts';

export type StateKind = 'loading' | 'empty' | 'error' | 'offline' | 'forbidden' | 'missing' | 'first' | 'masked' | 'done';

const icons: Partial<Record<StateKind, string>> = {
  error: 'circle-alert', offline: 'wifi-off', forbidden: 'lock', missing: 'map-pin', masked: 'eye-off', done: 'circle-check',
};

@element('rb-state')
export class RbState extends RbElement {
  static override styles = [base, css`
    .state { display: grid; justify-items: center; text-align: center; gap: var(--rb-space-3); padding: var(--rb-space-6) var(--rb-space-4); }
    .sign { width: 4rem; height: 4rem; border-radius: 50%; display: grid; place-items: center; background: var(--rb-sunken); color: var(--rb-muted); }
    .sign svg { width: 1.75rem; height: 1.75rem; fill: none; }
    .sign.figures svg { width: 2.5rem; height: 2.5rem; fill: currentColor; color: var(--rb-primary); }
    .first .sign, .empty .sign { background: var(--rb-primary-soft); }
    .done .sign { background: var(--rb-good-soft); color: var(--rb-good); }
    .error .sign, .offline .sign { background: var(--rb-bad-soft); color: var(--rb-bad); }
    h1, h2 { font-size: var(--rb-text-l); }
    p { max-width: 52ch; color: var(--rb-muted); }
    .actions { display: flex; flex-wrap: wrap; gap: var(--rb-space-3); justify-content: center; margin-block-start: var(--rb-space-2); }
    .loading { gap: var(--rb-space-2); }
    .loading .sign svg { animation: sway 1.6s ease-in-out infinite; }
    @keyframes sway { 50% { transform: translateY(-3px); opacity: .55; } }
  `];

  @property() kind: StateKind = 'empty';
  @property() heading = '';
  @property() text = '';
  /** It stands for a whole page: its heading is the page's. */
  @property({ type: Boolean }) whole = false;
  @property({ attribute: false }) problem: Problem | undefined;
  @property({ attribute: false }) retry: (() => void) | undefined;

  override render() {
    const kind = this.problem ? kindOf(this.problem) : this.kind;
    const figures = kind === 'loading' || kind === 'first' || kind === 'empty';
    const sign = figures ? html`<svg viewBox="0 0 24 24" aria-hidden="true">${markShapes}</svg>` : icon(icons[kind]);
    const text = this.text || this.words(kind);
    return html`<div class="state ${kind}" role=${kind === 'loading' ? 'status' : this.problem ? 'alert' : nothing}>
      <span class="sign ${figures ? 'figures' : ''}">${sign}</span>
      ${kind === 'loading' ? html`<p>${this.heading || this.t('web.state.loading')}</p>` : this.head(this.heading || this.title_(kind))}
      ${text ? html`<p>${text}</p>` : nothing}
      <div class="actions"><slot></slot>${this.retry && this.problem && kind !== 'forbidden' ? html`<rb-button icon="refresh-cw" @click=${this.retry}>${this.t('web.retry')}</rb-button>` : nothing}</div>
    </div>`;
  }

  private head(heading: string) {
    return this.whole ? html`<h1 tabindex="-1">${heading}</h1>` : html`<h2>${heading}</h2>`;
  }

  private title_(kind: StateKind): string {
    if (kind === 'masked') return this.t('web.masked-long');
    if (kind === 'first' || kind === 'done') return '';
    return this.t(`web.state.${kind}`);
  }

  private words(kind: StateKind): string {
    if (!this.problem) return '';
    if (kind === 'error') return this.problem.status >= 500 ? this.t('web.state.error-text', { id: this.problem.requestId || '—' }) : this.say(this.problem);
    return this.t(`web.state.${kind}-text`);
  }
}

function kindOf(problem: Problem): StateKind {
  if (problem.offline) return 'offline';
  if (problem.status === 403) return 'forbidden';
  return problem.status === 404 ? 'missing' : 'error';
}
