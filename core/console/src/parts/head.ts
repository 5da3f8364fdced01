// The head of a screen: where it belongs, its title, two sentences of help, what one can do.

import { html, nothing, type TemplateResult } from 'lit';
import '@ribambelle/web/back';

export type Head = { title: string; lead?: string; back?: { href: string; label: string }; actions?: TemplateResult | typeof nothing };

/** Renders the head of a screen. */
export const head = ({ title, lead, back, actions }: Head): TemplateResult => html`<div class="head"><div>
    ${back ? html`<rb-back href=${back.href}>${back.label}</rb-back>` : nothing}
    <h1 tabindex="-1">${title}</h1>${lead ? html`<p class="lead">${lead}</p>` : nothing}</div>
  ${actions ? html`<div class="row no-print">${actions}</div>` : nothing}</div>`;
