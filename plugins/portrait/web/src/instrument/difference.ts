// <rb-portrait-difference>: what a version of a questionnaire changes since the one before, and whether scores may be compared.

import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';

import '@ribambelle/web/back';
import '@ribambelle/web/badge';
import '@ribambelle/web/notice';
import '@ribambelle/web/state';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { ModuleElement } from '@ribambelle/web/module-element';
import { base } from '@ribambelle/web/styles';

import { texts } from '../texts/edit.ts';
import { type Change, instruments } from '../wave/instruments.ts';

@element('rb-portrait-difference')
export class RbPortraitDifference extends ModuleElement {
  static override texts = texts;
  static override styles = [base, css`
    .changes > li { padding-block: var(--rb-space-3); } .changes > li + li { border-block-start: 1px solid var(--rb-line); }
    del { color: var(--rb-muted); } ins { text-decoration: none; font-weight: 620; } p { max-width: 70ch; }
  `];

  @property() questionnaire = '';
  /** The id of the older version. */
  @property() older = '';
  private readonly data = loaded(this, async () => {
    const [is, was, told] = await Promise.all([instruments.get(this.client, this.questionnaire), instruments.get(this.client, this.older), instruments.difference(this.client, this.questionnaire, this.older)]);
    return { is: is.doc, was: was.doc, told };
  });

  override render() {
    return this.data.render(({ is, was, told }) => {
      const title = this.t('portrait.difference.title', { older: was.version, newer: is.version });
      this.entitle(title);
      const broken = is.dimensions.filter((d) => !told.comparable.includes(d.key));
      return html`<div class="stack wide"><div class="stack tight"><rb-back href=${this.href('/')}>${this.t('portrait.edit.back')}</rb-back>
        <h1 tabindex="-1">${title}</h1><p class="lead">${this.pick(is.title)}</p></div>
        ${broken.length === 0 ? html`<rb-notice kind="good">${this.t('portrait.difference.comparable')}</rb-notice>`
          : html`<rb-notice kind="warn" heading=${this.t('portrait.difference.broken')}><ul>${broken.map((d) => html`<li>${this.pick(d.title)}</li>`)}</ul></rb-notice>`}
        ${told.overall ? nothing : html`<p>${this.t('portrait.difference.overall')}</p>`}
        ${told.changes.length === 0 ? html`<rb-state kind="empty" heading=${this.t('portrait.difference.none')}></rb-state>`
          : html`<section class="card"><ul class="plain changes">${told.changes.map((c) => this.change(c))}</ul></section>`}</div>`;
    });
  }

  private change(c: Change) {
    const [before, after] = [this.pick(c.before), this.pick(c.after)];
    return html`<li class="stack tight"><div class="row"><rb-badge kind=${c.kind === 'added' ? 'good' : c.kind === 'removed' ? 'bad' : 'info'}>${this.t(`portrait.difference.${c.kind}`)}</rb-badge>
      <span class="muted small">${this.t(`portrait.difference.${c.what}`)} <code>${c.key}</code></span></div>
      ${before && before !== after ? html`<p><del>${before}</del></p>` : nothing}${after ? html`<p><ins>${after}</ins></p>` : nothing}</li>`;
  }
}
