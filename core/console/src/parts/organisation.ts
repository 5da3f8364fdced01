// The organisation's settings as the API tells them.

import type { Contact } from '@ribambelle/web/me';
import type { Kind } from './unit-form.ts';

export type Settings = {
  name: string; country: string; wording: string; languages: string[]; zone: string; officer?: Contact; hosting?: string; kinds?: Kind[];
  roles?: Record<string, string[]>; words?: Record<string, string>; brand?: Record<string, string>; overlay?: string; mail?: { sender?: string; reply_to?: string }; managed?: string[]; slug?: string; template?: string;
};

/** What PUT takes: everything but what is only told. */
export function writable(settings: Settings): Settings {
  const { managed: _m, slug: _s, template: _t, ...rest } = settings;
  return rest;
}
