// <rb-portrait-letters>: the notice to staff and the letter to directors, ready to print or to paste in a mail.

import { css, html, nothing } from 'lit';

import { element } from '@ribambelle/web/define';
import { Format } from '@ribambelle/web/format';
import { loaded } from '@ribambelle/web/loaded';
import { pick } from '@ribambelle/web/texts';

import { type Rec, type Wave, waves } from '../wave/wave.ts';
import { Sheet } from './sheet.ts';

@element('rb-portrait-letters')
export class RbPortraitLetters extends Sheet {
  static override styles = [...Sheet.styles, css`
    .head { display: flex; justify-content: space-between; align-items: center; gap: var(--rb-space-4); border-block-end: 2px solid var(--rb-sheet); padding-block-end: var(--rb-space-3); }
    .head rb-mark { font-size: 2rem; color: var(--rb-sheet); flex: none; }
    .to { margin-block-start: var(--rb-space-4); }
    .sheet h3 { font-size: var(--rb-text-l); }
    .sheet li { max-width: 62ch; } .sheet li + li { margin-block-start: var(--rb-space-2); }
    .part { display: grid; gap: var(--rb-space-2); }
    .sign { margin-block-start: var(--rb-space-4); }
    .foot { border-block-start: 1px solid #c9d3d6; padding-block-start: var(--rb-space-3); margin-block-start: auto; }
    @media print { .sheet.stack { page: bare; font-size: 11.5pt; gap: 5mm; min-height: 262mm; grid-template-rows: none; display: flex; flex-direction: column; } }
  `];

  private readonly data = loaded(this, () => waves.get(this.client, this.wave));

  override render() {
    return this.data.render((wave) => html`<div class="stack wide">
      ${this.tools(wave, this.t('portrait.wave.letters'), html`<p class="lead">${this.t('portrait.letters.help')}</p>`)}
      ${this.notice(wave)}${this.director(wave)}
    </div>`);
  }

  private head(w: Rec<Wave>) {
    return html`<div class="head"><div><strong>${this.me?.tenant.name}</strong><br /><span class="muted">${new Format(this.printed).date(w.doc.opened_on ?? new Date())}</span></div><rb-mark></rb-mark></div>`;
  }

  private section(key: string, lines: readonly unknown[]) {
    return html`<div class="part"><h3>${this.s(key)}</h3>${lines.length > 1 ? html`<ul>${lines.map((l) => html`<li>${l}</li>`)}</ul>` : html`<p>${lines[0]}</p>`}</div>`;
  }

  private notice(w: Rec<Wave>) {
    const params = { title: w.doc.title, from: this.from(w), to: this.until(w), n: w.doc.floor ?? 5 };
    const purpose = pick(w.doc.purpose, this.printed);
    const own = pick(w.doc.notice, this.printed);
    const says = (block: string, ...lines: string[]) => lines.map((l) => this.s(`portrait.letter.notice.${block}.${l}`, params));
    return html`<article class="sheet stack" lang=${this.printed} aria-label=${this.s('portrait.letter.notice')}>${this.head(w)}
      <h2>${this.s('portrait.letter.notice')}</h2>
      <p><strong>${this.s('portrait.letter.notice.subject', params)}</strong></p>
      <p>${this.s('portrait.letter.notice.text', params)}</p>
      ${own ? html`<p class="box">${own}</p>` : nothing}
      ${purpose ? this.section('portrait.letter.notice.purpose', [purpose]) : nothing}
      ${this.section('portrait.letter.notice.how', says('how', w.doc.access, 'free', 'time'))}
      ${this.section('portrait.letter.notice.who', says('who', 'nobody', 'floor', 'kept', 'undo'))}
      ${this.foot()}</article>`;
  }

  private director(w: Rec<Wave>) {
    const params = { title: w.doc.title, from: this.from(w), to: this.until(w), n: w.doc.floor ?? 5 };
    const asks = ['hand', w.doc.access, 'time'].map((l) => this.s(`portrait.letter.director.please.${l}`));
    return html`<article class="sheet stack" lang=${this.printed} aria-label=${this.s('portrait.letter.director')}>${this.head(w)}
      <p class="to muted">${this.s('portrait.letter.director.to')}</p>
      <h2>${this.s('portrait.letter.director.subject', params)}</h2>
      <p>${this.s('portrait.letter.director.greeting')}</p>
      <p>${this.s('portrait.letter.director.text', params)}</p>
      ${this.section('portrait.letter.director.please', asks)}
      ${this.section('portrait.letter.director.not', [this.s('portrait.letter.director.do')])}
      ${this.section('portrait.letter.director.then.title', [this.s('portrait.letter.director.then', params)])}
      <p class="sign">${this.s('portrait.letter.director.thanks')}</p>
      <p>${this.me?.person?.name}<br /><span class="muted">${this.me?.tenant.name}</span></p>
      ${this.foot()}</article>`;
  }

  private foot() {
    return this.officerLine ? html`<p class="muted small foot">${this.officerLine}</p>` : nothing;
  }
}
