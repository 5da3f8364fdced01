// <rb-request-study>: what a package says of itself, and what is known of it here, without it having been run.

import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';
import { element } from '@ribambelle/web/define';
import { RbElement } from '@ribambelle/web/element';
import '@ribambelle/web/notice';

import { texts } from '../wording/all.ts';
import { grantWords } from './grant-words.ts';
import type { Study } from './request.ts';
import { screenStyles } from './styles.ts';

@element('rb-request-study')
export class RbRequestStudy extends RbElement {
  static override texts = texts;
  static override styles = [...screenStyles, css`
    :host { display: grid; gap: var(--rb-space-4); } h3 { margin: 0; } ul { margin: 0; } code { overflow-wrap: anywhere; font-size: var(--rb-text-s); }
    @media (max-width: 600px) { dl.facts { grid-template-columns: 1fr; gap: 0; } dl.facts dd { margin-block-end: var(--rb-space-2); } }
  `];

  @property({ attribute: false }) study!: Study;
  /** Also what only whoever decides wants to know. */
  @property({ type: Boolean }) whole = false;

  override render() {
    const s = this.study;
    const summary = this.pick(s.summary);
    return html`${summary ? html`<p>${summary}</p>` : nothing}
      <dl class="facts"><dt>${this.t('ask.signature')}</dt><dd>${this.t(`ask.signature.${s.signature}`, { publisher: s.publisher ?? '', key: s.key ?? '' })}</dd>
        ${this.whole ? html`<dt>${this.t('ask.placement')}</dt><dd>${this.t(`ask.placement.${s.placement}`)}</dd>
        <dt>${this.t('ask.level')}</dt><dd>${this.t(`modules.level.${s.level}`)}</dd><dt>${this.t('ask.digest')}</dt><dd><code>${s.digest}</code></dd>` : nothing}</dl>
      <div><h3>${this.t('ask.grants')}</h3>${s.grants.length ? html`<ul>${s.grants.map((g) => html`<li>${grantWords(this, g)}</li>`)}</ul>` : html`<p class="muted">${this.t('ask.grants-none')}</p>`}</div>
      ${s.against ? this.difference(s) : nothing}`;
  }

  private difference(s: Study) {
    const parts = ([['adds', s.adds], ['breaks', s.breaks], ['loses', s.loses]] as const).filter(([, lines]) => lines.length > 0);
    return html`<div><h3>${this.t('ask.against', { version: s.against ?? '' })}</h3>
      ${s.warning ? html`<rb-notice kind="warn"><span lang="en">${s.warning}</span></rb-notice>` : nothing}
      ${parts.length === 0 ? html`<p class="muted">${this.t('ask.same')}</p>` : parts.map(([name, lines]) => html`<p>${this.t(`ask.${name}`)}</p><ul lang="en">${lines.map((l) => html`<li>${l}</li>`)}</ul>`)}</div>`;
  }
}
