// Shares: what other organisations let this one read, and what it lets them read.

import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import '@ribambelle/web/dialog';
import '@ribambelle/web/form';
import { loaded } from '@ribambelle/web/loaded';
import type { Unit } from '@ribambelle/web/me';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/state';
import '@ribambelle/web/table';
import type { Column } from '@ribambelle/web/table';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import type { Share, Shares } from '../parts/share.ts';
import '../parts/share-form.ts';
import { screenStyles } from '../parts/styles.ts';

const badges = { offered: 'warn', live: 'good', declined: 'off', ended: 'off', expired: 'off' } as const;

@element('rb-shares')
export class RbShares extends Screen {
  static override styles = screenStyles;

  @state() private doing: 'offer' | 'take' | undefined;
  @state() private code: { code?: string } = {};
  @state() private problem: Problem | undefined;
  @state() private busy = false;
  private readonly all = loaded(this, async (signal) => {
    const [told, units] = await Promise.all([this.api.get<Shares>('/shares', { signal }), this.may('core:share.offer') ? this.api.all<Unit>('/units', 'units', { signal }).catch(() => []) : []]);
    return { ...told, units };
  });

  protected override titleKey = () => 'shares.title';

  override render() {
    return html`<div class="page">${head({ title: this.t('shares.title'), lead: this.t('shares.lead'), back: { href: this.to('settings'), label: this.t('settings.menu') } })}
      ${this.all.render((all: Shares & { units: Unit[] }) => html`${this.side('received', all)}${this.side('given', all)}${this.dialog(all)}`)}</div>`;
  }

  private side(side: Share['side'], { shares, offerable }: Shares) {
    const own = shares.filter((s) => s.side === side);
    const reads = side === 'received' && this.may('core:share.read') && own.some((s) => s.state === 'live');
    const begin = side === 'received' ? this.may('core:share.accept') : this.may('core:share.offer') && offerable.length > 0;
    return html`<section class="stack" aria-labelledby=${side}><div class="row apart"><h2 id=${side}>${this.t(`shares.${side}`)}</h2><div class="row">
        ${reads ? html`<rb-button kind="primary" icon="chart-column" href=${this.to('settings', 'shared')}>${this.t('shares.read')}</rb-button>` : nothing}
        ${begin ? html`<rb-button icon=${side === 'received' ? 'key-round' : 'plus'} @click=${() => this.open(side === 'received' ? 'take' : 'offer')}>${this.t(side === 'received' ? 'shares.take' : 'shares.offer')}</rb-button>` : nothing}</div></div>
      ${own.length === 0 ? html`<div class="card"><rb-state kind="empty" .heading=${this.t(`shares.none.${side}`)} .text=${this.t(`shares.none.${side}-text`)}></rb-state></div>`
        : html`<rb-table .caption=${this.t(`shares.${side}`)} hide-caption .columns=${this.columns(side) as never} .rows=${own as never}></rb-table>`}</section>`;
  }

  private columns(side: Share['side']): Column<Share>[] {
    return [
      { key: 'what', label: this.t('shares.what'), primary: true, render: (s) => html`<span>${this.pick(s.title)}<br /><span class="small muted">${this.scope(s)}</span></span>` },
      { key: 'other', label: this.t(side === 'given' ? 'shares.with' : 'shares.from'), render: (s) => html`<span>${s.other?.name ?? s.to}${s.other ? nothing : html`<br /><span class="small muted">${this.t('shares.untaken')}</span>`}</span>` },
      { key: 'purpose', label: this.t('shares.purpose'), render: (s) => s.purpose },
      { key: 'state', label: this.t('shares.state'), render: (s) => this.standing(s) },
      { key: 'act', label: this.t('shares.actions'), quiet: true, render: (s) => this.acts(s) },
    ];
  }

  private scope(s: Share): string {
    const where = s.units.length > 0 ? this.fmt.list(s.units.map((u) => u.name)) : this.t('frame.whole');
    return `${where} · ${this.t(`shares.mode.${s.mode}`)}`;
  }

  private standing(s: Share) {
    const day = s.ended_at ?? s.declined_at ?? s.expires;
    const said = s.ended_at ? (s.ended_by === s.side ? 'shares.ended-here' : 'shares.ended-there') : s.declined_at ? 'shares.declined-on' : s.state === 'expired' ? 'shares.expired-on' : 'shares.until-day';
    return html`<span><rb-badge kind=${badges[s.state]}>${this.t(`shares.state.${s.state}`)}</rb-badge><br /><span class="small muted">${this.t(said, { date: this.fmt.date(day, 'short') })}</span></span>`;
  }

  private acts(s: Share) {
    const of = `${this.pick(s.title)}, ${s.other?.name ?? s.to}`;
    const button = (key: string, icon: string, act: () => Promise<void>, kind = '') =>
      html`<rb-button size="s" kind=${kind || nothing} icon=${icon} label=${`${this.t(key)}, ${of}`} @click=${() => void act()}>${this.t(key)}</rb-button>`;
    const waits = s.side === 'received' && s.state === 'offered' && this.may('core:share.accept');
    const ends = (s.state === 'live' || (s.state === 'offered' && s.side === 'given')) && this.may('core:share.end');
    return html`<span class="row">${waits ? html`${button('shares.accept', 'check', () => this.decide(s, 'accept'), 'primary')}${button('shares.decline', 'x', () => this.decide(s, 'decline'), 'quiet')}` : nothing}
      ${ends ? button(s.state === 'live' ? 'shares.end' : 'shares.withdraw', 'ban', () => this.end(s), 'quiet') : nothing}</span>`;
  }

  private dialog({ offerable, units }: Shares & { units: Unit[] }) {
    const close = () => (this.doing = undefined);
    if (this.doing === 'offer') return html`<rb-share-form .api=${this.api} .offerable=${offerable} .units=${units} @rb-close=${close} @rb-saved=${() => void this.all.reload()}></rb-share-form>`;
    if (this.doing !== 'take') return nothing;
    return html`<rb-dialog open .heading=${this.t('shares.take')} @rb-close=${close}><p>${this.t('shares.take-text')}</p>
      <rb-form .schema=${{ type: 'object', required: ['code'], properties: { code: { type: 'string', minLength: 1, maxLength: 200, 'x-widget': 'text', title: this.t('shares.code') } } }} .value=${this.code} .problem=${this.problem} ?busy=${this.busy} submit=${this.t('shares.take-do')}
        @rb-input=${(e: CustomEvent<{ value: { code?: string } }>) => (this.code = e.detail.value)} @rb-submit=${() => void this.take()}></rb-form></rb-dialog>`;
  }

  private open(what: 'offer' | 'take'): void {
    this.code = {};
    this.problem = undefined;
    this.doing = what;
  }

  private async take(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      await this.api.post('/shares:take', this.code);
      this.doing = undefined;
      this.tell('good', this.t('shares.taken'));
      await this.all.reload();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    } finally {
      this.busy = false;
    }
  }

  private async decide(s: Share, answer: 'accept' | 'decline'): Promise<void> {
    const sure = await confirmBox(this, {
      heading: this.t(`shares.${answer}-title`, { name: s.other?.name ?? s.to }), body: answer === 'accept' ? `${this.pick(s.help)} ${this.t('shares.accept-text')}` : this.t('shares.decline-text'), confirm: this.t(`shares.${answer}`), danger: answer === 'decline',
    });
    if (sure) await this.does(s, answer);
  }

  private async end(s: Share): Promise<void> {
    const name = s.other?.name ?? s.to;
    const sure = await confirmBox(this, { heading: this.t('shares.end-title', { name }), body: this.t(s.side === 'given' ? 'shares.end-text' : 'shares.end-text-received'), confirm: this.t(s.state === 'live' ? 'shares.end' : 'shares.withdraw'), danger: true });
    if (sure) await this.does(s, 'end');
  }

  private async does(s: Share, what: 'accept' | 'decline' | 'end'): Promise<void> {
    try {
      await this.api.post(`/shares/${s.id}:${what}`);
      this.tell('good', this.t(`shares.done.${what}`));
      await this.all.reload();
    } catch (thrown) {
      this.failed(problemOf(thrown));
    }
  }
}
