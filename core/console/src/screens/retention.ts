// How long data are kept, what would go today, and what a legal hold keeps from going.

import { html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import { confirmBox } from '@ribambelle/web/confirm';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import type { Unit } from '@ribambelle/web/me';
import { problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/table';
import type { Column } from '@ribambelle/web/table';
import type { Bilingual } from '@ribambelle/web/texts';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import '../parts/hold-form.ts';
import '../parts/keep-form.ts';
import { lengths, type Rule } from '../parts/keep-form.ts';
import type { Person } from '../parts/person.ts';
import { collectionsOf, keptFor, type Named, privacyPages, privacyStyles, type Processing } from '../parts/privacy-pages.ts';
import { screenStyles } from '../parts/styles.ts';

type Hold = { id: string; title: Bilingual; reason: string; by: string; since: string; until?: string; lifted?: string; live: boolean };
type All = { rules: Rule[]; holds: Hold[]; people: Person[]; units: Unit[]; modules: ReadonlyMap<string, string>; collections: Named[] };

@element('rb-retention')
export class RbRetention extends Screen {
  static override styles = [...screenStyles, privacyStyles];

  @state() private doing: Rule | 'hold' | undefined;
  private readonly all = loaded(this, async (signal): Promise<All> => {
    const get = <T>(path: string) => this.api.get<T>(`/privacy/${path}`, { signal });
    const [{ rules }, { holds }, processing, people, units] = await Promise.all([
      get<{ rules: Rule[] }>('retention'), get<{ holds: Hold[] }>('holds'), get<Processing>('processing'),
      this.may('core:person.read') ? this.api.all<Person>('/people', 'people', { signal }) : [], this.may('core:unit.read') ? this.api.all<Unit>('/units', 'units', { signal }) : [],
    ]);
    return { rules, holds, people, units, collections: collectionsOf(this, processing), modules: new Map(processing.activities.map((a) => [a.module, this.pick(a.title)])) };
  });

  protected override titleKey = () => 'privacy.retention';

  override render() {
    return html`<div class="page">${privacyPages(this, 'retention')}${head({ title: this.t('privacy.retention'), lead: this.t('privacy.lead.retention') })}
      ${this.all.render((all: All) => html`${this.rules(all)}${this.holds(all.holds)}${this.dialog(all)}`)}</div>`;
  }

  private rules({ rules, modules }: All) {
    const columns: Column<Rule>[] = [
      { key: 'what', label: this.t('privacy.what'), primary: true, render: (r) => html`<span>${this.pick(r.title)}<br /><span class="small muted">${modules.get(r.module) ?? ''}</span></span>` },
      { key: 'keep', label: this.t('privacy.keep'), render: (r) => html`<span>${keptFor(this, r.keep, r.then)}<br /><span class="small muted">${r.since_title ? this.t('privacy.since', { field: this.pick(r.since_title) }) : this.t('privacy.since-change')}</span></span>` },
      { key: 'due', label: this.t('privacy.due'), num: true, render: (r) => this.fmt.number(r.due) }, { key: 'held', label: this.t('privacy.held'), num: true, render: (r) => this.fmt.number(r.held) },
      { key: 'choose', label: this.t('privacy.keep.choose'), quiet: true, render: (r) => (this.may('core:retention.update') && lengths(r).length > 0
        ? html`<rb-button class="no-print" size="s" label=${`${this.t('privacy.keep.choose')}, ${this.pick(r.title)}`} @click=${() => (this.doing = r)}>${this.t('privacy.keep.choose')}</rb-button>` : nothing) },
    ];
    return html`<rb-table .caption=${this.t('privacy.retention')} hide-caption .columns=${columns as never} .rows=${rules as never} empty=${this.t('privacy.none.retention')}></rb-table>`;
  }

  private holds(holds: Hold[]) {
    const columns: Column<Hold>[] = [
      { key: 'what', label: this.t('privacy.what'), primary: true, render: (h) => this.pick(h.title) }, { key: 'why', label: this.t('privacy.why'), render: (h) => h.reason },
      { key: 'by', label: this.t('privacy.by'), render: (h) => html`<span>${h.by}<br /><span class="small muted">${this.fmt.dateTime(h.since)}</span></span>` },
      { key: 'live', label: this.t('privacy.state'), render: (h) => this.standing(h) },
      { key: 'lift', label: this.t('privacy.lift'), quiet: true, render: (h) => (h.live && this.may('core:hold.lift')
        ? html`<rb-button class="no-print" size="s" label=${`${this.t('privacy.lift')}, ${this.pick(h.title)}`} @click=${() => void this.lift(h)}>${this.t('privacy.lift')}</rb-button>` : nothing) },
    ];
    return html`<section class="stack" aria-labelledby="holds"><div class="row apart"><h2 id="holds">${this.t('privacy.holds')}</h2>
        ${this.may('core:hold.create') ? html`<rb-button icon="lock" @click=${() => (this.doing = 'hold')}>${this.t('privacy.hold')}</rb-button>` : nothing}</div>
      <p class="muted prose">${this.t('privacy.holds-text')}</p>
      <rb-table .caption=${this.t('privacy.holds')} hide-caption .columns=${columns as never} .rows=${holds as never} empty=${this.t('privacy.none.holds')}></rb-table></section>`;
  }

  private standing({ live, until, lifted }: Hold) {
    const day = lifted ?? until;
    const date = day ? this.fmt.date(day, 'short') : '';
    return html`<span><rb-badge kind=${live ? 'warn' : 'off'}>${this.t(live ? 'privacy.live' : 'privacy.over')}</rb-badge>${date ? html`<br /><span class="small muted">${this.t(lifted ? 'privacy.lifted-on' : 'privacy.until', { date })}</span>` : nothing}</span>`;
  }

  private dialog({ people, units, collections }: All) {
    if (!this.doing) return nothing;
    const close = () => (this.doing = undefined);
    if (this.doing === 'hold') return html`<rb-hold-form .api=${this.api} .people=${people} .units=${units} .collections=${collections} @rb-close=${close} @rb-saved=${() => this.done(this.t('privacy.hold.saved'))}></rb-hold-form>`;
    return html`<rb-keep-form .api=${this.api} .rule=${this.doing} @rb-close=${close} @rb-saved=${(e: CustomEvent<string>) => this.done(this.t('privacy.keep.saved', { period: e.detail }))}></rb-keep-form>`;
  }

  private async lift(hold: Hold): Promise<void> {
    const sure = await confirmBox(this, { heading: this.t('privacy.lift-title', { name: this.pick(hold.title) }), body: this.t('privacy.lift-text'), confirm: this.t('privacy.lift'), danger: true });
    if (sure) await this.api.post(`/privacy/holds/${hold.id}:lift`).then(() => this.done(this.t('privacy.lifted')), (thrown) => this.failed(problemOf(thrown)));
  }

  private done(said: string): void {
    this.doing = undefined;
    this.tell('good', said);
    void this.all.reload();
  }
}
