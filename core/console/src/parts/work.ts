// What organisations publish for others, and what they follow, as the API tells them.

import type { Bilingual } from '@ribambelle/web/texts';

export type Source = { module: string; module_title: Bilingual; collection?: string; collection_title?: Bilingual };

export type Candidate = Source & { record?: string; title: Bilingual; version?: string; licence?: string };

export type Version = { id: string; label: string; title: Bilingual; licence: string; note?: string; record?: string; at: string };

export type Work = Source & {
  id: string; title: Bilingual; code: string; versions: Version[]; followers: { organisation: { slug: string; name: string }; since: string }[]; withdrawn_at?: string;
};

export type Works = { works: Work[]; candidates: Candidate[] };

export type Subscription = Source & {
  id: string; state: 'live' | 'ended' | 'withdrawn' | 'closed'; name: string; title: Bilingual; since: string; ended_at?: string;
  taken: { version: string; label: string; licence: string; record?: string; at: string }[]; proposal?: Version & { replaces?: string };
};

/** What a thing is, in a word: what its collection keeps, or a module. */
export const kindOf = (s: Source, module: string): Bilingual | string => s.collection_title ?? (s.collection ? s.module_title : module);
