// <rb-portrait-letters>: the notice to staff and the letter to directors, ready to print or to paste in a mail.

import { html, nothing } from 'lit';

import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { pick } from '@ribambelle/web/texts';

import { type Rec, type Wave, waves } from '../wave/wave.ts';
import { Sheet } from './sheet.ts';

@element('rb-portrait-letters')
export class RbPortraitLetters extends Sheet {
  private readonly data = loaded(this, () => waves.get(this.client, this.wave));

  override render() {
    return this.data.render((wave) => html`<div class="stack wide">
      ${this.tools(wave, this.t('portrait.wave.letters'), html`<p class="lead">${this.t('portrait.letters.help')}</p>`)}
      ${this.notice(wave)}${this.director(wave)}
    </div>`);
  }

  private head(key: string, w: Rec<Wave>) {
    return html`<p class="muted">${this.me?.tenant.name}</p><h2>${this.s(key)}</h2><p><strong>${w.doc.title}</strong></p>`;
  }

  private notice(w: Rec<Wave>) {
    const purpose = pick(w.doc.purpose, this.printed);
    return html`<article class="sheet stack" lang=${this.printed} aria-label=${this.s('portrait.letter.notice')}>${this.head('portrait.letter.notice', w)}
      <p>${this.s('portrait.letter.notice.text', { title: w.doc.title, from: this.from(w), to: this.until(w) })}</p>
      ${purpose ? html`<h3>${this.s('portrait.letter.notice.purpose')}</h3><p>${purpose}</p>` : nothing}
      <p>${this.s('portrait.letter.notice.privacy', { n: w.doc.floor ?? 5 })}</p>${this.officer()}</article>`;
  }

  private director(w: Rec<Wave>) {
    return html`<article class="sheet stack" lang=${this.printed} aria-label=${this.s('portrait.letter.director')}>${this.head('portrait.letter.director', w)}
      <p>${this.s('portrait.letter.director.text', { title: w.doc.title, from: this.from(w), to: this.until(w) })}</p>
      <p>${this.s('portrait.letter.director.do', { n: w.doc.floor ?? 5 })}</p>${this.officer()}</article>`;
  }

  private officer() {
    const officer = this.me?.tenant.officer;
    return officer?.name ? html`<p class="muted">${this.s('portrait.letter.officer', { name: officer.name, email: officer.email ?? '' })}</p>` : nothing;
  }
}
