// <rb-portrait-statements>: a questionnaire to read through: its dimensions as a tree, each with its statements.

import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';

import { element } from '@ribambelle/web/define';
import { RbElement } from '@ribambelle/web/element';
import { base } from '@ribambelle/web/styles';

import { asked, depths, type Questionnaire } from '../questionnaire.ts';
import { texts } from '../texts/questionnaires.ts';

@element('rb-portrait-statements')
export class RbPortraitStatements extends RbElement {
  static override texts = texts;
  static override styles = [base, css`
    h3, h4 { font-size: var(--rb-text); margin-block: var(--rb-space-3) var(--rb-space-1); }
    h4 { color: var(--rb-muted); }
    li { max-width: 70ch; }
  `];

  @property({ attribute: false }) of!: Questionnaire;

  override render() {
    const all = asked(this.of);
    const deep = depths(this.of.dimensions);
    return this.of.dimensions.map((d) => html`${deep.get(d.key) ? html`<h4>${this.pick(d.title)}</h4>` : html`<h3>${this.pick(d.title)}</h3>`}
      ${d.items ? html`<ul>${all.filter((a) => a.dimension === d).map(({ item, number }) => html`<li>${item.text ? this.pick(item.text) : this.t('portrait.questionnaires.manual', { n: number })}</li>`)}</ul>` : nothing}`);
  }
}
