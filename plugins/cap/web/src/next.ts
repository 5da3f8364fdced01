// <rb-cap-next>: the next sessions that are announced, for anybody: when, for whom, seats that are free.

import { css, html, nothing } from 'lit';
import { property } from 'lit/decorators.js';

import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { ModuleElement } from '@ribambelle/web/module-element';
import { base } from '@ribambelle/web/styles';

import { next } from './texts/public.ts';
import { cityOf, partsOf, type Times } from './when.ts';

type Next = Times & { community: string; title: string; theme?: string; public: 'educators' | 'managers'; summary?: string; number: number; subject?: string; free: number };

@element('rb-cap-next')
export class RbCapNext extends ModuleElement {
  static override texts = next;
  static override styles = [base, css`
    li { display: grid; gap: var(--rb-space-2); }
    .when { font-size: var(--rb-text-l); font-weight: 620; }
  `];

  /** How many sessions are shown. */
  @property() size = '5';

  private readonly list = loaded(this, () => this.client.get<{ sessions: readonly Next[] }>(`/cap/next?size=${encodeURIComponent(this.size)}`).then((r) => r.sessions));

  override render() {
    this.entitle(this.t('cap.public.title'));
    return html`<div class="stack wide"><div class="stack tight"><h1 tabindex="-1">${this.t('cap.public.title')}</h1><p class="lead">${this.t('cap.public.lead')}</p></div>
      ${this.list.render((all) => all.length ? html`<ul class="plain stack">${all.map((s) => this.session(s))}</ul>` : html`<p class="card">${this.t('cap.public.none')}</p>`)}</div>`;
  }

  private session(s: Next) {
    const { day, from, to, there } = partsOf(s, this.locale);
    return html`<li class="card"><h2>${this.pick(s.title)}</h2><p class="muted">${[this.pick(s.theme), this.t(`cap.public.${s.public}`)].filter(Boolean).join(' · ')}</p>
      <p><span class="when">${this.t('cap.when', { day, from, to })}</span>${there ? html`<br /><small class="muted">${this.t('cap.when.there', { time: there, city: cityOf(s.zone) })}</small>` : nothing}</p>
      ${s.subject ? html`<p>${this.pick(s.subject)}</p>` : nothing}${s.summary ? html`<p>${this.pick(s.summary)}</p>` : nothing}
      <p>${s.free ? this.t('cap.free', { n: s.free }) : this.t('cap.public.full')}</p></li>`;
  }
}
