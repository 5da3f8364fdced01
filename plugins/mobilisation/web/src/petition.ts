// <rb-petition>: a petition to read and to sign. Which one stands in the address: ?petition=ID, or #ID; without one,
// the newest that takes signatures.

import { css, html, nothing } from 'lit';

import { Light, light, type Said, type Text, type Words } from './light/page.ts';

type Petition = {
  id: string; title: Text; text?: Text; target: Text; status: string; taking: boolean; goal?: number; closes_on?: string; confirmed: number;
  thresholds?: { count: number; promise: Text; reached: boolean }[]; log?: { on: string; status: string; reason?: Text }[];
  postcode?: boolean; sign?: Words; news?: Words; organisation?: string;
};

const said: Said = {
  fr: {
    to: 'À l’attention de', count: '{n} signatures confirmées', one: '1 signature confirmée', none: 'Soyez la première personne à signer.', goal: 'sur {n}', until: 'Jusqu’au {day}',
    sign: 'Signer', heading: 'Je signe', postcode: 'Votre code postal (facultatif)', paused: 'En pause', closed: 'Terminée', by: 'Proposée par {who}', reached: 'atteint', log: 'Journal',
    open: 'Ouverte', empty: 'Aucune pétition n’est ouverte en ce moment.', figures: 'Avancement vers l’objectif',
  },
  en: {
    to: 'To', count: '{n} confirmed signatures', one: '1 confirmed signature', none: 'Be the first to sign.', goal: 'of {n}', until: 'Until {day}',
    sign: 'Sign', heading: 'I sign', postcode: 'Your postal code (optional)', paused: 'Paused', closed: 'Closed', by: 'Proposed by {who}', reached: 'reached', log: 'Log',
    open: 'Open', empty: 'No petition is open at the moment.', figures: 'Progress towards the goal',
  },
};

const figure = 'M12 1.8a3.4 3.4 0 1 1 0 6.8 3.4 3.4 0 0 1 0-6.8ZM0 10.4l9.3-.9h5.4l9.3.9v2.7l-7.2.5 2.2 9.4h-3.9L12 16.8 8.9 23H5l2.2-9.4L0 13.1Z';

class RbPetition extends Light {
  static override said = said;
  static override styles = [light, css`
    .count { font-size: 1.75rem; font-weight: 680; font-variant-numeric: tabular-nums; line-height: 1.2; }
    .chain { display: block; width: 100%; max-width: 24rem; height: auto; color: var(--rb-primary, #0b5d66); }
    .chain .left { fill: none; stroke: currentColor; stroke-width: 1; opacity: .55; }
    .chain .there { fill: currentColor; }
  `];

  private petition: Petition | undefined;
  private until = '';
  private empty = false;

  override connectedCallback(): void {
    super.connectedCallback();
    void this.load();
  }

  private readonly load = () => this.step(async () => {
    let id = new URLSearchParams(location.search).get('petition') ?? /^#([0-9a-f-]{36})/.exec(location.hash)?.[1];
    if (!id) {
      const page = await this.call<{ petitions: Petition[] }>('/public/movement');
      id = (page.petitions.find((p) => p.taking) ?? page.petitions[0])?.id;
      if (!id) { this.empty = true; return; }
    }
    this.petition = await this.call<Petition>(`/public/petitions/${id}`);
    this.dispatchEvent(new CustomEvent('rb-title', { detail: { title: this.pick(this.petition.title) }, bubbles: true, composed: true }));
  });

  override render() {
    const p = this.petition;
    if (this.empty) return html`<p class="card">${this.t('empty')}</p>`;
    if (!p) return this.waiting(this.load);
    if (this.until) return this.sent(this.until);
    return html`<div class="stack">
      <div class="tight"><h1 tabindex="-1">${this.pick(p.title)}</h1><p class="muted">${this.t('to')}${this.t('colon')} ${this.pick(p.target)}</p></div>
      ${this.counter(p)}
      <p class="text">${this.pick(p.text)}</p>
      ${p.taking ? this.form(p) : html`<p class="card"><strong>${this.t(p.status === 'paused' ? 'paused' : 'closed')}</strong> ${this.pick(p.log?.at(-1)?.reason)}</p>`}
      ${p.thresholds?.length ? html`<ul>${p.thresholds.map((t) => html`<li>${t.count.toLocaleString(this.language)}${this.t('colon')} ${this.pick(t.promise)}${t.reached ? html` <strong>(${this.t('reached')})</strong>` : nothing}</li>`)}</ul>` : nothing}
      ${(p.log?.length ?? 0) > 1 ? html`<details><summary>${this.t('log')}</summary><ul>${p.log!.map((s) => html`<li>${this.day(s.on)}${this.t('colon')} ${this.t(s.status)} ${this.pick(s.reason)}</li>`)}</ul></details>` : nothing}
      <p class="help">${[p.organisation && this.t('by', { who: p.organisation }), p.closes_on && this.t('until', { day: this.day(p.closes_on) })].filter(Boolean).join(' · ')}</p>
    </div>`;
  }

  private counter(p: Petition) {
    const n = p.confirmed;
    const next = p.goal || p.thresholds?.find((t) => !t.reached)?.count || 0;
    const filled = next ? Math.min(10, Math.floor((n / next) * 10)) : 0;
    return html`<div class="tight"><p><span class="count">${n ? this.t(n === 1 ? 'one' : 'count', { n }) : this.t('none')}</span> ${next && n ? html`<span class="muted">${this.t('goal', { n: next })}</span>` : nothing}</p>
      ${next ? html`<svg class="chain" viewBox="0 0 240 24" role="img" aria-label=${`${this.t('figures')}${this.t('colon')} ${n} / ${next}`}>${Array.from({ length: 10 }, (_, i) => chained(i, i < filled))}</svg>` : nothing}</div>`;
  }

  private form(p: Petition) {
    return html`<form class="card" novalidate @submit=${this.submit} @input=${() => void this.prepare(`petition/${p.id}`).catch(() => undefined)}>
      <h2>${this.t('heading')}</h2>
      ${this.summary()}
      ${this.field('/name', this.t('name'), { complete: 'name' })}
      ${this.field('/email', this.t('email'), { type: 'email', complete: 'email', help: this.t('emailHelp') })}
      ${p.postcode ? this.field('/postcode', this.t('postcode'), { complete: 'postal-code', optional: true, wide: 9 }) : nothing}
      ${this.box('/sign', this.words(p.sign))}
      ${this.box('/news', this.words(p.news))}
      <button type="button" aria-disabled=${this.busy ? 'true' : nothing} @click=${this.submit}>${this.t(this.busy ? 'sending' : 'sign')}</button>
    </form>`;
  }

  // A button and a step of our own: within some frames browsers do not even tell that a form is sent.
  private readonly submit = (e: Event) => {
    e.preventDefault();
    const p = this.petition!;
    const body = { name: this.typed('/name'), email: this.typed('/email'), postcode: this.typed('/postcode'), sign: this.choice('/sign', p.sign), news: this.choice('/news', p.news) };
    return this.step(async () => {
      this.until = (await this.send<{ until: string }>(`/petitions/${p.id}:sign`, `petition/${p.id}`, body)).until;
      this.dispatchEvent(new CustomEvent('rb-event', { detail: { name: 'signed', id: p.id }, bubbles: true, composed: true }));
    });
  };
}

const chained = (i: number, there: boolean) => {
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', figure);
  path.setAttribute('transform', `translate(${i * 24} 0)`);
  path.setAttribute('class', there ? 'there' : 'left');
  return path;
};

if (!customElements.get('rb-petition')) customElements.define('rb-petition', RbPetition);
