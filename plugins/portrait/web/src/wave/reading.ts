// <rb-portrait-reading>: how the figures are to be read: the rules of masking, the methods, the consistency.

import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';

import { element } from '@ribambelle/web/define';
import { RbElement } from '@ribambelle/web/element';
import { base } from '@ribambelle/web/styles';

import { texts } from '../texts/results.ts';
import type { Cell, Results } from './wave.ts';

@element('rb-portrait-reading')
export class RbPortraitReading extends RbElement {
  static override texts = texts;
  static override styles = [base, css`
    dt { font-weight: 620; margin-block-start: var(--rb-space-3); } dd { margin: 0; }
    li, dd { max-width: 70ch; } li + li { margin-block-start: var(--rb-space-1); }
    h3 { font-size: var(--rb-text); }
  `];

  @property({ attribute: false }) results!: Results;

  override render() {
    const { method, wave, tables } = this.results;
    const cell = tables.reliability?.cells.find((c) => c.key === 'network');
    return html`<section class="card stack"><h2>${this.t('portrait.results.read')}</h2>
      <ul><li>${this.t('portrait.results.method.masked', { n: wave.floor })}</li>
      ${(['score', 'interval', 'reliability', 'design'] as const).map((what) => html`<li>${this.t(`portrait.results.method.${what}.${method[what]}`)}</li>`)}</ul>
      ${cell && !cell.masked ? this.reliability(cell) : nothing}</section>`;
  }

  private reliability(cell: Cell) {
    return html`<div><h3>${this.t('portrait.results.reliability')}</h3><dl>${this.results.questionnaire.dimensions.map((d) => {
      const f = cell.values?.[d.key];
      if (!f) return nothing;
      const number = (n: number | undefined) => this.fmt.number(n ?? 0, 2);
      const said = typeof f.value === 'number'
        ? this.t('portrait.results.alpha', { value: number(f.value), low: number(f.more?.['low']), high: number(f.more?.['high']), n: f.n })
        : this.t('portrait.results.no-alpha', { reason: this.t(`portrait.reason.${f.reason ?? 'no-answer'}`) });
      return html`<dt>${this.pick(d.title)}</dt><dd>${said}</dd>`;
    })}</dl></div>`;
  }
}
