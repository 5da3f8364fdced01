// <rb-portrait-waiting>: the home page's card: the portraits that wait, in a sentence with a link each; nothing when
// none does.

import { css, html, nothing } from 'lit';

import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { ModuleElement } from '@ribambelle/web/module-element';
import { base } from '@ribambelle/web/styles';

import { waiting } from './texts/waiting.ts';
import { pressing } from './wave/pressing.ts';
import { waves } from './wave/wave.ts';

@element('rb-portrait-waiting')
export class RbPortraitWaiting extends ModuleElement {
  static override texts = waiting;
  static override styles = [base, css`a { display: inline-flex; align-items: center; min-height: 44px; font-weight: 620; } p { max-width: 52ch; }`];

  private readonly list = loaded(this, () => waves.list(this.client));

  override render() {
    const found = pressing(this.list.value ?? [], may(this.me, 'portrait:waves.create'), new Date());
    if (found.length === 0) return nothing;
    return html`<div class="card stack">${found.map(({ kind, n, wave, to }) => html`<div><p>${this.t(`portrait.waiting.${kind}`, { n, title: wave.doc.title, date: this.fmt.date(wave.doc.closes_on) })}</p>
      <a href=${this.href(to)}>${this.t(`portrait.waiting.${kind}.link`)}</a></div>`)}</div>`;
  }
}
