// <rb-piloufilou-begin>: starting an edition: which programme, where, from when to when.

import { css, html } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/unit-picker';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import type { Unit } from '@ribambelle/web/me';
import { base } from '@ribambelle/web/styles';

import { editions, programmes } from '../model.ts';
import { Screen, type Told } from '../screen.ts';
import { texts } from '../texts/edition.ts';

@element('rb-piloufilou-begin')
export class RbPiloufilouBegin extends Screen {
  static override texts = texts;
  static override styles = [base, css`rb-field, rb-unit-picker { max-width: 32rem; }`];

  @state() private draft = { title: '', unit: '', programme: '', begins_on: '', ends_on: '' };

  private readonly data = loaded(this, async () => {
    const [all, units] = await Promise.all([programmes.list(this.client), this.client.all<Unit>('/units', 'units')]);
    const published = all.filter((p) => p.doc.status === 'published');
    const own = this.me?.grants.map((g) => units.find((u) => u.id === g.unit_id)).find(Boolean);
    const year = Number(this.today.slice(0, 4));
    this.draft = {
      title: this.t('piloufilou.begin.title.value', { years: `${year}-${year + 1}` }), unit: own?.id ?? units[0]?.id ?? '', programme: published[0]?.id ?? '',
      begins_on: this.today, ends_on: `${year + 1}-07-31`,
    };
    return { published, units };
  });

  override render() {
    this.entitle(this.t('piloufilou.begin'));
    const set = (name: keyof typeof this.draft) => (e: Told) => { this.draft = { ...this.draft, [name]: String(e.detail.value ?? '') }; };
    return html`<div class="stack wide">
      <div class="stack tight"><rb-back href=${this.href('/')}>${this.t('piloufilou.back')}</rb-back><h1 tabindex="-1">${this.t('piloufilou.begin')}</h1><p class="lead">${this.t('piloufilou.begin.lead')}</p></div>
      ${this.refused()}
      ${this.data.render(({ published, units }) => html`
        <rb-field label=${this.t('piloufilou.begin.title')} .value=${this.draft.title} maxlength="120" required @rb-input=${set('title')}></rb-field>
        <rb-field type="radio" label=${this.t('piloufilou.begin.programme')} help=${published.length ? this.t('piloufilou.begin.programme.help') : this.t('piloufilou.begin.programme.none')} required
          .options=${published.map((p) => ({ value: p.id, label: `${this.pick(p.doc.title)} (${p.doc.version})`, help: this.t('piloufilou.workshops', { n: p.doc.workshops.length }) }))} .value=${this.draft.programme} @rb-change=${set('programme')}></rb-field>
        <rb-unit-picker label=${this.t('piloufilou.begin.unit')} .units=${units.filter((u) => u.class !== 'group')} .value=${this.draft.unit} required @rb-change=${set('unit')}></rb-unit-picker>
        <div class="row"><rb-field type="date" label=${this.t('piloufilou.begin.from')} .value=${this.draft.begins_on} required @rb-change=${set('begins_on')}></rb-field>
          <rb-field type="date" label=${this.t('piloufilou.begin.to')} .value=${this.draft.ends_on} min=${this.draft.begins_on} required @rb-change=${set('ends_on')}></rb-field></div>
        <div><rb-button kind="primary" ?busy=${this.busy} ?disabled=${!this.draft.title.trim() || !this.draft.programme} @click=${this.save}>${this.t('piloufilou.begin.save')}</rb-button></div>`)}
    </div>`;
  }

  private async save(): Promise<void> {
    let id = '';
    if (await this.attempt(async () => { id = (await editions.create(this.client, this.draft)).id; })) this.go(`/editions/${id}`, { replace: true });
  }
}
