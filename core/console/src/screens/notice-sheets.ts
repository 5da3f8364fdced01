// A page for each person without an e-mail address: what waits for them and nobody else, to print and to hand over.

import { css, html, nothing } from 'lit';
import { state } from 'lit/decorators.js';
import '@ribambelle/web/button';
import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { holdsAll, type Unit } from '@ribambelle/web/me';
import { problemOf } from '@ribambelle/web/problem';
import '@ribambelle/web/state';
import type { Bilingual } from '@ribambelle/web/texts';
import '@ribambelle/web/unit-picker';

import { Screen } from '../app/screen.ts';
import { head } from '../parts/head.ts';
import { type Notice, paragraphs, teller } from '../parts/notice.ts';
import { screenStyles } from '../parts/styles.ts';

type Sheet = { id: string; name: string; language: string; notices: Notice[] };
type Loaded = { units: Unit[]; at: string; people: Sheet[] };

@element('rb-notice-sheets')
export class RbNoticeSheets extends Screen {
  static override styles = [...screenStyles, css`
    .picker { max-width: 26rem; }
    article { max-width: 46rem; display: grid; gap: var(--rb-space-5); }
    article h3 { font-size: 1.125rem; } article p { white-space: pre-line; max-width: 66ch; overflow-wrap: anywhere; }
    section { display: grid; gap: var(--rb-space-2); padding-block-start: var(--rb-space-4); border-block-start: 1px solid var(--rb-line); }
    @media print { article { border: 0; padding: 0; box-shadow: none; max-width: none; break-after: page; } article:last-of-type { break-after: auto; } section { break-inside: avoid; } }
  `];

  @state() private busy = '';
  private readonly all = loaded(this, async (signal): Promise<Loaded> => {
    const units = await this.api.all<Unit>('/units', 'units', { signal });
    const at = this.route.rest[1] ?? (holdsAll(this.me) ? '' : (units[0]?.id ?? ''));
    const { people } = await this.api.get<{ people: Sheet[] }>(`/notices?unit_id=${encodeURIComponent(at)}`, { signal });
    return { units, at, people };
  });

  protected override titleKey = () => 'notices.paper';

  override updated(changed: Map<PropertyKey, unknown>): void {
    super.updated(changed);
    if (changed.get('route')) void this.all.reload();
  }

  override render() {
    const print = this.all.value?.people.length ? html`<rb-button kind="primary" icon="printer" @click=${() => window.print()}>${this.t('notices.paper-print')}</rb-button>` : nothing;
    return html`<div class="page"><div class="no-print">${head({ title: this.t('notices.paper'), lead: this.t('notices.paper-lead'), back: { href: this.to('people'), label: this.t('people.menu') }, actions: print })}</div>
      ${this.all.render(({ units, at, people }: Loaded) => html`<rb-unit-picker class="picker no-print" .label=${this.t('notices.paper-where')} .all=${holdsAll(this.me) ? this.t('frame.whole') : ''} .units=${units} .value=${at}
          @rb-change=${(e: CustomEvent<{ value: string }>) => this.go(this.to('notices', 'paper', e.detail.value))}></rb-unit-picker>
        ${people.length === 0 ? html`<div class="card"><rb-state kind="empty" .heading=${this.t('notices.paper-none')} .text=${this.t('notices.paper-none-text')}></rb-state></div>` : people.map((p) => this.sheet(p, at))}`)}</div>`;
  }

  private sheet(p: Sheet, at: string) {
    const said = (words: Bilingual) => (p.language === this.language ? this.pick(words) : (words[p.language] ?? this.pick(words)));
    return html`<article class="card" lang=${p.language}><div class="head"><div><p class="small muted">${this.t('notices.paper-from', { organisation: this.me?.tenant.name ?? '', date: this.fmt.date(new Date().toISOString(), 'long') })}</p><h2>${this.t('notices.paper-for', { name: p.name })}</h2></div>
        <rb-button class="no-print" icon="check" ?busy=${this.busy === p.id} label=${this.t('notices.paper-done-name', { name: p.name })} @click=${() => void this.hand(p, at)}>${this.t('notices.paper-done')}</rb-button></div>
      ${p.notices.map((n) => html`<section><p class="small muted">${teller(this, this.me, n)} · ${this.fmt.dateTime(n.at)}</p><h3>${said(n.subject)}</h3>${paragraphs(said(n.text)).map((t) => html`<p>${t}</p>`)}</section>`)}</article>`;
  }

  private async hand(p: Sheet, at: string): Promise<void> {
    this.busy = p.id;
    try {
      await this.api.post('/notices:hand', { ...(at && { unit_id: at }), person: p.id, ids: p.notices.map((n) => n.id) });
      this.tell('good', this.t('notices.paper-told', { name: p.name }));
      await this.all.reload();
    } catch (thrown) {
      this.failed(problemOf(thrown));
    } finally {
      this.busy = '';
    }
  }
}
