// A wave as the API carries it, and the calls of whoever runs it.

import type { Api } from '@ribambelle/web/api';
import type { Bilingual } from '@ribambelle/web/texts';

import type { Questionnaire } from '../questionnaire.ts';

export type Rec<T> = { readonly id: string; readonly rev: number; readonly unit_path: string; readonly doc: T };

export type Site = {
  readonly unit_id: string;
  readonly name: string;
  readonly headcount: number;
  readonly path?: string;
  readonly kind?: string;
  readonly home?: boolean;
  readonly group?: string;
};

export type Group = { readonly key: string; readonly name: string };

export type Wave = {
  readonly title: string;
  readonly label: string;
  readonly questionnaire_id: string;
  /** The closed portrait that this one is compared with. */
  readonly follows?: string;
  readonly access: 'link' | 'slips';
  readonly status: 'draft' | 'open' | 'closed' | 'cancelled';
  readonly unit?: string;
  readonly closes_on: string;
  readonly opened_on?: string;
  readonly closed_on?: string;
  readonly floor?: number;
  readonly sites: readonly Site[];
  readonly groups?: readonly Group[];
  readonly questionnaire?: Questionnaire;
  readonly purpose?: Bilingual;
  readonly notice?: Bilingual;
};

export type Reason = 'ok' | 'below-floor' | 'home' | 'remainder' | 'no-headcount';
export type Preview = {
  readonly floor: number;
  readonly invited: number;
  readonly sites: readonly (Site & { readonly showable: boolean; readonly reason: Reason })[];
  readonly groups: readonly (Group & { readonly headcount: number; readonly showable: boolean; readonly reason: Reason })[];
  readonly proposals: readonly (Group & { readonly sites: readonly string[]; readonly headcount: number })[];
};

export type Progress = {
  readonly invited: number;
  readonly answered: number;
  readonly closes_on: string;
  readonly status: Wave['status'];
  /** Response rate with its Wilson interval, in percent. */
  readonly rate?: { readonly percent: number; readonly low: number; readonly high: number };
  /** People in a pool too small to be told of. */
  readonly left_out?: number;
  readonly sites: readonly Line[];
};

/** A site's line, or that of a pool of people who work alone. */
export type Line = { readonly unit_id?: string; readonly name: string; readonly alone?: boolean; readonly headcount: number; readonly answered: number };

export type Figure = { readonly n: number; readonly value?: number | null; readonly more?: Readonly<Record<string, number>>; readonly reason?: string };
export type Cell = { readonly key: string; readonly parent?: string; readonly masked?: boolean; readonly n?: number; readonly values?: Readonly<Record<string, Figure>>; readonly hidden?: readonly string[] };
export type Released = { readonly floor: number; readonly cells: readonly Cell[] };
export type Measured = {
  readonly key: string;
  readonly parent?: string;
  readonly title: Bilingual;
  readonly min: number;
  readonly max: number;
  readonly items?: readonly { readonly key: string; readonly text: Bilingual; readonly reversed?: boolean }[];
};
export type Results = {
  readonly wave: { readonly title: string; readonly label: string; readonly opened_on?: string; readonly closed_on?: string; readonly invited: number; readonly floor: number };
  readonly questionnaire: { readonly title: Bilingual; readonly version: string; readonly licence?: string; readonly licensed?: boolean; readonly overall?: boolean; readonly dimensions: readonly Measured[] };
  readonly names?: Readonly<Record<string, string>>;
  /** What was computed and how, by code. */
  readonly method: Readonly<Record<'score' | 'interval' | 'reliability' | 'design', string>>;
  readonly tables: { readonly scores: Released; readonly items?: Released; readonly reliability?: Released };
  /** The reader's own cell, when the results are a director's. */
  readonly cell?: string;
};

export type Find = 'rose' | 'fell' | 'unclear' | 'too-few-sites' | 'none';
type Heading = Results['wave'];
/** What has changed since an earlier portrait. */
export type Change = Pick<Results, 'wave' | 'questionnaire' | 'names' | 'method'> & {
  readonly first: Heading;
  readonly chain: readonly Heading[];
  readonly apart: readonly { readonly name: string; readonly why: 'first-only' | 'second-only' | 'other-members' | 'masked' }[];
  readonly finds: Readonly<Record<string, Find>>;
  readonly tables: { readonly change: Released; readonly chain?: Released };
};

/** Codes of one site: the link's, or slips that are shown once. */
export type Codes = { readonly unit_id?: string; readonly name: string; readonly alone?: boolean; readonly shared?: boolean; readonly code?: string; readonly codes?: readonly string[] };

export type Verb = 'open' | 'extend' | 'add-site' | 'raise-headcount' | 'cancel' | 'close';

const path = (id: string, verb = '', unit = '') =>
  `/portrait/waves/${encodeURIComponent(id)}${unit ? `/sites/${encodeURIComponent(unit)}` : ''}${verb ? `:${verb}` : ''}`;

export const waves = {
  list: (api: Api) => api.all<Rec<Wave>>('/portrait/waves?page_size=100&order_by=closes_on%20desc', 'records'),
  get: (api: Api, id: string) => api.get<Rec<Wave>>(path(id)),
  create: (api: Api, wave: Pick<Wave, 'title' | 'questionnaire_id' | 'unit' | 'follows'>) => api.post<Rec<Wave>>('/portrait/waves', wave),
  update: (api: Api, wave: Rec<Wave>) => api.put<Rec<Wave>>(path(wave.id), wave.doc, { etag: wave.rev }),
  discard: (api: Api, wave: Rec<Wave>) => api.del(path(wave.id), { etag: wave.rev }),
  act: (api: Api, id: string, verb: Verb, body: object = {}) => api.post<Rec<Wave>>(path(id, verb), body),
  preview: (api: Api, id: string) => api.get<Preview>(path(id, 'preview')),
  progress: (api: Api, id: string, unit?: string) => api.get<Progress>(path(id, 'progress', unit)),
  access: (api: Api, id: string) => api.get<{ sites: readonly Codes[]; remaining: number }>(path(id, 'access')),
  issue: (api: Api, id: string, anew?: { unit_id: string; again: true }) => api.post<{ sites: readonly Codes[]; remaining: number }>(path(id, 'issue-slips'), anew ?? {}),
  replace: (api: Api, id: string, unit: string) => api.post<{ code: string; name: string }>(path(id, 'replace-slip'), { unit_id: unit }),
  results: (api: Api, id: string, unit?: string) => api.get<Results>(path(id, 'results', unit)),
  change: (api: Api, id: string) => api.get<Change>(path(id, 'change')),
  /** A file for a spreadsheet: French ones expect semicolons and a byte order mark. */
  exportHref: (api: Api, id: string, language: string) =>
    api.href(`${path(id, 'export')}?language=${language}&separator=${language === 'fr' ? 'semicolon' : 'comma'}&bom=true`),
};
