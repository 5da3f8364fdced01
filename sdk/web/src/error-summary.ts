// <rb-error-summary>: the list of what is to correct, each a link to its field. It takes the focus when it appears.

import { css, html, nothing, type PropertyValues } from 'lit';
import { property, query } from 'lit/decorators.js';

import { element } from './define.ts';
import { RbElement } from './element.ts';
import { icon } from './icon.ts';
import { base } from './styles.ts';

export type SummaryLine = { target?: HTMLElement | undefined; text: string };

@element('rb-error-summary')
export class RbErrorSummary extends RbElement {
  static override styles = [base, css`
    .summary { border: 2px solid var(--rb-bad); border-radius: var(--rb-radius-l); background: var(--rb-bad-soft); padding: var(--rb-space-4); display: grid; gap: var(--rb-space-2); }
    h2 { font-size: var(--rb-text-l); display: flex; gap: .5rem; align-items: center; }
    h2 svg { color: var(--rb-bad); flex: none; }
    ul { display: grid; gap: .25rem; }
    button { font: inherit; color: inherit; background: none; border: 0; padding: .25rem 0; min-height: 24px; text-align: start; text-decoration: underline; text-underline-offset: .18em; cursor: pointer; }
  `];

  @property({ attribute: false }) errors: readonly SummaryLine[] = [];
  @query('.summary') private summary?: HTMLElement;

  override render() {
    if (this.errors.length === 0) return nothing;
    return html`<div class="summary" tabindex="-1" role="alert" aria-labelledby="title">
      <h2 id="title">${icon('circle-alert')}${this.t('web.errors', { n: this.errors.length })}</h2>
      <ul>${this.errors.map((e) => html`<li>${e.target ? html`<button type="button" @click=${() => this.show(e.target!)}>${e.text}</button>` : e.text}</li>`)}</ul>
    </div>`;
  }

  protected override updated(changed: PropertyValues): void {
    if (changed.has('errors') && this.errors.length > 0) this.summary?.focus();
  }

  private show(target: HTMLElement): void {
    target.scrollIntoView({ block: 'center' });
    target.focus();
  }
}
