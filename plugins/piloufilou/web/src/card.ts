// <rb-piloufilou-card>: what families read about a workshop, in French, English and plain words, on a phone or on
// paper. The programme and the number come from the element's attributes or the page's address; without a number
// all cards are listed. Small: no icons, no elements of the console.

import { css, html, nothing } from 'lit';
import { property, state } from 'lit/decorators.js';

import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { ModuleElement } from '@ribambelle/web/module-element';
import { base } from '@ribambelle/web/styles';
import type { Bilingual } from '@ribambelle/web/texts';

import { card } from './texts/card.ts';

type Page = { readonly name: Bilingual; readonly programme: string; readonly licence: string; readonly of: number; readonly card: { readonly number: number; readonly title: Bilingual; readonly did: Bilingual; readonly try: Bilingual; readonly plain: Bilingual } };
type Index = { readonly name: Bilingual; readonly programmes: readonly { readonly code: string; readonly title: Bilingual; readonly workshops: readonly { readonly number: number; readonly title: Bilingual }[] }[] };

@element('rb-piloufilou-card')
export class RbPiloufilouCard extends ModuleElement {
  static override texts = card;
  static override styles = [base, css`
    article { background: var(--rb-surface); border: 1px solid var(--rb-line); border-radius: var(--rb-radius-l); padding: var(--rb-space-5); max-width: 44rem; }
    .switch { display: flex; flex-wrap: wrap; gap: var(--rb-space-2); }
    button { min-height: 44px; padding: var(--rb-space-2) var(--rb-space-4); font: inherit; color: var(--rb-primary); background: var(--rb-surface); border: 1.5px solid var(--rb-control); border-radius: var(--rb-radius); cursor: pointer; }
    button[aria-pressed=true] { background: var(--rb-primary); border-color: var(--rb-primary); color: var(--rb-on-primary); }
    .plain { font-size: var(--rb-text-xl); line-height: 1.6; }
    .try { border-inline-start: 4px solid var(--rb-sun); padding-inline-start: var(--rb-space-4); }
    li a { display: inline-flex; align-items: center; min-height: 44px; }
    ol { list-style: none; padding: 0; }
    @media print { article { border: 0; padding: 0; max-width: none; } .plain { font-size: 16pt; } }
  `];

  /** Code of a programme, or id of one version. */
  @property() programme = '';
  /** Number of the workshop; 0 lists them. */
  @property({ type: Number }) number = 0;
  @state() private plain = false;
  private chosen: { readonly programme: string; readonly number: number } | undefined;

  private readonly data = loaded(this, async () => {
    const asked = new URLSearchParams(location.search);
    const { programme, number } = this.chosen ?? { programme: this.programme || asked.get('programme') || '', number: this.number || Number(asked.get('number')) || 0 };
    if (programme && number) return { page: await this.client.get<Page>(`/piloufilou/cards/${encodeURIComponent(programme)}/${number}`) };
    return { index: await this.client.get<Index>('/piloufilou/cards') };
  });

  override render() {
    return html`<div class="stack wide">${this.data.render(({ page, index }: { page?: Page; index?: Index }) => (page ? this.one(page) : index ? this.all(index) : nothing))}</div>`;
  }

  // to is a link to a card, or to all of them, that works by itself; a click stays on the page, for in the frame
  // of another portal the page must not load anew.
  private to(programme: string, number: number, text: string) {
    const query = new URLSearchParams(location.search);
    for (const [name, value] of [['programme', programme], ['number', number ? String(number) : '']] as const) value ? query.set(name, value) : query.delete(name);
    const go = async (e: MouseEvent) => {
      if (e.ctrlKey || e.metaKey || e.shiftKey) return;
      e.preventDefault();
      this.chosen = { programme, number };
      this.plain = false;
      await this.data.reload();
      await this.updateComplete;
      this.renderRoot.querySelector<HTMLElement>('h1')?.focus();
    };
    return html`<a href=${`?${query}`} @click=${go}>${text}</a>`;
  }

  private one(p: Page) {
    this.entitle(this.pick(p.card.title));
    const press = (plain: boolean) => html`<button type="button" aria-pressed=${String(this.plain === plain)} @click=${() => { this.plain = plain; }}>${this.t(plain ? 'piloufilou.card.plain' : 'piloufilou.card.whole')}</button>`;
    const { card: c } = p;
    return html`<article class="stack wide">
      <div class="stack tight"><p class="muted">${this.pick(p.name)} · ${this.t('piloufilou.card.of', { n: c.number, of: p.of })}</p><h1 tabindex="-1">${this.pick(c.title)}</h1></div>
      <div class="switch no-print" role="group" aria-label=${this.t('piloufilou.card.form')}>${press(false)}${press(true)}</div>
      ${this.plain ? html`<p class="plain">${this.pick(c.plain)}</p>`
        : html`<section class="stack tight"><h2>${this.t('piloufilou.card.did')}</h2><p>${this.pick(c.did)}</p></section><section class="stack tight try"><h2>${this.t('piloufilou.card.try')}</h2><p>${this.pick(c.try)}</p></section>`}
      <p class="small muted">${this.t('piloufilou.card.licence', { licence: p.licence })}</p>
    </article>
    <div class="switch no-print"><button type="button" @click=${() => window.print()}>${this.t('piloufilou.card.print')}</button></div>
    <p class="no-print">${this.to('', 0, this.t('piloufilou.card.all'))}</p>`;
  }

  private all(index: Index) {
    this.entitle(this.pick(index.name));
    return html`<div class="stack tight"><h1 tabindex="-1">${this.pick(index.name)}</h1><p class="lead">${this.t(index.programmes.length ? 'piloufilou.card.lead' : 'piloufilou.card.none')}</p></div>
      ${index.programmes.map((p) => html`<article class="stack tight"><h2>${this.pick(p.title)}</h2><ol>${p.workshops.map((w) => html`<li>${this.to(p.code, w.number, `${w.number}. ${this.pick(w.title)}`)}</li>`)}</ol></article>`)}`;
  }
}
