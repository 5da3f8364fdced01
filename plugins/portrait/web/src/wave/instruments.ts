// The calls about questionnaires: those of the organisation, and the samples to take.

import type { Api } from '@ribambelle/web/api';
import type { Bilingual } from '@ribambelle/web/texts';

import type { Questionnaire } from '../questionnaire.ts';
import type { Rec } from './wave.ts';

export type Kept = Questionnaire & { readonly status: 'draft' | 'published' };
export type Sample = { readonly code: string; readonly version: string; readonly title: Bilingual; readonly intro?: Bilingual; readonly licence?: string; readonly items: number };

export const instruments = {
  list: (api: Api) => api.all<Rec<Kept>>('/portrait/questionnaires?page_size=100', 'records'),
  samples: async (api: Api) => (await api.get<{ samples: readonly Sample[] }>('/portrait/samples')).samples,
  adopt: (api: Api, code: string) => api.post<Rec<Kept>>(`/portrait/samples/${encodeURIComponent(code)}:adopt`),
  import: (api: Api, what: { yaml: string } | { xlsform: string }) => api.post<Rec<Kept>>('/portrait/questionnaires:import', what),
  /** The questionnaire as a file. */
  fileHref: (api: Api, id: string, format: 'yaml' | 'xlsform') => api.href(`/portrait/questionnaires/${encodeURIComponent(id)}:write?format=${format}`),
  publish: (api: Api, id: string) => api.post<Rec<Kept>>(`/portrait/questionnaires/${encodeURIComponent(id)}:publish`),
};

/** The samples that the organisation has not taken. */
export const untaken = (samples: readonly Sample[], own: readonly Rec<Kept>[]): readonly Sample[] =>
  samples.filter((s) => !own.some((q) => q.doc.code === s.code && q.doc.version === s.version));

/** How many statements a questionnaire has. */
export const length = (q: Questionnaire): number => q.dimensions.reduce((n, d) => n + (d.items?.length ?? 0), 0);
