// <rb-portrait-slips>: single-use slips to cut out, site by site, without names. Codes are shown once. A lost slip
// is replaced without saying whose it was.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/notice';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { type Problem, problemOf } from '@ribambelle/web/problem';

import { lineName } from '../wave/line-name.ts';
import { type Codes, type Rec, type Wave, waves } from '../wave/wave.ts';
import { Sheet } from './sheet.ts';

@element('rb-portrait-slips')
export class RbPortraitSlips extends Sheet {
  static override styles = [...Sheet.styles, css`
    .slips { display: grid; grid-template-columns: repeat(2, 1fr); margin-block-start: var(--rb-space-3); }
    .slip:nth-child(odd) { border-inline-end: 0; }
    .slip:nth-child(odd):last-child { border-inline-end: 1px dashed #6f8288; }
    .slip:nth-child(n + 3) { border-block-start: 0; }
    .slip { display: grid; grid-template-columns: auto 1fr; gap: var(--rb-space-3); align-items: center; padding: var(--rb-space-3); border: 1px dashed #6f8288; break-inside: avoid; font-size: var(--rb-text-s); overflow-wrap: anywhere; }
    rb-qr { --rb-qr-size: 6.5rem; }
    .code { font-weight: 680; font-size: var(--rb-text-l); letter-spacing: .04em; white-space: nowrap; }
    .lost rb-field { max-width: 24rem; flex: 1 1 14rem; }
    @media screen and (max-width: 599px) { .slips { grid-template-columns: 1fr; } .slip:nth-child(n) { border: 1px dashed #6f8288; } }
    @media print { .sheet { page: bare; } .slip { padding: 2.5mm 3mm; font-size: 9.5pt; } rb-qr { --rb-qr-size: 26mm; } }
  `];

  @state() private sites: readonly Codes[] = [];
  @state() private replaced = false;
  @state() private unit = '';
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  @state() private remaining = 0;
  private unprinted = false;
  private readonly printedNow = () => this.keeping(false);
  private readonly data = loaded(this, async () => {
    const [wave, { remaining }] = await Promise.all([waves.get(this.client, this.wave), waves.access(this.client, this.wave)]);
    this.remaining = remaining;
    return wave;
  });

  override render() {
    const n = this.sites.reduce((sum, s) => sum + (s.codes?.length ?? 0), 0);
    return this.data.render((wave) => html`<div class="stack wide">
      ${this.tools(wave, this.t('portrait.slips.title'), html`
        ${n || this.remaining ? html`<rb-notice kind="privacy">${this.t('portrait.slips.help')}</rb-notice>` : nothing}
        ${this.problem ? html`<rb-notice kind="bad" role="alert">${this.say(this.problem)}</rb-notice>` : nothing}
        ${n ? html`<rb-notice kind="good" role="status">${this.t('portrait.slips.count', { n })}</rb-notice>`
          : this.remaining ? html`<div><rb-button kind="action" ?busy=${this.busy} @click=${this.issue}>${this.t('portrait.slips.make')}</rb-button></div>`
          : wave.doc.status === 'open' ? html`<rb-notice kind="info">${this.t('portrait.slips.all')}</rb-notice>` : nothing}`, n > 0)}
      ${this.sites.map((s) => this.page(wave, s))}
      ${this.lost(wave.doc)}
    </div>`);
  }

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('afterprint', this.printedNow);
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('afterprint', this.printedNow);
  }

  // keeping says whether codes are on the screen that are nowhere else.
  private keeping(unprinted: boolean): void {
    this.unprinted = unprinted;
    this.dirty(unprinted);
  }

  // sure asks before codes leave the screen that were not printed.
  private async sure(heading: string, loses: readonly string[]): Promise<boolean> {
    const lost = this.unprinted ? [...loses, this.t('portrait.slips.unprinted')] : loses;
    return !lost.length || confirmBox(this, { heading, loses: lost, confirm: heading, danger: true });
  }

  private lost(doc: Wave) {
    const options = sitesOf(doc).map((s) => ({ value: s.unit_id, label: lineName(this, s) }));
    const chosen = (e: CustomEvent<{ value: unknown }>) => { this.unit = String(e.detail.value ?? ''); };
    return html`<div class="card stack lost no-print"><div class="stack tight"><h2>${this.t('portrait.slips.lost')}</h2><p class="muted prose">${this.t('portrait.slips.lost.help')}</p></div>
      <div class="row tools"><rb-field type="select" label=${this.t('portrait.slips.site')} .options=${options} .value=${this.unit} @rb-change=${chosen}></rb-field>
      <rb-button ?busy=${this.busy} ?disabled=${!this.unit} @click=${this.replace}>${this.t('portrait.slips.replace')}</rb-button>
      <rb-button kind="danger" ?busy=${this.busy} ?disabled=${!this.unit} @click=${this.again}>${this.t('portrait.slips.again')}</rb-button></div></div>`;
  }

  private page(wave: Rec<Wave>, s: Codes) {
    const name = s.alone ? [s.name, this.s('portrait.poster.alone')].filter(Boolean).join(', ') : s.name;
    return html`<article class="sheet" lang=${this.printed} aria-label=${name}><h2>${name}${this.replaced ? html`<small class="muted"> · ${this.s('portrait.slips.replaced')}</small>` : nothing}</h2>
      <div class="slips">${s.codes?.map((c) => this.slip(wave, name, c))}</div></article>`;
  }

  private slip(wave: Rec<Wave>, name: string, code: string) {
    return html`<div class="slip"><rb-qr text=${this.address(code)} label=${code.replaceAll('-', ' ')}></rb-qr>
      <div><strong>${this.pick(wave.doc.title)}</strong><br />${name}<br /><span class="code num">${code}</span><br /><span class="muted">${this.typedAddress}</span><br />
      ${this.s('portrait.poster.until', { date: this.until(wave) })}<br /><span class="muted">${this.s('portrait.slips.once')}</span></div></div>`;
  }

  private issue(): Promise<void> {
    return this.attempt(async () => {
      this.sites = [];
      // A call gives so many codes at most; what is there is shown while the rest is asked for.
      for (let left = 1; left > 0;) {
        const some = await waves.issue(this.client, this.wave);
        this.sites = [...this.sites, ...some.sites];
        this.remaining = left = some.sites.length ? some.remaining : 0;
      }
    });
  }

  private async replace(): Promise<void> {
    if (!(await this.sure(this.t('portrait.slips.replace'), []))) return;
    await this.attempt(async () => {
      const { code, name } = await waves.replace(this.client, this.wave, this.unit);
      this.sites = [{ name, alone: name === '', codes: [code] }];
      this.replaced = true;
    });
  }

  private async again(): Promise<void> {
    if (!(await this.sure(this.t('portrait.slips.again'), [this.t('portrait.slips.again.loses')]))) return;
    await this.attempt(async () => { this.sites = (await waves.issue(this.client, this.wave, { unit_id: this.unit, again: true })).sites; });
  }

  private async attempt(act: () => Promise<void>): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    this.replaced = false;
    try {
      await act();
      this.keeping(this.sites.length > 0);
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
    this.busy = false;
  }
}

// sitesOf lists the sites that have slips of their own, and one entry for those who work alone together.
function sitesOf(doc: Wave): readonly { unit_id: string; name: string; alone?: boolean }[] {
  const pools = new Map<string, { unit_id: string; name: string; alone: true }>();
  const sites = [];
  for (const s of doc.sites) {
    if (!s.home && s.headcount > 1) sites.push(s);
    else if (!pools.has(s.group ?? '')) pools.set(s.group ?? '', { unit_id: s.unit_id, name: doc.groups?.find((g) => g.key === s.group)?.name ?? '', alone: true });
  }
  return [...sites, ...pools.values()];
}
