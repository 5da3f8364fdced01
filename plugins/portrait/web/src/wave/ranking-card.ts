// <rb-portrait-ranking-card>: what goes well, or what can grow: dimensions, then the statements behind them.

import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';

import { element } from '@ribambelle/web/define';
import { RbElement } from '@ribambelle/web/element';
import { base } from '@ribambelle/web/styles';

import { texts } from '../texts/results.ts';
import type { Ranked } from './ranking.ts';

@element('rb-portrait-ranking-card')
export class RbPortraitRankingCard extends RbElement {
  static override texts = texts;
  static override styles = [base, css`
    .card { height: 100%; border-block-start: 4px solid var(--rb-good); }
    .needs { border-block-start-color: var(--rb-sun); }
    li { display: flex; justify-content: space-between; gap: var(--rb-space-4); padding-block: var(--rb-space-2); border-block-end: 1px solid var(--rb-line); }
    li:last-child { border: 0; }
    @media print { li { padding-block: var(--rb-space-1); } }
    .figure { flex: none; text-align: end; }
    h3 { font-size: var(--rb-text); color: var(--rb-muted); font-weight: 620; }
  `];

  @property() kind: 'strengths' | 'needs' = 'strengths';
  @property({ attribute: false }) dimensions: readonly Ranked[] = [];
  @property({ attribute: false }) items: readonly Ranked[] = [];

  override render() {
    return html`<section class="card stack tight ${this.kind}"><h2>${this.t(`portrait.results.${this.kind}`)}</h2>${this.list(this.dimensions)}
      ${this.items.length ? html`<h3>${this.t(`portrait.results.${this.kind}.items`)}</h3>${this.list(this.items)}` : nothing}</section>`;
  }

  private list(rows: readonly Ranked[]) {
    return html`<ul class="plain">${rows.map((r) => html`<li><span>${this.pick(r.title)}${r.reversed ? html` <small class="muted">${this.t(`portrait.results.reversed.${this.kind}`)}</small>` : nothing}</span>
      <span class="figure num"><strong>${this.fmt.number(r.value, 2)}</strong> <small class="muted">${this.t('portrait.results.out-of', { max: r.max })}</small></span></li>`)}</ul>`;
  }
}
