// When a place is closed: its own closures, those that it inherits and public holidays; say when, change it, follow it in a calendar.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import '@ribambelle/web/copy';
import { element } from '@ribambelle/web/define';
import { icon } from '@ribambelle/web/icon';
import { loaded } from '@ribambelle/web/loaded';
import { holdsAll, type Unit } from '@ribambelle/web/me';
import '@ribambelle/web/menu';
import { problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/state';
import type { Bilingual } from '@ribambelle/web/texts';
import '@ribambelle/web/unit-picker';

import { Screen } from '../app/screen.ts';
import '../parts/closure-form.ts';
import type { Closure } from '../parts/closure-form.ts';
import { head } from '../parts/head.ts';
import { screenStyles } from '../parts/styles.ts';

type Closed = { from: string; to: string; name: Bilingual; closure_id?: string; unit_id?: string };
type Loaded = { units: Unit[]; closures: Closure[]; days: Closed[]; feed: string; at: string };

@element('rb-closures')
export class RbClosures extends Screen {
  static override styles = [...screenStyles, css`
    .days { padding: 0; }
    .days li { display: grid; grid-template-columns: minmax(0, 17rem) minmax(0, 1fr) auto; gap: .25rem var(--rb-space-4); align-items: center; min-height: 3.5rem; padding: .375rem .5rem .375rem var(--rb-space-4); border-block-end: 1px solid var(--rb-line); }
    .days li:last-child { border: 0; }
    .name { display: flex; flex-wrap: wrap; gap: .125rem .625rem; align-items: center; }
    .picker { max-width: 26rem; }
    @media (max-width: 640px) { .days li { grid-template-columns: minmax(0, 1fr) auto; } .when { grid-row: 2; } .days rb-menu { grid-row: 1 / span 2; grid-column: 2; } }
  `];

  @state() private doing: Closure | 'new' | undefined;
  private readonly all = loaded(this, async (signal): Promise<Loaded> => {
    const [units, closures] = await Promise.all([this.api.all<Unit>('/units', 'units', { signal }), this.api.all<Closure>('/closures', 'closures', { signal })]);
    const at = this.route.rest[1] ?? (holdsAll(this.me) ? '' : (units[0]?.id ?? ''));
    const { days, feed } = await this.api.get<{ days: Closed[]; feed: string }>(`/closures:days?unit_id=${encodeURIComponent(at)}`, { signal });
    return { units, closures, days, feed, at };
  });

  protected override titleKey = () => 'closures.title';

  override updated(changed: Map<PropertyKey, unknown>): void {
    super.updated(changed);
    if (changed.get('route')) void this.all.reload();
  }

  override render() {
    const add = this.may('core:closure.update') ? html`<rb-button kind="primary" icon="plus" @click=${() => (this.doing = 'new')}>${this.t('closures.add')}</rb-button>` : nothing;
    return html`<div class="page">${head({ title: this.t('closures.title'), lead: this.t('closures.lead'), back: { href: this.to('sites'), label: this.t('sites.menu') }, actions: add })}
      ${this.all.render((all: Loaded) => html`${this.picker(all)}${this.days(all)}${this.follow(all)}`)}</div>${this.dialog()}`;
  }

  private picker({ units, at }: Loaded) {
    return html`<rb-unit-picker class="picker no-print" .label=${this.t('closures.where')} .all=${holdsAll(this.me) ? this.t('frame.whole') : ''} .units=${units} .value=${at}
      @rb-change=${(e: CustomEvent<{ value: string }>) => this.go(this.to('sites', 'closures', e.detail.value))}></rb-unit-picker>`;
  }

  private days({ days, units, closures, at }: Loaded) {
    if (days.length === 0) return html`<div class="card"><rb-state kind="empty" .heading=${this.t('closures.none')} .text=${this.may('core:closure.update') ? this.t('closures.none-text') : ''}></rb-state></div>${this.holidays(days)}`;
    return html`<ul class="list card days">${days.map((d) => html`<li><div class="when num">${this.when(d)}</div>
      <div class="name"><strong>${this.pick(d.name)}</strong>${this.origin(d, units, closures, at)}</div>${this.menu(d, closures)}</li>`)}</ul>${this.holidays(days)}`;
  }

  private when({ from, to }: Closed): string {
    return from === to ? this.fmt.date(from, 'long') : this.t('closures.range', { from: this.fmt.date(from, 'long'), to: this.fmt.date(to, 'long') });
  }

  // origin says why it is closed then, where that is not the place's own doing.
  private origin(d: Closed, units: readonly Unit[], closures: readonly Closure[], at: string) {
    if (!d.closure_id) return html`<rb-badge kind="info">${this.t('closures.holiday')}</rb-badge>`;
    const from = (d.unit_id ?? '') === at ? '' : d.unit_id ? this.t('closures.of', { name: units.find((u) => u.id === d.unit_id)?.name ?? this.t('closures.above') }) : this.t('frame.whole');
    return html`${closures.find((c) => c.id === d.closure_id)?.yearly ? html`<rb-badge>${this.t('closures.each-year')}</rb-badge>` : nothing}${from ? html`<span class="small muted">${from}</span>` : nothing}`;
  }

  private menu(d: Closed, closures: readonly Closure[]) {
    const closure = closures.find((c) => c.id === d.closure_id);
    if (!closure || !this.may('core:closure.update') || (!closure.unit_id && !holdsAll(this.me))) return html`<span></span>`;
    return html`<rb-menu class="no-print" name=${this.t('sites.actions', { name: this.pick(closure.name) })}>
      <button type="button" @click=${() => (this.doing = closure)}>${icon('pencil')}${this.t('closures.change')}</button>
      <button type="button" class="danger" @click=${() => void this.drop(closure)}>${icon('trash-2')}${this.t('closures.remove')}</button></rb-menu>`;
  }

  // holidays points to where public holidays are chosen, as long as none are.
  private holidays(days: readonly Closed[]) {
    if (days.some((d) => !d.closure_id) || !this.may('core:settings.update')) return nothing;
    return html`<p class="muted no-print">${this.t('closures.no-holidays')} <a href=${this.to('settings', 'organisation')}>${this.t('closures.choose')}</a></p>`;
  }

  private follow({ feed }: Loaded) {
    return html`<section class="card narrow stack no-print" aria-labelledby="follow"><h2 id="follow">${this.t('closures.follow')}</h2><p class="muted">${this.t('closures.follow-text')}</p>
      <rb-copy .text=${new URL(feed, location.origin).href} .label=${this.t('closures.address')}></rb-copy></section>`;
  }

  private dialog() {
    if (!this.doing || !this.all.value) return nothing;
    const { units, at } = this.all.value;
    return html`<rb-closure-form .api=${this.api} .units=${units} .closure=${this.doing === 'new' ? undefined : this.doing} at=${at} ?whole=${holdsAll(this.me)} .languages=${this.me?.tenant.languages ?? ['fr']}
      @rb-close=${() => (this.doing = undefined)} @rb-saved=${() => this.done('closures.saved')}></rb-closure-form>`;
  }

  private async drop(closure: Closure): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('closures.remove-title', { name: this.pick(closure.name) }), body: this.t(closure.yearly ? 'closures.remove-yearly' : 'closures.remove-text'), confirm: this.t('closures.remove'), danger: true });
    if (sure) await this.api.del(`/closures/${closure.id}`).then(() => this.done('closures.removed'), (thrown) => this.failed(problemOf(thrown)));
  }

  private done(key: string): void {
    this.doing = undefined;
    this.tell('good', this.t(key));
    void this.all.reload();
  }
}
