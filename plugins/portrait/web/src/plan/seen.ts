// <rb-portrait-seen>: what the portrait showed of a place: two strengths, then two needs, with a way to act on each need.

import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';

import '@ribambelle/web/button';
import '@ribambelle/web/state';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { base } from '@ribambelle/web/styles';

import { type Ranked, ranked } from '../wave/ranking.ts';
import { waves } from '../wave/wave.ts';
import { PlanScreen } from './screen.ts';

/** How many strengths and needs are shown: few enough to be talked about. */
const few = 2;

@element('rb-portrait-seen')
export class RbPortraitSeen extends PlanScreen {
  static override styles = [base, css`
    .pair { display: grid; gap: var(--rb-space-5); grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); align-items: start; }
    h3 { font-size: var(--rb-text); } li { display: flex; flex-wrap: wrap; justify-content: space-between; align-items: center; gap: var(--rb-space-2) var(--rb-space-3); padding-block: var(--rb-space-2); border-block-end: 1px solid var(--rb-line); } li:last-child { border: 0; }
    .what { flex: 1 1 12rem; }
  `];

  @property() wave = '';
  @property() unit = '';
  /** Whether actions may be added. */
  @property({ type: Boolean }) acts = false;

  private readonly data = loaded(this, async () => {
    const r = await waves.results(this.client, this.wave, this.unit);
    return ranked(r.tables.scores.cells.find((c) => c.key === r.cell) ?? r.tables.scores.cells.find((c) => c.key === 'network'), r);
  });

  override render() {
    if (this.data.problem) return nothing;
    return html`<section class="card stack tight"><h2>${this.t('portrait.seen.title')}</h2>${this.data.render((all) => {
      if (all.length === 0) return html`<p class="muted prose">${this.t('portrait.seen.masked')}</p>`;
      const half = Math.min(few, Math.ceil(all.length / 2));
      return html`<div class="pair"><div><h3>${this.t('portrait.seen.strengths')}</h3>${this.list(all.slice(0, half), false)}</div>
        <div><h3>${this.t('portrait.seen.needs')}</h3>${this.list(all.slice(Math.max(half, all.length - few)).reverse(), this.acts)}</div></div>`;
    })}</section>`;
  }

  private list(rows: readonly Ranked[], acts: boolean) {
    return html`<ul class="plain">${rows.map((r) => html`<li><span class="what">${this.pick(r.title)} <small class="muted num">${this.t('portrait.seen.value', { value: this.fmt.number(r.value, 2), max: r.max, n: r.n })}</small></span>
      ${acts ? html`<rb-button size="s" icon="plus" href=${this.href(`/${this.plan}/actions?dimension=${encodeURIComponent(r.key)}`)} label=${this.t('portrait.seen.act.on', { title: this.pick(r.title) })}>${this.t('portrait.seen.act')}</rb-button>` : nothing}</li>`)}</ul>`;
  }
}
