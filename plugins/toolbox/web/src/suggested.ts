// <rb-toolbox-suggested>: the home page's card: for each need that a portrait found, tools to try; nothing when
// there is none.

import { css, html, nothing } from 'lit';

import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { ModuleElement } from '@ribambelle/web/module-element';
import { base } from '@ribambelle/web/styles';

import { suggested } from './texts/suggested.ts';

type Stored<T> = { id: string; doc: T };
type Suggestion = { title: string; domain: string };
type Tool = { title: string; domain: string; minutes?: number; summary: string; link?: string; language: string };

/** How many needs the card shows, and how many tools for each. */
const needs = 2;
const tools = 3;

@element('rb-toolbox-suggested')
export class RbToolboxSuggested extends ModuleElement {
  static override texts = suggested;
  static override styles = [base, css`
    h3 { margin: 0; font-size: var(--rb-text-m); } ul { margin: 0; padding-inline-start: 1.25rem; } li { padding-block: .25rem; }
    details summary { cursor: pointer; min-height: 44px; display: inline-flex; gap: .5em; align-items: center; } details p { white-space: pre-line; max-width: 65ch; }
  `];

  private readonly found = loaded(this, async (signal) => {
    const { records } = await this.client.get<{ records: Stored<Suggestion>[] }>(`/toolbox/suggestions?order_by=${encodeURIComponent('on desc')}&page_size=${needs}`, { signal });
    return Promise.all(records.map(async (s) => ({ need: s.doc, tools: await this.fitting(s.doc.domain, signal) })));
  });

  private async fitting(domain: string, signal: AbortSignal): Promise<Tool[]> {
    const filter = encodeURIComponent(`domain = "${domain}" AND language = "${this.locale.slice(0, 2)}"`);
    const { records } = await this.client.get<{ records: Stored<Tool>[] }>(`/toolbox/tools?filter=${filter}&page_size=${tools}`, { signal });
    return records.map((r) => r.doc);
  }

  override render() {
    const all = this.found.value ?? [];
    if (all.length === 0) return nothing;
    return html`<div class="stack">${all.map(({ need, tools: some }) => html`<div class="card stack tight">
      <p>${this.t('toolbox.suggested.need', { title: need.title, domain: this.t(`web.domain.${need.domain}`) })}</p>
      <ul>${some.map((tool) => html`<li>${this.line(tool)}</li>`)}</ul></div>`)}</div>`;
  }

  private line(tool: Tool) {
    const minutes = tool.minutes ? html` <small class="muted">${this.t('toolbox.suggested.minutes', { n: tool.minutes })}</small>` : nothing;
    return html`<details><summary>${tool.title}${minutes}</summary><p>${this.pick(tool.summary)}</p>${tool.link ? html`<p><a href=${tool.link} target="_blank" rel="noopener">${this.t('toolbox.suggested.link')}</a></p>` : nothing}</details>`;
  }
}
