// <rb-portrait-posters>: one A4 poster for each code: what, until when, the QR code and the code to type. Homes
// that are counted together share a code, and one poster.

import { css, html, nothing } from 'lit';

import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { pick } from '@ribambelle/web/texts';

import { type Codes, type Rec, type Wave, waves } from '../wave/wave.ts';
import { Sheet } from './sheet.ts';

type Poster = { readonly code: string; readonly name: string; readonly homes: readonly string[] };

@element('rb-portrait-posters')
export class RbPortraitPosters extends Sheet {
  static override styles = [...Sheet.styles, css`
    .poster { display: grid; justify-items: center; text-align: center; gap: var(--rb-space-4); align-content: center; }
    .poster h2 { font-size: var(--rb-text-3xl); max-width: 18ch; }
    .poster p { text-wrap: balance; }
    rb-mark { font-size: 4rem; color: var(--rb-sheet); }
    rb-qr { --rb-qr-size: 15rem; }
    .code { font-size: var(--rb-text-2xl); font-weight: 680; letter-spacing: .06em; }
    .site { font-size: var(--rb-text-xl); }
    .say { overflow-wrap: anywhere; }
    @media print {
      .poster { page: bare; min-height: 255mm; gap: 4mm; font-size: 13.5pt; align-content: space-evenly; }
      .poster h2 { font-size: 30pt; max-width: none; } .site { font-size: 20pt; } .code { font-size: 30pt; } .poster .small { font-size: 10pt; }
      rb-qr { --rb-qr-size: 75mm; } .box { padding: .6em 1em; }
    }
  `];

  private readonly data = loaded(this, async () => {
    const [wave, access] = await Promise.all([waves.get(this.client, this.wave), waves.access(this.client, this.wave)]);
    return { wave, posters: postersOf(access.sites) };
  });

  override render() {
    return this.data.render(({ wave, posters }) => html`<div class="stack wide">
      ${this.tools(wave, this.t('portrait.wave.posters'), html`<p class="lead">${this.t('portrait.poster.help')}</p>`)}
      ${posters.map((p) => this.poster(wave, p))}
    </div>`);
  }

  private poster(wave: Rec<Wave>, p: Poster) {
    const notice = pick(wave.doc.notice, this.printed);
    const spoken = p.code.replace('-', ' ');
    return html`${p.homes.length ? html`<p class="no-print prose">${this.t('portrait.poster.hand', { names: this.fmt.list(p.homes) })}</p>` : nothing}
    <article class="sheet poster" lang=${this.printed} aria-label=${p.name || this.s('portrait.poster.alone')}>
      <rb-mark></rb-mark>
      <p class="site"><strong>${p.name || this.s('portrait.poster.alone')}</strong></p>
      <h2>${this.s('portrait.poster.title')}</h2>
      <p>${wave.doc.title}. ${this.s('portrait.poster.lead')}</p>
      <rb-qr text=${this.address(p.code)} label=${spoken}></rb-qr>
      <p class="say">${this.around('portrait.poster.scan', 'url', this.typedAddress)}</p>
      <p class="code num">${p.code}</p>
      ${notice ? html`<p class="box">${notice}</p>` : nothing}
      <p>${this.s('portrait.poster.anonymous', { n: wave.doc.floor ?? 5 })}</p>
      <p><strong>${this.s('portrait.poster.until', { date: this.until(wave) })}</strong></p>
      <p class="muted small">${this.me?.tenant.name}${this.officerLine ? html`<br />${this.officerLine}` : nothing}</p>
    </article>`;
  }
}

// postersOf makes one poster of the homes that share a code.
function postersOf(sites: readonly Codes[]): readonly Poster[] {
  const byCode = new Map<string, Poster>();
  for (const { code = '', name, shared } of sites) {
    const there = byCode.get(code);
    if (!shared) byCode.set(code, { code, name, homes: [] });
    else byCode.set(code, { code, name: '', homes: [...(there?.homes ?? []), name] });
  }
  return [...byCode.values()];
}
