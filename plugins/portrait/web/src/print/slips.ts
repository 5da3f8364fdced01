// <rb-portrait-slips>: single-use slips to cut out, site by site, without names. Codes are shown once.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/notice';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { type Problem, problemOf } from '@ribambelle/web/problem';

import { type Codes, type Rec, type Wave, waves } from '../wave/wave.ts';
import { Sheet } from './sheet.ts';

@element('rb-portrait-slips')
export class RbPortraitSlips extends Sheet {
  static override styles = [...Sheet.styles, css`
    .slips { display: grid; grid-template-columns: repeat(2, 1fr); }
    .slip { display: grid; grid-template-columns: auto 1fr; gap: var(--rb-space-3); align-items: center; padding: var(--rb-space-3); border: 1px dashed #6f8288; break-inside: avoid; font-size: var(--rb-text-s); }
    rb-qr { --rb-qr-size: 6.5rem; }
    .code { font-weight: 680; font-size: var(--rb-text-l); letter-spacing: .04em; }
    @media (max-width: 599px) { .slips { grid-template-columns: 1fr; } }
    @media print { .slips { grid-template-columns: repeat(2, 1fr); } }
  `];

  @state() private sites: readonly Codes[] | undefined;
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private readonly data = loaded(this, () => waves.get(this.client, this.wave));

  override render() {
    return this.data.render((wave) => html`<div class="stack wide">
      ${this.tools(wave, this.t('portrait.slips.title'), html`
        <rb-notice kind="privacy">${this.t('portrait.slips.help')}</rb-notice>
        ${this.problem ? html`<rb-notice kind="bad" role="alert">${this.say(this.problem)}</rb-notice>` : nothing}
        ${this.sites ? nothing : html`<rb-notice kind="warn">${this.t('portrait.slips.warning')}</rb-notice>
          <div><rb-button kind="action" ?busy=${this.busy} @click=${this.issue}>${this.t('portrait.slips.make')}</rb-button></div>`}`)}
      ${this.sites?.map((s) => html`<article class="sheet"><h2>${s.alone ? `${s.name} ${this.t('portrait.alone')}`.trim() : s.name}</h2><div class="slips">${s.codes?.map((c) => this.slip(wave, s, c))}</div></article>`)}
    </div>`);
  }

  private slip(wave: Rec<Wave>, site: Codes, code: string) {
    return html`<div class="slip"><rb-qr text=${this.address(code)} label=${code}></rb-qr>
      <div><strong>${wave.doc.title}</strong><br />${site.name}<br /><span class="code num">${code}</span><br />${this.typedAddress}<br />
      ${this.t('portrait.poster.until', { date: this.until(wave) })}<br /><span class="muted">${this.t('portrait.slips.once')}</span></div></div>`;
  }

  private async issue(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      // A call gives so many codes at most; what is there is shown while the rest is asked for.
      for (let left = 1; left > 0;) {
        const some = await waves.issue(this.client, this.wave);
        this.sites = [...(this.sites ?? []), ...some.sites];
        left = some.sites.length ? some.remaining : 0;
      }
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
    this.busy = false;
  }
}
