// What a role is called: the core's roles by our texts, a module's by its own title.

import { shared } from '@ribambelle/web/shared';
import type { Bilingual } from '@ribambelle/web/texts';

type Speaker = { t(key: string): string; pick(value: Bilingual | string | undefined): string };
export type Role = { name: string; title: Bilingual; module?: string; actions: string[] };

const titles = () => shared('roles', () => new Map<string, Bilingual>());

/** Remembers the titles of roles that the API told. */
export function learnRoles(roles: readonly Role[]): void {
  for (const role of roles) titles().set(role.name, role.title);
}

/** Says a role. */
export function roleTitle(speaker: Speaker, name: string): string {
  const key = `role.${name}`;
  const said = speaker.t(key);
  return said === key ? speaker.pick(titles().get(name)) || name : said;
}
