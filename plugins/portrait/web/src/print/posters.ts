// <rb-portrait-posters>: one A4 poster for each site: what, until when, the QR code and the code to type.

import { css, html } from 'lit';

import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';

import { type Codes, type Rec, type Wave, waves } from '../wave/wave.ts';
import { Sheet } from './sheet.ts';

@element('rb-portrait-posters')
export class RbPortraitPosters extends Sheet {
  static override styles = [...Sheet.styles, css`
    .poster { display: grid; justify-items: center; text-align: center; gap: var(--rb-space-4); }
    .poster h2 { font-size: var(--rb-text-3xl); max-width: 18ch; }
    rb-qr { --rb-qr-size: 15rem; }
    .code { font-size: var(--rb-text-2xl); font-weight: 680; letter-spacing: .06em; }
    .site { font-size: var(--rb-text-xl); }
    @media print { .poster { min-height: 250mm; align-content: center; } rb-qr { --rb-qr-size: 85mm; } }
  `];

  private readonly data = loaded(this, async () => {
    const [wave, access] = await Promise.all([waves.get(this.client, this.wave), waves.access(this.client, this.wave)]);
    return { wave, sites: access.sites };
  });

  override render() {
    return this.data.render(({ wave, sites }) => html`<div class="stack wide">
      ${this.tools(wave, this.t('portrait.wave.posters'))}
      ${sites.map((s) => this.poster(wave, s))}
    </div>`);
  }

  private poster(wave: Rec<Wave>, site: Codes) {
    const code = site.code ?? '';
    return html`<article class="sheet poster">
      <rb-mark></rb-mark>
      <p class="site"><strong>${site.name}</strong></p>
      <h2>${this.t('portrait.poster.title')}</h2>
      <p>${wave.doc.title}. ${this.t('portrait.poster.lead')}</p>
      <rb-qr text=${this.address(code)} label=${this.t('portrait.poster.scan', { url: this.typedAddress })}></rb-qr>
      <p>${this.t('portrait.poster.scan', { url: this.typedAddress })}</p>
      <p class="code num">${code}</p>
      <p>${this.t('portrait.poster.anonymous', { n: wave.doc.floor ?? 5 })}</p>
      <p><strong>${this.t('portrait.poster.until', { date: this.until(wave) })}</strong></p>
      <p class="muted small">${this.me?.tenant.name} · ${this.t('portrait.letter.officer', { name: this.me?.tenant.officer.name ?? '', email: this.me?.tenant.officer.email ?? '' })}</p>
    </article>`;
  }
}
