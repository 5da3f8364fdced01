// <rb-portrait-crosswalks>: a framework entry by entry, with the statements that speak of each, and the entries that none
// speaks of. Beside them, where an ended portrait is chosen, the means that its results tell.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';

import '@ribambelle/web/back';
import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import '@ribambelle/web/field';
import '@ribambelle/web/notice';
import '@ribambelle/web/state';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { ModuleElement } from '@ribambelle/web/module-element';
import { type Problem, problemOf } from '@ribambelle/web/problem';
import { base } from '@ribambelle/web/styles';

import { texts } from '../texts/crosswalks.ts';
import { type Coverage, crosswalks, type Said } from '../wave/instruments.ts';
import { type Cell, type Results, waves } from '../wave/wave.ts';

type Told = CustomEvent<{ value: unknown }>;

@element('rb-portrait-crosswalks')
export class RbPortraitCrosswalks extends ModuleElement {
  static override texts = texts;
  static override styles = [base, css`
    .said > li { display: flex; justify-content: space-between; gap: var(--rb-space-4); padding-block: var(--rb-space-2); border-block-start: 1px solid var(--rb-line); }
    .figure { flex: none; text-align: end; } p { max-width: 70ch; }
    section { break-inside: avoid; }
  `];

  @state() private chosen = '';
  @state() private wave = '';
  @state() private busy = false;
  @state() private problem: Problem | undefined;
  private readonly data = loaded(this, async () => {
    const all = await crosswalks.list(this.client);
    const one = all.find((c) => c.id === this.chosen) ?? all[0];
    if (!one) return null;
    const { code, version } = one.doc.questionnaire;
    const [coverage, every] = await Promise.all([crosswalks.coverage(this.client, one.id), waves.list(this.client)]);
    const ended = every.filter(({ doc }) => doc.status === 'closed' && doc.questionnaire?.code === code && doc.questionnaire.version === version);
    const results = ended.some((w) => w.id === this.wave) ? await waves.results(this.client, this.wave) : null;
    return { all, one, coverage, ended, results };
  });

  override render() {
    this.entitle(this.t('portrait.crosswalks.title'));
    return html`<div class="stack wide"><div class="stack tight"><rb-back href=${this.href('/')}>${this.t('portrait.crosswalks.back')}</rb-back>
      <h1 tabindex="-1">${this.t('portrait.crosswalks.title')}</h1><p class="lead">${this.t('portrait.crosswalks.lead')}</p></div>
      ${this.problem ? html`<rb-notice kind="bad" role="alert">${this.say(this.problem)}</rb-notice>` : nothing}
      ${this.data.render((told) => told ? html`
        <rb-field class="no-print" type="select" label=${this.t('portrait.crosswalks.which')} .options=${told.all.map((c) => ({ value: c.id, label: this.pick(c.doc.title) }))} .value=${told.one.id} @rb-change=${(e: Told) => { this.chosen = String(e.detail.value); this.wave = ''; void this.data.reload(); }}></rb-field>
        ${told.ended.length ? html`<rb-field class="no-print" type="select" label=${this.t('portrait.crosswalks.wave')} .options=${[{ value: '', label: this.t('portrait.crosswalks.no-wave') }, ...told.ended.map((w) => ({ value: w.id, label: w.doc.title }))]} .value=${this.wave} @rb-change=${(e: Told) => { this.wave = String(e.detail.value); void this.data.reload(); }}></rb-field>` : nothing}
        ${this.framework(told.coverage, told.results)}` : html`<rb-state kind="empty" heading=${this.t('portrait.crosswalks.none')}></rb-state>`)}
      ${may(this.me, 'portrait:crosswalks.create') ? html`<div class="no-print"><rb-button icon="plus" ?busy=${this.busy} @click=${this.adopt}>${this.t('portrait.crosswalks.adopt')}</rb-button></div>` : nothing}</div>`;
  }

  private framework(c: Coverage, r: Results | null) {
    const { framework } = c.crosswalk;
    const gaps = c.gaps.length;
    const cell = (name: 'scores' | 'items') => r?.tables[name]?.cells.find((o) => o.key === 'network');
    return html`<h2>${this.pick(framework.title)}</h2>
      <p>${gaps ? this.t('portrait.crosswalks.gaps', { n: gaps, total: c.entries.length }) : this.t('portrait.crosswalks.no-gap')}</p>
      ${c.entries.map((e) => html`<section class="card stack tight"><div class="row apart"><h3>${e.code}. ${this.pick(e.title)}</h3>
        ${c.gaps.includes(e.code) ? html`<rb-badge kind="warn">${this.t('portrait.crosswalks.gap')}</rb-badge>` : nothing}</div>
        ${e.reference ? html`<p class="small muted">${e.reference}</p>` : nothing}
        <ul class="plain said">${e.dimensions.map((d) => this.said(d, r, cell('scores'), this.t('portrait.crosswalks.whole', { title: this.pick(d.text) })))}${e.items.map((i) => this.said(i, r, cell('items'), this.pick(i.text)))}</ul></section>`)}
      ${framework.source ? html`<p class="small muted">${this.t('portrait.crosswalks.source', { source: framework.source })}</p>` : nothing}`;
  }

  private said(one: Said, r: Results | null, cell: Cell | undefined, text: string) {
    const value = cell?.values?.[one.key]?.value;
    const out = r?.questionnaire.dimensions.find((d) => d.key === one.key || d.items?.some((i) => i.key === one.key))?.max;
    return html`<li><span>${text}</span>${r === null ? nothing : typeof value === 'number'
      ? html`<span class="figure num"><strong>${this.fmt.number(value, 2)}</strong> <small class="muted">${this.t('portrait.crosswalks.out-of', { max: out ?? '' })}</small></span>`
      : html`<rb-badge kind="masked">${this.t('portrait.crosswalks.masked')}</rb-badge>`}</li>`;
  }

  private async adopt(): Promise<void> {
    this.busy = true;
    this.problem = undefined;
    try {
      const { adopted } = await crosswalks.adopt(this.client);
      this.notify('good', this.t('portrait.crosswalks.adopted', { n: adopted }));
      await this.data.reload();
    } catch (thrown) {
      this.problem = problemOf(thrown);
    }
    this.busy = false;
  }
}
