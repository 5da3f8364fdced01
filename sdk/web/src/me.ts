// Who is looking and at what: the answer of GET /t/{tenant}/me, as screens read it.

import type { Api } from './api.ts';
import { shared } from './shared.ts';
import type { Bilingual } from './texts.ts';

export type Contact = { name?: string; email?: string; phone?: string };
export type Tenant = {
  slug: string; name: string; country: string; wording: string; languages: string[]; zone: string; template: string;
  officer: Contact; brand?: Record<string, string>; words?: Record<string, string>; hosting?: string;
  /** People may ask for a link by e-mail to sign in. */
  sign_in_link?: boolean;
  mails?: boolean;
};
export type Grant = { id: string; role: string; role_title?: Bilingual; unit_id: string; unit_path: string; unit_name: string; expires?: string };
export type Widget = { element: string; script: string; page?: string; place: 'console' | 'public' | 'home'; title: Bilingual; icon?: string; action?: string; embed?: boolean };
export type ModuleOn = { name: string; icon?: string; title: Bilingual; version: string; on: boolean; guest?: boolean; base: string; widgets: Widget[]; collections?: { name: string; title: Bilingual }[] };
export type Me = {
  kind: 'person' | 'visitor' | 'service';
  person?: { id: string; name: string; login: string; email?: string; language: string };
  tenant: Tenant;
  /** Where the account is, when it is in another organisation. */
  home?: { slug: string; name: string };
  /** The person runs the server and is here to help: until when, and why. */
  support?: { until: string; reason: string };
  /** There are roles in other organisations too. */
  several?: boolean;
  /** The site's device that this browser is; what may be done there is of the field. */
  device?: { name: string; unit_id: string; unit_name: string };
  grants: Grant[];
  actions: string[];
  modules: ModuleOn[];
  /** What has to be set up before anything else may be done. */
  needs?: 'second-factor';
};

/** A unit of the tenant's tree. */
export type Unit = {
  id: string; key?: string; path: string; parent_id?: string; name: string; kind: string; class: string;
  headcount?: number; places?: number; address?: string; code?: string; priority?: boolean; closed_at?: string; managed?: string[]; rev: number;
};

/** Reports whether the person may do an action on at least one unit. */
export const may = (me: Me | undefined, action: string): boolean => me?.actions.includes(action) ?? false;

/** Reports whether the person holds a role on the whole organisation. */
export const holdsAll = (me: Me | undefined): boolean => me?.grants.some((g) => g.unit_path === '/') ?? false;

/** Fetches /me once per page and prefix, whoever asks; `again` forgets the kept answer. */
export function fetchMe(api: Api, again = false): Promise<Me> {
  const kept = shared('me', () => new Map<string, Promise<Me>>());
  if (again) kept.delete(api.prefix);
  let asked = kept.get(api.prefix);
  if (!asked) {
    asked = api.get<Me>('/me');
    kept.set(api.prefix, asked);
    asked.catch(() => kept.delete(api.prefix));
  }
  return asked;
}
