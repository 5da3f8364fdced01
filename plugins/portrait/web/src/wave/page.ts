// <rb-portrait-wave>: a portrait under way or ended: how many have answered, and what to do next.

import { html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import '@ribambelle/web/back';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import '@ribambelle/web/chain';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import '@ribambelle/web/table';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { ModuleElement } from '@ribambelle/web/module-element';
import { base } from '@ribambelle/web/styles';

import { texts } from '../texts/wave.ts';
import './acts.ts';
import './draft.ts';
import { lineName } from './line-name.ts';
import { ownSites } from './share.ts';
import { type Line, type Progress, type Wave, waves } from './wave.ts';

const kinds = { draft: 'info', open: 'good', closed: 'off', cancelled: 'off' } as const;

@element('rb-portrait-wave')
export class RbPortraitWave extends ModuleElement {
  static override texts = texts;
  static override styles = [base];

  @property() wave = '';
  @state() private site = '';

  private readonly data = loaded(this, async () => {
    const wave = await waves.get(this.client, this.wave);
    const own = ownSites(this.me, wave);
    const followed = wave.doc.status === 'open' || wave.doc.status === 'closed';
    const unit = own && (this.site || own[0]?.unit_id);
    return { wave, own, progress: followed && (!own || unit) ? await waves.progress(this.client, this.wave, unit) : undefined };
  });

  override render() {
    return this.data.render(({ wave, own, progress }) => {
      const { doc } = wave;
      this.entitle(doc.title);
      const when = doc.status === 'closed' && doc.closed_on ? this.t('portrait.closed-on', { date: this.fmt.date(doc.closed_on) }) : this.t('portrait.until', { date: this.fmt.date(doc.closes_on) });
      return html`<div class="stack wide">
        <div class="stack tight">
          <rb-back href=${this.href('/')}>${this.t('portrait.back')}</rb-back>
          <div class="row"><h1 tabindex="-1">${this.pick(doc.title)}</h1><rb-badge kind=${kinds[doc.status]}>${this.t(`portrait.status.${doc.status}`)}</rb-badge></div>
          <p class="lead">${doc.label} · ${when}</p>
        </div>
        ${own && own.length > 1 ? this.choose(own) : nothing}
        ${progress ? this.answered(progress) : nothing}
        ${doc.status === 'draft' ? html`<rb-portrait-draft base=${this.base} api=${this.api} .me=${this.me} .saved=${wave} @rb-done=${() => this.data.reload()}></rb-portrait-draft>` : this.next(doc, own !== undefined)}
        ${progress ? this.table(progress, own !== undefined) : nothing}
        ${doc.status === 'open' && progress && !own ? html`<rb-portrait-acts api=${this.api} .me=${this.me} .saved=${wave} .progress=${progress} @rb-done=${() => this.data.reload()}></rb-portrait-acts>` : nothing}
      </div>`;
    });
  }

  private choose(own: Wave['sites']) {
    const chosen = (e: CustomEvent<{ value: unknown }>) => { this.site = String(e.detail.value); void this.data.reload(); };
    return html`<rb-field type="select" label=${this.t('portrait.wave.own')} .options=${own.map((s) => ({ value: s.unit_id, label: s.name }))} .value=${this.site || own[0]?.unit_id} @rb-change=${chosen}></rb-field>`;
  }

  private answered(p: Progress) {
    const share = (n: number) => this.fmt.percent(n / 100, 1);
    return html`<div class="card stack tight"><rb-chain .value=${p.answered} .max=${Math.max(p.invited, 1)} label=${this.t('portrait.wave.answered')} unit=${this.t('portrait.wave.answers')}></rb-chain>
      ${p.rate && p.answered > 0 ? html`<p class="muted">${this.t('portrait.wave.rate', { percent: share(p.rate.percent), low: share(p.rate.low), high: share(p.rate.high) })}</p>` : nothing}</div>`;
  }

  private next(doc: Wave, director: boolean) {
    if (doc.status === 'cancelled') return html`<rb-notice kind="info">${this.t('portrait.wave.next.cancelled')}</rb-notice>`;
    if (doc.status === 'closed') {
      return html`<div class="card stack"><h2>${this.t('portrait.wave.next')}</h2><p class="prose">${this.t('portrait.wave.next.closed')}</p>
        ${may(this.me, 'portrait:results.read') ? html`<div><rb-button kind="primary" icon="chart-column" href=${this.href(`/waves/${this.wave}/results`)}>${this.t('portrait.wave.results')}</rb-button></div>` : nothing}</div>`;
    }
    const gives = !director && may(this.me, 'portrait:wave.access');
    const link = doc.access === 'link';
    return html`<div class="card stack"><h2>${this.t('portrait.wave.next')}</h2><p class="prose">${this.t(gives ? 'portrait.wave.next.open' : 'portrait.wave.next.director')}</p>
      ${gives ? html`<div class="row">
        <rb-button kind="primary" icon="printer" href=${this.href(`/waves/${this.wave}/${link ? 'posters' : 'slips'}`)}>${this.t(link ? 'portrait.wave.posters' : 'portrait.wave.tickets')}</rb-button>
        <rb-button icon="file-text" href=${this.href(`/waves/${this.wave}/letters`)}>${this.t('portrait.wave.letters')}</rb-button>
      </div>` : nothing}</div>`;
  }

  private table(progress: Progress, director: boolean) {
    if (director && progress.sites.length < 2) return nothing;
    const name = (r: Line) => lineName(this, r);
    const columns = [
      { key: 'name', label: this.t('portrait.wave.site'), primary: true, render: name, sort: name },
      { key: 'headcount', label: this.t('portrait.wave.headcount'), num: true, sort: (r: Line) => r.headcount },
      { key: 'answered', label: this.t('portrait.wave.received'), num: true, sort: (r: Line) => r.answered },
    ];
    return html`<div class="stack tight"><h2>${this.t('portrait.wave.sites')}</h2>
      <div class="card"><rb-table caption=${this.t('portrait.wave.sites')} hide-caption .columns=${columns} .rows=${progress.sites} .rowKey=${(r: Line) => r.unit_id ?? `alone ${r.name}`}></rb-table></div>
      ${progress.left_out ? html`<p class="small muted">${this.t('portrait.wave.left-out', { n: progress.left_out })}</p>` : nothing}</div>`;
  }
}
