// <rb-portrait-list>: all portraits, the newest first, and the one next step.

import { css, html, nothing } from 'lit';

import '@ribambelle/web/badge';
import '@ribambelle/web/button';
import '@ribambelle/web/state';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { may } from '@ribambelle/web/me';
import { ModuleElement } from '@ribambelle/web/module-element';
import { base } from '@ribambelle/web/styles';

import { texts } from '../texts/wave.ts';
import { type Rec, type Wave, waves } from './wave.ts';

const kinds = { draft: 'info', open: 'good', closed: 'off', cancelled: 'off' } as const;

@element('rb-portrait-list')
export class RbPortraitList extends ModuleElement {
  static override texts = texts;
  static override styles = [base, css`
    .wave { display: grid; gap: var(--rb-space-2); }
    h2 { font-size: var(--rb-text-l); }
  `];

  private readonly list = loaded(this, () => waves.list(this.client));

  override render() {
    this.entitle(this.t('portrait.title'));
    const prepares = may(this.me, 'portrait:waves.create');
    const create = prepares ? html`<rb-button kind="primary" icon="plus" href=${this.href('/prepare')}>${this.t('portrait.new')}</rb-button>` : nothing;
    return html`<div class="stack wide">
      <div class="stack tight"><h1 tabindex="-1">${this.t('portrait.title')}</h1><p class="lead">${this.t('portrait.lead')}</p></div>
      ${this.list.render((all) => all.length
        ? html`${prepares ? html`<div class="row">${create}</div>` : nothing}
            <ul class="plain stack">${all.map((w) => this.card(w, prepares))}</ul>`
        : html`<rb-state kind="first" heading=${this.t('portrait.empty.title')} text=${this.t(prepares ? 'portrait.empty.text' : 'portrait.empty.theirs')}>${create}</rb-state>`)}
    </div>`;
  }

  private card(w: Rec<Wave>, prepares: boolean) {
    const { doc } = w;
    const draft = doc.status === 'draft';
    const when = doc.status === 'closed' && doc.closed_on ? this.t('portrait.closed-on', { date: this.fmt.date(doc.closed_on) }) : this.t('portrait.until', { date: this.fmt.date(doc.closes_on) });
    const to = draft ? `/prepare/${w.id}` : `/waves/${w.id}`;
    return html`<li class="card wave">
      <div class="row apart"><h2>${this.pick(doc.title)}</h2><rb-badge kind=${kinds[doc.status]}>${this.t(`portrait.status.${doc.status}`)}</rb-badge></div>
      <p class="muted">${doc.label} · ${this.t('portrait.sites', { n: doc.sites.length })} · ${when}</p>
      ${draft && !prepares ? nothing : html`<div class="row"><rb-button href=${this.href(to)} label=${`${this.t(draft ? 'portrait.continue' : 'portrait.see')}, ${doc.title}`}>${this.t(draft ? 'portrait.continue' : 'portrait.see')}</rb-button>
        ${draft ? html`<rb-button kind="quiet" href=${this.href(`/waves/${w.id}`)} label=${`${this.t('portrait.draft.else')}, ${doc.title}`}>${this.t('portrait.draft.else')}</rb-button>` : nothing}</div>`}
    </li>`;
  }
}
