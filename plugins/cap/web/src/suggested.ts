// <rb-cap-suggested>: the home page's card: for what portraits invite to work on, communities that are about it and
// that one is not in yet; nothing when there is none.

import { css, html, nothing } from 'lit';

import { element } from '@ribambelle/web/define';
import { loaded } from '@ribambelle/web/loaded';
import { ModuleElement } from '@ribambelle/web/module-element';
import { base } from '@ribambelle/web/styles';

import { communities, type Line, type Need } from './community.ts';
import { suggested } from './texts/suggested.ts';

/** How many needs the card shows, and how many communities for each. */
const needs = 2;
const most = 3;

@element('rb-cap-suggested')
export class RbCapSuggested extends ModuleElement {
  static override texts = suggested;
  static override styles = [base, css`ul { margin: 0; padding-inline-start: 1.25rem; } li { padding-block: .25rem; } a { display: inline-flex; align-items: center; min-height: 44px; font-weight: 620; } p { max-width: 52ch; }`];

  private readonly open = loaded(this, () => communities.home(this.client, 'status=open'));

  override render() {
    const all = this.grouped((this.open.value ?? []).filter((c) => !c.seat));
    return all.length === 0 ? nothing : html`<div class="stack">${all.slice(0, needs).map(({ need, about }) => html`<div class="card stack tight">
      <p>${this.t('cap.suggested.need', { portrait: need.portrait, domain: this.t(`web.domain.${need.domain}`) })}</p>
      <ul>${about.slice(0, most).map((c) => html`<li>${c.title} <span class="muted">(${[this.t(`cap.public.${c.public}`), this.t('cap.free', { n: Math.max(c.capacity - c.taken, 0) })].join(', ')})</span></li>`)}</ul>
      <div><a href=${this.href('/')}>${this.t('cap.suggested.see')}</a></div></div>`)}</div>`;
  }

  // Each need with the communities that are about it, in the order in which they come.
  private grouped(open: readonly Line[]): { need: Need; about: Line[] }[] {
    const found = new Map<string, { need: Need; about: Line[] }>();
    for (const c of open) {
      for (const need of c.needs ?? []) {
        const key = `${need.portrait}/${need.domain}`;
        found.set(key, { need, about: [...(found.get(key)?.about ?? []), c] });
      }
    }
    return [...found.values()];
  }
}
