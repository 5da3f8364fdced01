// How much room the organisation's data take, and what is about to be full.

import { css, html, nothing } from 'lit';
import '@ribambelle/web/badge';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import { screenStyles } from '../parts/styles.ts';

type Line = { module?: string; title?: Record<string, string>; used: number; limit?: number };
type Usage = { modules: Line[]; files: Line };

/** From which share of its room on something is about to be full. */
const nearly = 0.8;

@element('rb-usage')
export class RbUsage extends Screen {
  static override styles = [...screenStyles, css`
    .use { display: grid; gap: var(--rb-space-2); padding-block: var(--rb-space-3); border-block-end: 1px solid var(--rb-line); }
    .use:last-child { border: 0; } .use h2 { font-size: var(--rb-text-m); margin: 0; }
    .bar { inline-size: 100%; block-size: .625rem; border-radius: 1rem; background: var(--rb-sunken); fill: var(--rb-primary); } .bar.near { fill: var(--rb-warn); }
    .bar span { display: block; block-size: 100%; min-inline-size: 2px; background: var(--rb-primary); } .bar.near span { background: var(--rb-warn); }
  `];

  private readonly all = loaded(this, (signal) => this.api.get<Usage>('/usage', { signal }));

  protected override titleKey = () => 'settings.usage';

  override render() {
    return html`<div class="page">${head({ title: this.t('settings.usage'), lead: this.t('usage.lead'), back: { href: this.to('settings'), label: this.t('settings.menu') } })}
      ${this.all.render(({ modules, files }: Usage) => html`<div class="card narrow">${modules.map((m) => this.one(m.title ? this.pick(m.title) : m.module!, m))}${this.one(this.t('usage.files'), files)}</div>`)}</div>`;
  }

  private one(name: string, { used, limit }: Line) {
    const share = limit ? Math.min(1, used / limit) : 0;
    const near = share >= nearly;
    return html`<section class="use"><div class="row apart"><h2>${name}</h2>${near ? html`<rb-badge kind="warn">${this.t('usage.near')}</rb-badge>` : nothing}</div>
      ${limit ? html`<svg class="bar ${near ? 'near' : ''}" role="img" aria-label=${this.t('usage.share', { percent: this.fmt.percent(share) })} preserveAspectRatio="none" viewBox="0 0 100 1"><rect width=${Math.max(0.5, share * 100)} height="1"></rect></svg>` : nothing}
      <p class="small muted">${limit ? this.t('usage.of', { used: this.fmt.size(used), limit: this.fmt.size(limit) }) : this.fmt.size(used)}</p></section>`;
  }
}
