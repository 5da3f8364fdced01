// The calls about questionnaires: those of the organisation, and the samples to take.

import type { Api } from '@ribambelle/web/api';
import type { Bilingual } from '@ribambelle/web/texts';

import type { Questionnaire } from '../questionnaire.ts';
import type { Rec } from './wave.ts';

export type Kept = Questionnaire & { readonly status: 'draft' | 'published' };
export type Sample = { readonly code: string; readonly version: string; readonly title: Bilingual; readonly intro?: Bilingual; readonly licence?: string; readonly items: number };

/** One thing that differs between two versions. */
export type Change = { readonly kind: string; readonly what: 'dimension' | 'item'; readonly key: string; readonly before?: Bilingual; readonly after?: Bilingual };
export type Difference = { readonly changes: readonly Change[]; readonly comparable: readonly string[]; readonly overall: boolean };

const path = (id: string, verb = ''): string => `/portrait/questionnaires/${encodeURIComponent(id)}${verb}`;

export const instruments = {
  get: (api: Api, id: string) => api.get<Rec<Kept>>(path(id)),
  create: (api: Api, doc: Kept) => api.post<Rec<Kept>>('/portrait/questionnaires', doc),
  update: (api: Api, one: Rec<Kept>) => api.put<Rec<Kept>>(path(one.id), one.doc, { etag: one.rev }),
  check: (api: Api, id: string) => api.get<{ problems: readonly { pointer: string; message: string }[] }>(path(id, ':check')),
  difference: (api: Api, id: string, older: string) => api.get<Difference>(`${path(id, ':difference')}?with=${encodeURIComponent(older)}`),
  list: (api: Api) => api.all<Rec<Kept>>('/portrait/questionnaires?page_size=100', 'records'),
  samples: async (api: Api) => (await api.get<{ samples: readonly Sample[] }>('/portrait/samples')).samples,
  adopt: (api: Api, code: string) => api.post<Rec<Kept>>(`/portrait/samples/${encodeURIComponent(code)}:adopt`),
  import: (api: Api, what: { yaml: string } | { xlsform: string }) => api.post<Rec<Kept>>('/portrait/questionnaires:import', what),
  /** The questionnaire as a file. */
  fileHref: (api: Api, id: string, format: 'yaml' | 'xlsform') => api.href(`${path(id, ':write')}?format=${format}`),
  publish: (api: Api, id: string) => api.post<Rec<Kept>>(path(id, ':publish')),
};

export type Said = { readonly key: string; readonly text: Bilingual };
export type Crosswalk = {
  readonly title: Bilingual;
  readonly questionnaire: { readonly code: string; readonly version: string };
  readonly framework: { readonly title: Bilingual; readonly source?: string };
};
/** A framework entry by entry, and the codes of those that nothing speaks of. */
export type Coverage = {
  readonly crosswalk: Crosswalk;
  readonly entries: readonly { readonly code: string; readonly title: Bilingual; readonly reference?: string; readonly items: readonly Said[]; readonly dimensions: readonly Said[] }[];
  readonly gaps: readonly string[];
};

export const crosswalks = {
  list: (api: Api) => api.all<Rec<Crosswalk>>('/portrait/crosswalks?page_size=100', 'records'),
  coverage: (api: Api, id: string) => api.get<Coverage>(`/portrait/crosswalks/${encodeURIComponent(id)}:coverage`),
  adopt: (api: Api) => api.post<{ adopted: number }>('/portrait/crosswalks:adopt'),
};

/** The samples that the organisation has not taken. */
export const untaken = (samples: readonly Sample[], own: readonly Rec<Kept>[]): readonly Sample[] =>
  samples.filter((s) => !own.some((q) => q.doc.code === s.code && q.doc.version === s.version));

/** How many statements a questionnaire has. */
export const length = (q: Questionnaire): number => q.dimensions.reduce((n, d) => n + (d.items?.length ?? 0), 0);
