// The organisation's settings as the API tells them.

import type { Api } from '@ribambelle/web/api';
import type { Contact } from '@ribambelle/web/me';
import type { Kind } from './unit-form.ts';

/** An example that the organisation's own policy must decide so; the unit by its key. */
export type Expectation = { role: string; action: string; unit?: string; allow: boolean };

export type Settings = {
  name: string; country: string; wording: string; languages: string[]; zone: string; officer?: Contact; hosting?: string; kinds?: Kind[];
  roles?: Record<string, string[]>; words?: Record<string, string>; brand?: Record<string, string>; overlay?: string; expectations?: Expectation[]; mail?: { sender?: string; reply_to?: string }; second_factor?: boolean; no_sign_in_link?: boolean; holidays?: string; openings?: Record<string, string>; managed?: string[]; slug?: string; template?: string; etag?: string;
};

/** The settings with the tag of what was read. */
export async function readSettings(api: Api, signal?: AbortSignal): Promise<Settings> {
  const { data, etag } = await api.read<Settings>('/settings', signal ? { signal } : {});
  return { ...data, etag };
}

/** Saves settings over those that were read, and over no others: what somebody else saved meanwhile is not undone. */
export async function writeSettings(api: Api, settings: Settings, read: Settings): Promise<void> {
  await api.put('/settings', writable(settings), read.etag ? { etag: read.etag } : {});
}

// writable is what PUT takes: everything but what is only told.
function writable(settings: Settings): Settings {
  const { managed: _m, slug: _s, template: _t, etag: _e, ...rest } = settings;
  return rest;
}
