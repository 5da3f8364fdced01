// What is held about me here: by whom, why, for how long; what I agreed to; a copy of it; and how to ask that it goes.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import '@ribambelle/web/notice';
import { type Problem, problemOf } from '@ribambelle/web/problem';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import type { Asked, Held, HeldBy, OwnConsent } from '../parts/held.ts';
import { keptFor } from '../parts/privacy-pages.ts';
import { screenStyles } from '../parts/styles.ts';

@element('rb-held')
export class RbHeld extends Screen {
  static override styles = [...screenStyles, css`
    dl.facts { gap: var(--rb-space-3) var(--rb-space-5); grid-template-columns: minmax(8rem, 14rem) 1fr; }
    @media (max-width: 599px) { dl.facts { grid-template-columns: 1fr; gap: .125rem; } dl.facts dd { margin-block-end: var(--rb-space-3); } }
    .consents li { display: grid; gap: .25rem; padding-block: var(--rb-space-3); border-block-end: 1px solid var(--rb-line); } .consents li:last-child { border: 0; }
    .name { display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: center; }
  `];

  @state() private asking = false;
  @state() private busy = false;
  @state() private refused: Problem | undefined;
  private readonly held = loaded(this, (signal) => this.api.get<Held>('/me/held', { signal }));

  protected override titleKey = () => 'held.title';

  override render() {
    const files = html`${['json', 'csv'].map((f) => html`<rb-button icon="download" href=${this.api.href(`/me/held:export?format=${f}`)} download="">${this.t(`held.${f}`)}</rb-button>`)}`;
    return html`<div class="page">${head({ title: this.t('held.title'), lead: this.t('held.lead', { organisation: this.me?.tenant.name ?? '' }), back: { href: this.to('account'), label: this.t('account.menu') }, actions: files })}
      ${this.held.render((h: Held) => html`${this.officer(h)}${h.held.map((by) => this.by(by))}${this.consents(h.consents)}${this.erasure(h)}
        ${this.me?.several ? html`<p class="muted prose">${this.t('held.several')} <a href=${this.to('my-organisations')}>${this.t('my-organisations.menu')}</a></p>` : nothing}`)}</div>${this.dialog()}`;
  }

  private officer({ officer, hosting }: Held) {
    const reach = [officer.email, officer.phone].filter(Boolean).join(', ');
    return html`<dl class="facts"><dt>${this.t('held.officer')}</dt><dd>${officer.name || officer.email ? html`${officer.name}${reach ? html`<br />${reach}` : nothing}` : this.t('privacy.unsaid')}</dd><dt>${this.t('org.hosting')}</dt><dd>${hosting || this.t('privacy.unsaid')}</dd></dl>`;
  }

  private by(a: HeldBy) {
    return html`<section class="card stack" aria-labelledby=${`by-${a.module}`}><div class="stack tight"><h2 id=${`by-${a.module}`}>${this.pick(a.title)}</h2><p class="prose">${this.pick(a.purpose)}</p></div>
      <dl class="facts"><dt>${this.t('held.basis')}</dt><dd>${this.pick(a.basis) || this.t('privacy.unsaid')}</dd>
        ${a.data.map((d) => html`<dt>${this.pick(d.title)}</dt><dd>${this.t('held.n', { n: d.n })} ${this.fmt.list(d.fields.map((f) => this.pick(f.title) || f.name))}<br /><span class="small muted">${d.keep ? keptFor(this, d.keep, d.then ?? 'erase') : this.t(a.module === 'core' ? 'held.kept' : 'held.kept-unsaid')}</span></dd>`)}</dl></section>`;
  }

  private consents(all: OwnConsent[]) {
    return html`<section class="card stack" aria-labelledby="consents"><h2 id="consents">${this.t('held.consents')}</h2>
      ${all.length === 0 ? html`<p class="muted">${this.t('held.consents-none')}</p>` : html`<ul class="list consents">${all.map((c) => html`<li><div class="name"><strong>${this.pick(c.purpose_title) || c.purpose}</strong><span class="muted">${this.pick(c.module_title)}</span>
        <rb-badge kind=${c.ended_at ? 'neutral' : 'good'}>${this.t(c.ended_at ? 'held.ended' : 'held.given')}</rb-badge></div>
        <span class="small muted">${this.t('held.proof', { date: this.fmt.dateTime(c.given_at), version: c.version, channel: this.t(`held.channel.${c.channel}`) })}${c.ended_at ? ` ${this.t('held.ended-at', { date: this.fmt.dateTime(c.ended_at) })}` : ''}</span>
        ${c.ended_at || !this.pick(c.withdraw) ? nothing : html`<span>${this.pick(c.withdraw)}</span>`}</li>`)}</ul>`}</section>`;
  }

  private erasure({ requests, officer }: Held) {
    const open = requests.some((r) => r.state === 'open' || r.state === 'late');
    return html`<section class="card stack" aria-labelledby="erase"><h2 id="erase">${this.t('held.erase')}</h2><p class="prose">${this.t('held.erase-text', { officer: officer.name ? ` (${officer.name})` : '' })}</p>
      ${requests.map((r) => this.asked(r))}
      ${open ? nothing : html`<div><rb-button @click=${() => (this.asking = true)}>${this.t('held.erase-do')}</rb-button></div>`}</section>`;
  }

  private asked(r: Asked) {
    const key = r.state === 'late' ? 'open' : r.state;
    return html`<rb-notice kind=${r.state === 'refused' ? 'warn' : 'info'}>${this.t(`held.asked.${key}`, { date: this.fmt.date(r.asked_at, 'long'), until: this.fmt.date(r.until, 'long'), reason: r.reason ?? '' })}</rb-notice>`;
  }

  private dialog() {
    if (!this.asking) return nothing;
    const schema = { type: 'object', properties: { note: { type: 'string', maxLength: 1000, title: this.t('held.note'), description: this.t('held.note-help'), 'x-widget': 'textarea' } } };
    return html`<rb-dialog open .heading=${this.t('held.erase-do')} @rb-close=${() => (this.asking = false)}><div class="stack"><p>${this.t('held.erase-sure')}</p>
      <rb-form .schema=${schema} .value=${{}} .problem=${this.refused} ?busy=${this.busy} submit=${this.t('held.erase-send')} @rb-submit=${(e: CustomEvent<{ value: { note?: string } }>) => void this.ask(e.detail.value)}></rb-form></div></rb-dialog>`;
  }

  private async ask(value: { note?: string }): Promise<void> {
    this.busy = true;
    this.refused = undefined;
    try {
      await this.api.post('/me/held:erase', value);
      this.asking = false;
      this.tell('good', this.t('held.sent'));
      await this.held.reload();
    } catch (thrown) {
      this.refused = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }
}
