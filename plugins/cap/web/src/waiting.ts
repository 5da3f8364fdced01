// <rb-cap-waiting>: the home page's card: my next session, what I promised, what waits for a mentor; nothing when
// nothing does.

import { css, html, nothing } from 'lit';

import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { ModuleElement } from '@ribambelle/web/module-element';
import { base } from '@ribambelle/web/styles';

import { communities, type Line } from './community.ts';
import { waiting } from './texts/waiting.ts';
import { partsOf } from './when.ts';

@element('rb-cap-waiting')
export class RbCapWaiting extends ModuleElement {
  static override texts = waiting;
  static override styles = [base, css`a { display: inline-flex; align-items: center; min-height: 44px; font-weight: 620; } p { max-width: 52ch; }`];

  private readonly list = loaded(this, () => communities.home(this.client, 'mine=true'));

  override render() {
    const open = (this.list.value ?? []).filter((c) => c.status === 'open' && c.seat?.state === 'seated');
    const soonest = open.filter((c) => c.next_at).sort((a, b) => a.next_at!.localeCompare(b.next_at!))[0] ?? open[0];
    if (!soonest?.seat) return nothing;
    return html`<div class="card stack tight">${this.next(soonest)}
      ${soonest.due ? html`<p>${this.t('cap.due', { n: soonest.due })}</p>` : nothing}
      ${soonest.late ? html`<p>${this.t('cap.late', { n: soonest.late })}</p>` : nothing}
      <div><a href=${this.href(`/rooms/${soonest.seat.id}`)}>${this.t('cap.waiting.enter')}</a></div></div>`;
  }

  private next(c: Line) {
    if (!c.next_at) return html`<p>${this.t('cap.waiting.none', { title: c.title })}</p>`;
    const ends = new Date(new Date(c.next_at).getTime() + c.minutes * 60_000).toISOString();
    const { day, from } = partsOf({ starts_at: c.next_at, ends_at: ends, zone: c.zone }, this.locale);
    return html`<p>${this.t('cap.waiting.next', { title: c.title, day, time: from })}</p>`;
  }
}
