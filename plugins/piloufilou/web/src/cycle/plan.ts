// <rb-piloufilou-plan>: preparing a cycle, or changing one in preparation: which group, who plays, which days.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/unit-picker';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import type { Unit } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';

import { certified, type Cycle, cycles, people, type Rec } from '../model.ts';
import { Screen, type Told } from '../screen.ts';
import { texts } from '../texts/cycle.ts';

const ages = ['0-17', '18-35', '36-59', 'mixed', '60+'] as const;

@element('rb-piloufilou-plan')
export class RbPiloufilouPlan extends Screen {
  static override texts = texts;
  static override styles = [base, css`rb-field, rb-unit-picker { max-width: 32rem; } .short rb-field { max-width: 14rem; } .period, .short { align-items: end; }`];

  @state() private draft: Partial<Cycle> = {};
  private saved: Rec<Cycle> | undefined;

  private readonly data = loaded(this, async () => {
    const [units, registered, saved] = await Promise.all([
      this.client.all<Unit>('/units', 'units'), people.list(this.client), this.cycle ? cycles.get(this.client, this.cycle) : undefined,
    ]);
    const within = (u: Unit) => this.me?.grants.some((g) => u.path.startsWith(g.unit_path)) ?? false;
    const sites = units.filter((u) => u.class !== 'territory' && !u.closed_at && within(u));
    this.saved = saved;
    this.draft = saved?.doc ?? { edition: this.edition, unit: sites[0]?.id ?? '', ages: 'mixed', children: 8, adults: 2, every: 1, first_on: this.today, at: '10:00' };
    return { sites, registered };
  });

  private set(part: Partial<Cycle>): void {
    this.draft = { ...this.draft, ...part };
    this.dirty(true);
  }

  override render() {
    const open = this.saved !== undefined && this.saved.doc.status !== 'planned';
    this.entitle(this.t('piloufilou.plan.title'));
    return html`<div class="stack wide">
      <div class="stack tight"><rb-back href=${this.href(this.cycle ? `/cycles/${this.cycle}` : `/editions/${this.edition}`)}>${this.saved ? `${this.saved.doc.group}, ${this.saved.doc.place}` : this.t('piloufilou.back')}</rb-back><h1 tabindex="-1">${this.t('piloufilou.plan.title')}</h1><p class="lead">${this.t('piloufilou.plan.lead')}</p></div>
      ${this.refused()}
      ${this.data.render(({ sites, registered }) => html`${this.group(sites, open)}${this.players(registered)}${open ? nothing : this.days()}
        <div><rb-button kind="primary" ?busy=${this.busy} ?disabled=${!this.draft.group?.trim() || !this.draft.unit} @click=${this.save}>${this.t('piloufilou.plan.save')}</rb-button></div>`)}
    </div>`;
  }

  private group(sites: readonly Unit[], open: boolean) {
    const number = (name: 'children' | 'adults', max: number) => html`<rb-field type="integer" width="s" label=${this.t(`piloufilou.plan.${name}`)} min=${name === 'children' ? '1' : '0'} max=${String(max)}
      .value=${this.draft[name]} @rb-change=${(e: Told) => this.set({ [name]: Number(e.detail.value) || 0 })}></rb-field>`;
    return html`<div class="card stack"><h2>${this.t('piloufilou.plan.group')}</h2>
      ${open ? nothing : html`<rb-unit-picker label=${this.t('piloufilou.plan.unit')} .units=${sites} .value=${this.draft.unit ?? ''} required @rb-change=${(e: Told) => this.set({ unit: String(e.detail.value) })}></rb-unit-picker>`}
      <rb-field label=${this.t('piloufilou.plan.name')} help=${this.t('piloufilou.plan.name.help')} maxlength="80" required .value=${this.draft.group ?? ''} @rb-input=${(e: Told) => this.set({ group: String(e.detail.value) })}></rb-field>
      <rb-field type="select" label=${this.t('piloufilou.plan.ages')} .options=${ages.map((value) => ({ value, label: this.t(`piloufilou.ages.${value}`) }))} .value=${this.draft.ages} @rb-change=${(e: Told) => this.set({ ages: e.detail.value as Cycle['ages'] })}></rb-field>
      <div class="row short">${number('children', 40)}${number('adults', 20)}</div><p class="small muted">${this.t('piloufilou.plan.children.help')}</p></div>`;
  }

  private players(registered: readonly { id: string; doc: Parameters<typeof certified>[0] }[]) {
    const options = registered.map((p) => ({ value: p.id, label: certified(p.doc, this.today) ? p.doc.name : this.t('piloufilou.plan.uncertified', { name: p.doc.name }) }));
    const none = { value: '', label: this.t('piloufilou.plan.nobody') };
    return html`<div class="card stack"><h2>${this.t('piloufilou.plan.players')}</h2><p class="muted prose">${this.t('piloufilou.plan.players.help')}</p>
      <rb-field type="select" label=${this.t('piloufilou.plan.facilitator')} .options=${[none, ...options]} .value=${this.draft.facilitator ?? ''} @rb-change=${(e: Told) => this.set({ facilitator: String(e.detail.value ?? '') })}></rb-field>
      <rb-field type="select" label=${this.t('piloufilou.plan.partner')} optional .options=${[none, ...options.filter((o) => o.value !== this.draft.facilitator)]} .value=${this.draft.partner ?? ''} @rb-change=${(e: Told) => this.set({ partner: String(e.detail.value ?? '') })}></rb-field></div>`;
  }

  private days() {
    const closed = this.draft.closed ?? [];
    const put = (i: number, part: Partial<{ from: string; to: string }>) => this.set({ closed: closed.map((s, j) => (j === i ? { ...s, ...part } : s)) });
    const every = [1, 2, 3, 4].map((n) => ({ value: String(n), label: this.t('piloufilou.plan.every', { n }) }));
    return html`<div class="card stack"><h2>${this.t('piloufilou.plan.days')}</h2>
      <div class="row short"><rb-field type="date" label=${this.t('piloufilou.plan.first')} required .value=${this.draft.first_on} @rb-change=${(e: Told) => this.set({ first_on: String(e.detail.value ?? '') })}></rb-field>
        <rb-field type="time" label=${this.t('piloufilou.plan.at')} .value=${this.draft.at ?? ''} @rb-change=${(e: Told) => this.set({ at: String(e.detail.value ?? '') })}></rb-field>
        <rb-field type="select" label=${this.t('piloufilou.plan.rhythm')} .options=${every} .value=${String(this.draft.every ?? 1)} @rb-change=${(e: Told) => this.set({ every: Number(e.detail.value) })}></rb-field></div>
      <div class="stack tight"><h3>${this.t('piloufilou.plan.closed')}</h3><p class="muted prose">${this.t('piloufilou.plan.closed.help')}</p>
        ${closed.map((s, i) => html`<div class="row short period"><rb-field type="date" label=${this.t('piloufilou.plan.closed.from')} .value=${s.from} @rb-change=${(e: Told) => put(i, { from: String(e.detail.value ?? '') })}></rb-field>
          <rb-field type="date" label=${this.t('piloufilou.plan.closed.to')} min=${s.from} .value=${s.to} @rb-change=${(e: Told) => put(i, { to: String(e.detail.value ?? '') })}></rb-field>
          <rb-button kind="quiet" icon="trash-2" @click=${() => this.set({ closed: closed.filter((_, j) => j !== i) })}>${this.t('piloufilou.plan.closed.remove')}</rb-button></div>`)}
        <div><rb-button size="s" icon="plus" @click=${() => this.set({ closed: [...closed, { from: '', to: '' }] })}>${this.t('piloufilou.plan.closed.add')}</rb-button></div></div></div>`;
  }

  private async save(): Promise<void> {
    const { facilitator, partner, at, closed, ...rest } = this.draft;
    const doc = { ...rest, ...(facilitator ? { facilitator } : {}), ...(partner ? { partner } : {}), ...(at ? { at } : {}), ...(closed ? { closed: closed.filter((s) => s.from && s.to) } : {}) } as Cycle;
    let id = this.cycle;
    const done = await this.attempt(async () => {
      id = (this.saved ? await cycles.update(this.client, { ...this.saved, doc }) : await cycles.create(this.client, doc)).id;
    });
    if (!done) return;
    this.dirty(false);
    this.go(`/cycles/${id}`, { replace: true });
  }
}
