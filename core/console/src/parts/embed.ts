// Embed keys as the API tells them, and what to paste into a portal's page for one.

import type { Me } from '@ribambelle/web/me';
import type { Bilingual } from '@ribambelle/web/texts';

export type EmbedKey = { id: string; key: string; name: string; modules: string[]; origins: string[]; created_at: string; revoked_at?: string };

/** A public page that other portals may show. */
export type Embeddable = { module: string; page: string; title: Bilingual };

/** The pages that portals may show, of the modules that are on. */
export function embeddables(me: Me | undefined, modules?: readonly string[]): Embeddable[] {
  return (me?.modules ?? []).filter((m) => !modules || modules.includes(m.name)).flatMap((m) =>
    m.widgets.filter((w) => w.place === 'public' && w.embed && w.page).map((w) => ({ module: m.name, page: w.page!, title: w.title })));
}

export type Snippets = { script: string; iframe: string; link: string };

/** What to paste: the element with its script, a frame for sites that take no script, and a link for the rest. */
export function snippets(home: string, slug: string, key: string, of: Embeddable, label: string): Snippets {
  const text = escaped(label);
  const page = `${home}/p/${slug}/${of.module}/${of.page}`;
  const link = `<a href="${page}">${text}</a>`;
  return {
    script: `<script src="${home}/embed.js" defer></script>\n<ribambelle-widget tenant="${slug}" module="${of.module}" page="${of.page}" key="${key}">${link}</ribambelle-widget>`,
    iframe: `<iframe src="${home}/w/${slug}/${of.module}/${of.page}?key=${key}" title="${text}" width="100%" height="600" sandbox="allow-scripts allow-forms allow-popups allow-popups-to-escape-sandbox"></iframe>`,
    link,
  };
}

const escaped = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
