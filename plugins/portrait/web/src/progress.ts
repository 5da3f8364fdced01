// <rb-portrait-progress>: how far the open portraits are, for everybody, on a page of ours or in another portal's.

import { css, html } from 'lit';

import '@ribambelle/web/chain';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { ModuleElement } from '@ribambelle/web/module-element';
import { base } from '@ribambelle/web/styles';

import { progress } from './texts/progress.ts';

type Headway = { title: string; closes_on: string; invited: number; answered: number };

@element('rb-portrait-progress')
export class RbPortraitProgress extends ModuleElement {
  static override texts = progress;
  static override styles = [base, css`h1 { font-size: var(--rb-text-xl); } h2 { font-size: var(--rb-text-l); } ul { list-style: none; margin: 0; padding: 0; }`];

  private readonly open = loaded(this, (signal) => this.client.get<{ portraits: Headway[] }>('/portrait/public/progress', { signal }).then((a) => a.portraits));

  override render() {
    return html`<div class="stack"><h1>${this.t('portrait.progress.title')}</h1>${this.open.render((all: Headway[]) => (all.length === 0
      ? html`<p class="muted">${this.t('portrait.progress.none')}</p>`
      : html`<ul class="stack">${all.map((h) => this.line(h))}</ul>`))}</div>`;
  }

  private line(h: Headway) {
    return html`<li class="stack tight"><h2>${this.pick(h.title)}</h2>
      ${h.answered > 0 ? html`<rb-chain .value=${h.answered} .max=${h.invited} .label=${this.t('portrait.progress.answers')}></rb-chain>` : html`<p>${this.t('portrait.progress.first')}</p>`}
      <p class="muted">${this.t('portrait.progress.until', { date: this.fmt.date(h.closes_on) })}</p></li>`;
  }
}
