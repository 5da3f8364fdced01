// A plain text with its addresses made into links, as a mail program shows it.

import { html, type TemplateResult } from 'lit';

/** The parts of a text: words as they are, addresses as links. */
export function linked(text: string): (string | TemplateResult)[] {
  return text.split(/(https?:\/\/[^\s<>"]*[^\s<>".,;:!?)])/g).map((part, i) => (i % 2 === 1 ? html`<a href=${part} target="_blank" rel="noopener noreferrer">${part}</a>` : part));
}
