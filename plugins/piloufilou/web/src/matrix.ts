// <rb-piloufilou-matrix>: which workshops serve which of the 21 competences, by the 9 general ones and 3 categories.

import { css, html } from 'lit';
import { property } from 'lit/decorators.js';

import '@ribambelle/web/notice';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { ModuleElement } from '@ribambelle/web/module-element';
import { base } from '@ribambelle/web/styles';

import { type Part, programmes } from './model.ts';
import { texts } from './texts/programmes.ts';

@element('rb-piloufilou-matrix')
export class RbPiloufilouMatrix extends ModuleElement {
  static override texts = texts;
  static override styles = [base, css`
    .frame { overflow-x: auto; }
    table { border-collapse: collapse; font-size: var(--rb-text-s); }
    th, td { border: 1px solid var(--rb-line); padding: .25rem .4rem; text-align: center; }
    th[scope=row], th[colspan] { text-align: start; font-weight: 400; min-width: 13rem; }
    th[colspan] { font-weight: 620; background: var(--rb-sunken); }
    .on { background: var(--rb-primary); color: var(--rb-on-primary); font-weight: 620; }
    @media print { .on { background: none; color: #000; } }
  `];

  @property() programme = '';
  private readonly data = loaded(this, () => programmes.coverage(this.client, this.programme));

  override render() {
    return this.data.render(({ categories, missing, workshops }) => {
      const numbers = Array.from({ length: workshops }, (_, i) => i + 1);
      const row = (s: Part) => html`<tr><th scope="row">${s.code} ${this.pick(s.title)}</th>${numbers.map((n) => (s.workshops?.includes(n) ? html`<td class="on">${n}</td>` : html`<td></td>`))}<td>${s.workshops?.length ?? 0}</td></tr>`;
      const titles = missing.map((code) => categories.flatMap((c) => c.parts ?? []).find((g) => g.code === code)).map((g) => (g ? `${g.code} ${this.pick(g.title)}` : ''));
      return html`<div class="stack tight">
        ${missing.length ? html`<rb-notice kind="warn">${this.t('piloufilou.matrix.missing', { names: this.fmt.list(titles) })}</rb-notice>` : html`<p>${this.t('piloufilou.matrix.whole')}</p>`}
        <div class="frame" tabindex="0" role="region" aria-label=${this.t('piloufilou.programmes.coverage')}><table><thead><tr><th scope="col">${this.t('piloufilou.matrix.competence')}</th>${numbers.map((n) => html`<th scope="col">${n}</th>`)}<th scope="col">${this.t('piloufilou.matrix.count')}</th></tr></thead>
          ${categories.map((c) => html`<tbody><tr><th colspan=${workshops + 2} scope="rowgroup">${this.pick(c.title)}</th></tr>${(c.parts ?? []).map((g) => html`<tr><th colspan=${workshops + 2} scope="rowgroup">${g.code} ${this.pick(g.title)}</th></tr>${(g.parts ?? []).map(row)}`)}</tbody>`)}
        </table></div>
        <p class="small muted">${this.t('piloufilou.matrix.source')}</p></div>`;
    });
  }
}
