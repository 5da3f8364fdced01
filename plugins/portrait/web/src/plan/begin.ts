// <rb-portrait-begin>: a plan is begun: where, after which portrait, under which title.

import { css, html } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/unit-picker';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import type { Unit } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';

import { waves } from '../wave/wave.ts';
import { plans } from './model.ts';
import { PlanScreen, type Told } from './screen.ts';

@element('rb-portrait-begin')
export class RbPortraitBegin extends PlanScreen {
  static override styles = [base, css`rb-field, rb-unit-picker { max-width: 36rem; }`];

  /** Here `plan` is the id of the site, as the address says. */
  @state() private unit = '';
  @state() private wave: string | undefined;
  @state() private heading = '';

  private readonly data = loaded(this, async () => {
    const [units, all] = await Promise.all([this.client.all<Unit>('/units', 'units'), waves.list(this.client)]);
    const within = (u: Unit) => this.me?.grants.some((g) => u.path.startsWith(g.unit_path)) ?? false;
    const sites = units.filter((u) => !u.closed_at && u.class !== 'territory' && u.class !== 'group' && within(u));
    this.unit = this.plan || (sites[0]?.id ?? '');
    return { sites, closed: all.filter((w) => w.doc.status === 'closed') };
  });

  override render() {
    this.entitle(this.t('portrait.plans.begin'));
    return html`<div class="stack wide">
      <div class="stack tight"><rb-back href=${this.href('/')}>${this.t('portrait.plans.title')}</rb-back><h1 tabindex="-1">${this.t('portrait.plans.begin')}</h1><p class="lead">${this.t('portrait.plans.begin.lead')}</p></div>
      ${this.refused()}
      ${this.data.render(({ sites, closed }) => {
        const asked = closed.filter((w) => w.doc.sites.some((s) => s.unit_id === this.unit));
        const wave = this.wave ?? asked[0]?.id ?? '';
        const year = this.me ? new Date().getFullYear() : '';
        const title = this.heading || this.t('portrait.plans.begin.usual', { year: String(year) });
        return html`<div class="card stack">
          <rb-unit-picker label=${this.t('portrait.plans.place')} .units=${sites} .value=${this.unit} required @rb-change=${(e: Told) => { this.unit = String(e.detail.value ?? ''); this.wave = undefined; }}></rb-unit-picker>
          <rb-field type="select" label=${this.t('portrait.plans.begin.wave')} help=${this.t('portrait.plans.begin.wave.help')} .options=${[...asked.map((w) => ({ value: w.id, label: `${w.doc.label} · ${w.doc.title}` })), { value: '', label: this.t('portrait.plans.begin.none') }]} .value=${wave} @rb-change=${(e: Told) => { this.wave = String(e.detail.value ?? ''); }}></rb-field>
          <rb-field label=${this.t('portrait.plans.begin.title')} maxlength="160" required .value=${title} @rb-input=${(e: Told) => { this.heading = String(e.detail.value); }}></rb-field>
          <div><rb-button kind="primary" ?busy=${this.busy} ?disabled=${!this.unit} @click=${() => this.save(title, wave)}>${this.t('portrait.plans.begin.do')}</rb-button></div></div>`;
      })}
    </div>`;
  }

  private async save(title: string, wave: string): Promise<void> {
    await this.attempt(async () => {
      const made = await plans.begin(this.client, { title, unit: this.unit, ...(wave ? { wave } : {}) });
      this.go(`/${made.id}`, { replace: true });
    });
  }
}
