// <rb-embed-code>: what to paste into a portal's page, for a widget that one chooses.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';
import '@ribambelle/web/copy';
import { element } from '@ribambelle/web/define';
import { RbElement } from '@ribambelle/web/element';
import '@ribambelle/web/field';
import { base } from '@ribambelle/web/styles';

import { texts } from '../wording/all.ts';
import { type Embeddable, snippets } from './embed.ts';

@element('rb-embed-code')
export class RbEmbedCode extends RbElement {
  static override texts = texts;
  static override styles = [base, css`h3 { margin: 0; font-size: var(--rb-text-m); }`];

  @property() slug = '';
  @property() key = '';
  @property({ attribute: false }) choices: readonly Embeddable[] = [];
  @state() private chosen = '0';

  override render() {
    const of = this.choices[Number(this.chosen)];
    if (!of) return html`<p>${this.t('embeds.nothing')}</p>`;
    const code = snippets(location.origin, this.slug, this.key, of, this.pick(of.title));
    return html`<div class="stack">
      ${this.choices.length > 1 ? html`<rb-field type="select" .label=${this.t('embeds.what')} .value=${this.chosen} .options=${this.choices.map((c, i) => ({ value: String(i), label: this.pick(c.title) }))}
        @rb-change=${(e: CustomEvent<{ value: string }>) => (this.chosen = e.detail.value)}></rb-field>` : nothing}
      ${(['script', 'iframe', 'link'] as const).map((way) => html`<div class="stack tight"><h3>${this.t(`embeds.${way}`)}</h3><p class="small muted">${this.t(`embeds.${way}-help`)}</p>
        <rb-copy .text=${code[way]} .label=${this.t(`embeds.${way}`)}></rb-copy></div>`)}</div>`;
  }
}
