// <rb-cap-certificate>: a certificate of hours by its number: what it says, whether it holds, ready to print. The
// number may come in the address's fragment, as on a printed certificate.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/button';
import '@ribambelle/web/copy';
import '@ribambelle/web/field';
import '@ribambelle/web/mark';
import '@ribambelle/web/notice';
import '@ribambelle/web/qr';
import { element } from '@ribambelle/web/define';
import { ModuleElement } from '@ribambelle/web/module-element';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import { certificate } from './texts/certificate.ts';

type Verdict = {
  number: string; holder: string; hours: string; minutes: number; sessions: number; community: string; public: 'educators' | 'managers'; from: string; to: string;
  issued_on: string; mentor: string; issuer?: string; status: 'valid' | 'revoked'; revoked_on?: string; reason?: string; note: string; key: string;
};

@element('rb-cap-certificate')
export class RbCapCertificate extends ModuleElement {
  static override texts = certificate;
  static override styles = [base, css`
    .sheet { background: #fff; color: #17323b; border: 1px solid var(--rb-line); border-radius: var(--rb-radius-l); padding: var(--rb-space-6); display: grid; gap: var(--rb-space-5); max-width: 48rem; box-shadow: var(--rb-shadow); }
    .sheet .muted, .sheet dt { color: #4a6068; }
    .head { display: flex; justify-content: space-between; gap: var(--rb-space-4); align-items: start; border-block-end: 2px solid var(--rb-sheet); padding-block-end: var(--rb-space-3); }
    .head rb-mark { font-size: 2rem; color: var(--rb-sheet); flex: none; }
    .holder { font-size: var(--rb-text-2xl); font-weight: 680; }
    .revoked .hours, .revoked .holder { text-decoration: line-through; } .revoked .stamp { border: 3px solid; padding: var(--rb-space-2) var(--rb-space-4); font-weight: 680; font-size: var(--rb-text-l); color: #a3281e; }
    .hours { font-size: 2.25rem; font-weight: 680; font-variant-numeric: tabular-nums; }
    dl { display: grid; grid-template-columns: minmax(8rem, auto) 1fr; gap: var(--rb-space-2) var(--rb-space-4); }
    dd { margin: 0; }
    .foot { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: var(--rb-space-4); align-items: end; border-block-start: 1px solid #c9d3d6; padding-block-start: var(--rb-space-4); }
    .foot rb-qr { --rb-qr-size: 6.5rem; }
    .foot p, dd { overflow-wrap: anywhere; }
    pre { white-space: pre-wrap; overflow-wrap: anywhere; background: var(--rb-sunken); padding: var(--rb-space-4); border-radius: var(--rb-radius); font-size: var(--rb-text-s); margin: 0; }
    rb-field { max-width: 24rem; }
    summary { min-height: 44px; align-content: center; cursor: pointer; color: var(--rb-primary); }
    @media (max-width: 599px) { .sheet { padding: var(--rb-space-4); } dl, .foot { grid-template-columns: minmax(0, 1fr); } dd + dt { margin-block-start: var(--rb-space-2); } }
    @media print { .sheet { border: 0; box-shadow: none; padding: 0; max-width: none; } }
  `];

  @state() private number = '';
  @state() private verdict: Verdict | undefined;
  @state() private problem: Problem | undefined;
  @state() private busy = false;

  private readonly arrived = () => { const number = decodeURIComponent(location.hash.slice(1)); if (number) { this.number = number; void this.look(); } };

  override connectedCallback(): void {
    super.connectedCallback();
    window.addEventListener('hashchange', this.arrived);
    this.arrived();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    window.removeEventListener('hashchange', this.arrived);
  }

  override render() {
    this.entitle(this.t('cap.verify.title'));
    return html`<div class="stack wide">
      <div class="stack tight no-print"><h1 tabindex="-1">${this.t('cap.verify.title')}</h1><p class="lead">${this.t('cap.verify.lead')}</p></div>
      <form class="row no-print" style="align-items: end" @submit=${(e: Event) => { e.preventDefault(); void this.look(); }}>
        <rb-field type="text" label=${this.t('cap.verify.number')} placeholder="K7QF-01M3-XWP9" autocomplete="off" .value=${this.number} @rb-input=${(e: CustomEvent<{ value: unknown }>) => { this.number = String(e.detail.value ?? ''); }}></rb-field>
        <rb-button kind="primary" icon="shield-check" ?busy=${this.busy} ?disabled=${!this.number.trim()} @click=${() => this.look()}>${this.t('cap.verify.look')}</rb-button></form>
      <div role="status">${this.problem ? html`<rb-notice kind="bad">${this.say(this.problem)}</rb-notice>` : this.verdict ? this.judged(this.verdict) : nothing}</div>
      ${this.verdict ? this.sheet(this.verdict) : nothing}
    </div>`;
  }

  private judged(v: Verdict) {
    return v.status === 'valid'
      ? html`<rb-notice class="no-print" kind="good" heading=${this.t('cap.verify.valid')}><span>${this.t('cap.verify.valid.text', { date: this.fmt.date(v.issued_on) })}</span></rb-notice>`
      : html`<rb-notice kind="bad" heading=${this.t('cap.verify.revoked', { date: this.fmt.date(v.revoked_on ?? '') })}><span>${this.pick(v.reason)}</span></rb-notice>`;
  }

  private sheet(v: Verdict) {
    const line = (key: string, value: string) => html`<dt>${this.t(`cap.verify.${key}`)}</dt><dd>${value}</dd>`;
    return html`<article class="sheet ${v.status}" aria-label=${this.t('cap.verify.sheet')}>
      <div class="head"><div><h2>${this.t('cap.verify.sheet')}</h2><p class="muted">${v.issuer || this.me?.tenant.name}</p></div><rb-mark></rb-mark></div>
      ${v.status === 'revoked' ? html`<p class="stamp">${this.t('cap.verify.stamp', { date: this.fmt.date(v.revoked_on ?? '') })}</p>` : nothing}
      <div><p class="muted">${this.t('cap.verify.to')}</p><p class="holder">${v.holder}</p></div>
      <p class="hours">${this.t('cap.verify.hours', { n: Number(v.hours), hours: this.fmt.number(Number(v.hours), 2) })}</p>
      <dl>${line('community', v.community)}${line('for', this.t(`cap.public.${v.public}`))}${line('period', v.from === v.to ? this.fmt.date(v.from) : this.t('cap.verify.from-to', { from: this.fmt.date(v.from), to: this.fmt.date(v.to) }))}
        ${line('sessions', this.t('cap.verify.sessions.n', { n: v.sessions, minutes: v.minutes }))}${line('mentor', v.mentor)}${line('issued', this.fmt.date(v.issued_on))}${line('number', v.number)}</dl>
      <div class="foot"><p class="small muted">${this.t('cap.verify.rounding')}<br />${this.t('cap.verify.where', { address: `${location.host}${location.pathname}` })}</p><rb-qr .text=${`${location.origin}${location.pathname}#${v.number}`} label=${this.t('cap.verify.qr')}></rb-qr></div>
    </article>
    <div class="row no-print"><rb-button icon="printer" @click=${() => window.print()}>${this.t('cap.verify.print')}</rb-button></div>
    <details class="no-print"><summary>${this.t('cap.verify.signature')}</summary><div class="stack"><p class="prose">${this.t('cap.verify.signature.text')}</p><pre>${v.note}</pre><rb-copy label=${this.t('cap.verify.key')} .text=${v.key}></rb-copy></div></details>`;
  }

  private async look(): Promise<void> {
    this.busy = true;
    this.problem = this.verdict = undefined;
    try {
      this.verdict = await this.client.get<Verdict>(`/cap/certificates/${encodeURIComponent(this.number.trim())}:verify`);
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
    this.busy = false;
  }
}
