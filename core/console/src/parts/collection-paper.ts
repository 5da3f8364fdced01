// <rb-collection-paper>: a record on paper, as its module wants it: a title, short facts, then field after field.

import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import { RbElement } from '@ribambelle/web/element';
import '@ribambelle/web/mark';
import { base } from '@ribambelle/web/styles';

import { texts } from '../wording/all.ts';
import type { Document, Shape } from './collection-columns.ts';
import { facts, type Reader } from './collection-reading.ts';
import type { Paper } from './collection-view.ts';
import { readingStyles } from './reading-styles.ts';

@element('rb-collection-paper')
export class RbCollectionPaper extends RbElement {
  static override texts = texts;
  static override styles = [base, readingStyles, css`
    article { background: #fff; color: #17323b; border: 1px solid var(--rb-line); border-radius: var(--rb-radius); padding: clamp(1.25rem, 5vw, 3rem); display: grid; gap: var(--rb-space-5); max-width: 46rem; margin-block-start: var(--rb-space-4); }
    header { display: flex; gap: .625rem; align-items: center; font-weight: 680; } rb-mark { font-size: 2rem; color: var(--rb-sheet); }
    h1 { font-size: var(--rb-text-xl); }
    dl.reading dt { color: #4a6068; }
    dl.short { display: grid; grid-template-columns: repeat(auto-fit, minmax(12rem, 1fr)); gap: var(--rb-space-3) var(--rb-space-5); max-width: none; border-block: 1px solid #ccc; padding-block: var(--rb-space-4); }
    dl.short dd { font-weight: 620; margin: 0; }
    dl.reading div { break-inside: avoid; }
    footer { font-size: var(--rb-text-s); color: #4a6068; border-block-start: 1px solid #ccc; padding-block-start: var(--rb-space-3); }
    @media print { article { border: 0; padding: 0; margin: 0; max-width: none; } }
  `];

  @property({ attribute: false }) view!: Paper;
  @property({ attribute: false }) shape!: Shape;
  @property({ attribute: false }) doc!: Document;
  @property({ attribute: false }) reader!: Reader;
  @property() organisation = '';

  override render() {
    const head = this.view.head ?? [];
    return html`<div class="row no-print"><rb-button kind="primary" icon="printer" @click=${() => window.print()}>${this.t('collection.print')}</rb-button></div>
      <article><header><rb-mark></rb-mark><span>${this.organisation}</span></header>
      <h1 tabindex="-1">${this.reader.pick(this.view.title)}</h1>
      ${head.length ? facts(this.shape, head, this.doc, this.reader, 'short') : nothing}
      ${facts(this.shape, this.view.fields, this.doc, this.reader)}
      <footer>${this.t('collection.printed', { date: this.fmt.date(new Date().toISOString()) })}</footer></article>`;
  }
}
