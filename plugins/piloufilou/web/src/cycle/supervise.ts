// <rb-piloufilou-supervise>: what a supervisor saw, what goes well, what was agreed.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { base } from '@ribambelle/web/styles';

import { cycles, type Supervision, supervisions } from '../model.ts';
import { Screen, type Told } from '../screen.ts';
import { texts } from '../texts/cycle.ts';

@element('rb-piloufilou-supervise')
export class RbPiloufilouSupervise extends Screen {
  static override texts = texts;
  static override styles = [base, css`rb-field { max-width: 40rem; } .short rb-field { max-width: 14rem; }`];

  @state() private draft: Omit<Supervision, 'cycle'> = { on: '', mode: 'visit', minutes: 60, strengths: '', change: '' };
  private readonly data = loaded(this, async () => {
    this.draft = { ...this.draft, on: this.today };
    return cycles.get(this.client, this.cycle);
  });

  private set(part: Partial<Supervision>): void {
    this.draft = { ...this.draft, ...part };
    this.dirty(true);
  }

  override render() {
    this.entitle(this.t('piloufilou.supervise'));
    return this.data.render(({ doc }) => {
      const d = this.draft;
      const numbers = Array.from({ length: doc.workshops ?? 0 }, (_, i) => ({ value: String(i + 1), label: this.t('piloufilou.workshop-n', { n: i + 1 }) }));
      return html`<div class="stack wide">
        <div class="stack tight"><rb-back href=${this.href(`/cycles/${this.cycle}`)}>${doc.group}, ${doc.place}</rb-back><h1 tabindex="-1">${this.t('piloufilou.supervise')}</h1><p class="lead">${this.t('piloufilou.supervise.lead')}</p></div>
        ${this.refused()}
        <div class="row short"><rb-field type="date" label=${this.t('piloufilou.supervise.on')} max=${this.today} .value=${d.on} required @rb-change=${(e: Told) => this.set({ on: String(e.detail.value ?? '') })}></rb-field>
          <rb-field type="integer" width="s" label=${this.t('piloufilou.supervise.minutes')} .value=${d.minutes} min="5" max="480" @rb-change=${(e: Told) => this.set({ minutes: Number(e.detail.value) || 0 })}></rb-field></div>
        <rb-field type="radio" label=${this.t('piloufilou.supervise.mode')} .options=${(['visit', 'talk', 'remote'] as const).map((value) => ({ value, label: this.t(`piloufilou.mode.${value}`) }))} .value=${d.mode} @rb-change=${(e: Told) => this.set({ mode: e.detail.value as Supervision['mode'] })}></rb-field>
        ${d.mode === 'talk' ? nothing : html`<div class="row short"><rb-field type="select" label=${this.t('piloufilou.supervise.workshop')} optional .options=${[{ value: '', label: '–' }, ...numbers]} .value=${String(d.workshop ?? '')} @rb-change=${(e: Told) => this.set({ workshop: Number(e.detail.value) || 0 })}></rb-field></div>
          <rb-field type="radio" label=${this.t('piloufilou.supervise.quality')} optional .options=${[1, 2, 3, 4].map((n) => ({ value: String(n), label: this.t(`piloufilou.quality.${n}`) }))} .value=${String(d.quality ?? '')} @rb-change=${(e: Told) => this.set({ quality: Number(e.detail.value) })}></rb-field>`}
        <rb-field type="textarea" rows="3" maxlength="1000" required label=${this.t('piloufilou.strengths')} .value=${d.strengths} @rb-input=${(e: Told) => this.set({ strengths: String(e.detail.value) })}></rb-field>
        <rb-field type="textarea" rows="3" maxlength="1000" required label=${this.t('piloufilou.change')} .value=${d.change} @rb-input=${(e: Told) => this.set({ change: String(e.detail.value) })}></rb-field>
        <div class="short"><rb-field type="date" label=${this.t('piloufilou.supervise.check')} optional .value=${d.check_on ?? ''} @rb-change=${(e: Told) => this.set({ check_on: String(e.detail.value ?? '') })}></rb-field></div>
        ${this.problem?.code === 'name-suspected' ? html`<rb-field type="checkbox" label=${this.t('piloufilou.names.none')} .value=${d.names_checked ?? false} @rb-change=${(e: Told) => this.set({ names_checked: e.detail.value === true })}></rb-field>` : nothing}
        <div><rb-button kind="primary" ?busy=${this.busy} ?disabled=${!d.strengths.trim() || !d.change.trim()} @click=${this.save}>${this.t('piloufilou.supervise.save')}</rb-button></div>
      </div>`;
    });
  }

  private async save(): Promise<void> {
    const { check_on, workshop, quality, ...rest } = this.draft;
    const one = { ...rest, cycle: this.cycle, ...(check_on ? { check_on } : {}), ...(workshop ? { workshop } : {}), ...(quality ? { quality } : {}) };
    if (!(await this.attempt(async () => { await supervisions.create(this.client, one); }))) return;
    this.dirty(false);
    this.go(`/cycles/${this.cycle}`, { replace: true });
  }
}
