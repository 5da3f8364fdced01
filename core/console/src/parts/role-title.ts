// What a role is called: the core's roles by our texts, a module's by its own title.

import { shared } from '@ribambelle/web/shared';
import type { Bilingual } from '@ribambelle/web/texts';

type Speaker = { t(key: string): string; pick(value: Bilingual | string | undefined): string };
export type Role = { name: string; title: Bilingual; module?: string; actions: string[]; give?: boolean };

const titles = () => shared('roles', () => new Map<string, Bilingual>());

/** Remembers the titles of roles that the API told. */
export function learnRoles(roles: readonly Role[]): void {
  for (const role of roles) titles().set(role.name, role.title);
}

/** The roles that whoever asked may give, as choices of a form. */
export const givable = (speaker: Speaker, roles: readonly Role[]) => roles.filter((r) => r.give && r.name !== 'core:operator').map((r) => ({ const: r.name, title: sentence(roleTitle(speaker, r.name)) }));

/** Says a role, as within a sentence. */
export function roleTitle(speaker: Speaker, name: string): string {
  const key = `role.${name}`;
  const said = speaker.t(key);
  return said === key ? within(speaker.pick(titles().get(name))) || name : said;
}

/** Makes a title stand by itself: "direction" → "Direction". */
export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

// within lets a module's title stand within a sentence: "Responsable de campagne" → "responsable de campagne"; "CAP" stays.
const within = (title: string): string => (/^\p{Lu}\p{Ll}/u.test(title) ? title.charAt(0).toLowerCase() + title.slice(1) : title);
