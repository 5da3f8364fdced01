// <rb-cap-guest>: the one session that an invitation opens. The secret comes in the address's fragment, which
// browsers never send, and is taken out of the address at once. The page is light: text, a link, a number to dial.

import { css, html, nothing } from 'lit';

import '@ribambelle/web/button';
import '@ribambelle/web/notice';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { ModuleElement } from '@ribambelle/web/module-element';
import { base } from '@ribambelle/web/styles';

import { guest } from './texts/public.ts';
import { cityOf, partsOf, type Times } from './when.ts';

type View = {
  name: string; title: string; question?: string; pact: string; until: string;
  session: Times & { number: number; subject?: string; state: string; reason?: string; room?: string; dial_in?: string };
};

@element('rb-cap-guest')
export class RbCapGuest extends ModuleElement {
  static override texts = guest;
  static override styles = [base, css`.when { font-size: var(--rb-text-l); font-weight: 620; } .pre { white-space: pre-line; }`];

  private token = '';

  private readonly view = loaded(this, () => this.client.post<View>('/cap/guests:enter', { token: this.token }), false);

  override connectedCallback(): void {
    super.connectedCallback();
    this.token = location.hash.slice(1);
    if (!this.token) return;
    history.replaceState(null, '', location.pathname + location.search);
    void this.view.reload();
  }

  override render() {
    this.entitle(this.t('cap.guest.title'));
    if (!this.token) return html`<rb-state kind="missing" heading=${this.t('cap.guest.none')} text=${this.t('cap.guest.none.text')}></rb-state>`;
    if (this.view.problem?.code === 'invitation-unknown') return html`<rb-state kind="missing" heading=${this.t('cap.guest.over')} text=${this.say(this.view.problem)}></rb-state>`;
    return this.view.render((v) => {
      const s = v.session;
      const { day, from, to, there } = partsOf(s, this.locale);
      const off = s.state === 'cancelled';
      return html`<div class="stack wide"><div class="stack tight"><h1 tabindex="-1">${this.pick(v.title)}</h1><p class="lead">${this.t('cap.guest.hello', { name: v.name })}</p></div>
        ${off ? html`<rb-notice kind="warn" heading=${this.t('cap.guest.cancelled')}><span>${this.pick(s.reason)}</span></rb-notice>` : nothing}
        <section class="card stack"><h2>${this.t('cap.session.n', { n: s.number })}${s.subject ? html`, ${s.subject}` : nothing}</h2>
          <p><span class="when">${this.t('cap.when', { day, from, to })}</span>${there ? html`<br /><small class="muted">${this.t('cap.when.there', { time: there, city: cityOf(s.zone) })}</small>` : nothing}</p>
          ${v.question ? html`<p>${this.pick(v.question)}</p>` : nothing}
          ${s.room ? html`<div><rb-button kind="action" icon="external-link" href=${s.room} target="_blank">${this.t('cap.meet.room')}</rb-button></div>` : nothing}
          ${s.dial_in ? html`<p class="prose"><strong>${this.t('cap.meet.phone')}</strong> ${s.dial_in}</p>` : nothing}
          <p class="small muted">${this.t('cap.meet.unrecorded')} ${this.t('cap.guest.until', { date: this.fmt.date(new Date(new Date(v.until).getTime() - 1000)), city: cityOf(s.zone) })}</p></section>
        <section class="card stack"><h2>${this.t('cap.pact.read')}</h2><p class="prose pre">${v.pact}</p></section></div>`;
    });
  }
}
