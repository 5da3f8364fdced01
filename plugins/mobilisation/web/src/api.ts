// What the console's screens read and write, as the API carries it.

import type { Api } from '@ribambelle/web/api';
import type { Bilingual } from '@ribambelle/web/texts';

export type Rec<T> = { readonly id: string; readonly rev: number; readonly doc: T };
export type Figures = { readonly pending: number; readonly confirmed: number; readonly flagged: number; readonly invalid: number; readonly withdrawn: number; readonly news: number };
export type PetitionStatus = 'draft' | 'open' | 'paused' | 'closed';
export type Petition = {
  readonly title: Bilingual; readonly target: Bilingual; readonly axes?: readonly string[]; readonly goal?: number; readonly closes_on?: string; readonly status: PetitionStatus;
  readonly log?: readonly { readonly on: string; readonly status: PetitionStatus; readonly reason?: Bilingual }[];
};
export type PetitionLine = { readonly id: string; readonly title: Bilingual; readonly status: PetitionStatus; readonly goal?: number; readonly closes_on?: string; readonly figures: Figures };
export type Overview = {
  readonly ready: boolean; readonly movement: boolean; readonly petitions: readonly PetitionLine[];
  readonly axes: readonly { readonly key: string; readonly title: Bilingual; readonly petitions: number; readonly confirmed: number; readonly demands: number }[];
  readonly waiting: number; readonly shown: number; readonly demands: number; readonly references: number; readonly measures: number;
  readonly commitments: { readonly promised: number; readonly kept: number; readonly unkept: number; readonly claimed: number; readonly overdue: number };
  readonly newsletter: { readonly pending: number; readonly confirmed: number; readonly unsubscribed: number }; readonly pages: string;
};
export type SignatureStatus = 'pending' | 'confirmed' | 'flagged' | 'invalid' | 'withdrawn';
export type Supporter = { readonly id: string; readonly status: SignatureStatus; readonly name?: string; readonly email?: string; readonly postcode?: string; readonly signed_on: string; readonly reason?: string };
export type Keyed = { readonly key: string; readonly title: Bilingual };
export type Movement = { readonly name: Bilingual; readonly axes?: readonly Keyed[]; readonly families?: readonly Keyed[]; readonly public?: boolean };
export type Demand = {
  readonly title: Bilingual; readonly target: Bilingual; readonly axes?: readonly string[]; readonly evidence?: readonly string[]; readonly public?: boolean;
  readonly status: 'raised' | 'answered' | 'adopted' | 'refused'; readonly history?: readonly { readonly on: string; readonly status: string; readonly note?: Bilingual }[];
};
export type Reference = { readonly title: string; readonly authors?: string; readonly year?: number; readonly doi?: string; readonly archived?: string; readonly grade?: string };
export type Measure = { readonly title: Bilingual; readonly family: string; readonly number: number; readonly status: string; readonly owner?: string; readonly public?: boolean };
export type Commitment = {
  readonly who: string; readonly sector: string; readonly measure: string; readonly promise: Bilingual; readonly due_on: string;
  readonly state: 'promised' | 'claimed' | 'kept' | 'unkept'; readonly proof?: string; readonly public?: boolean;
};
export type Story = {
  readonly id: string; readonly status: string; readonly text?: string; readonly proposed?: string; readonly signed?: string; readonly role?: string;
  readonly leaves?: readonly { readonly channel: string; readonly until: string }[]; readonly reason?: string; readonly on: string;
};
export type Subscriber = { readonly id: string; readonly status: string; readonly email?: string; readonly language: string; readonly source?: string; readonly since: string };
export type Proof = { readonly purpose: string; readonly version: string; readonly given_at: string; readonly ended_at?: string; readonly channel: string; readonly page?: string; readonly hash: string; readonly about: string; readonly sound: boolean };

const at = (path: string) => `/mobilisation${path}`;
const id = encodeURIComponent;

export const mobilisation = {
  overview: (api: Api) => api.get<Overview>(at('/overview')),
  list: <T>(api: Api, collection: string, query = '') => api.all<Rec<T>>(at(`/${collection}?page_size=200${query}`), 'records'),
  get: <T>(api: Api, collection: string, one: string) => api.get<Rec<T>>(at(`/${collection}/${id(one)}`)),
  movement: async (api: Api) => (await mobilisation.list<Movement>(api, 'movements'))[0],
  act: <T>(api: Api, collection: string, one: string, verb: string, body: object = {}) => api.post<T>(at(`/${collection}/${id(one)}:${verb}`), body),
  figures: (api: Api, one: string) => api.get<Figures>(at(`/petitions/${id(one)}:figures`)),
  signatures: (api: Api, one: string, status: string, token = '') =>
    api.get<{ signatures: Supporter[]; next_page_token?: string }>(at(`/petitions/${id(one)}/signatures?status=${status}${token ? `&page_token=${id(token)}` : ''}`)),
  judge: (api: Api, petition: string, one: string, status: string, reason: string) =>
    api.post<Supporter>(at(`/petitions/${id(petition)}/signatures/${id(one)}:judge`), { status, reason }),
  adopt: (api: Api) => api.post<object>(at('/sample:adopt')),
  stories: (api: Api, status: string) => api.get<{ stories: Story[] }>(at(`/stories?status=${status}&page_size=100`)).then((l) => l.stories),
  subscribers: (api: Api, token = '') => api.get<{ subscribers: Subscriber[]; next_page_token?: string }>(at(`/newsletter/subscribers?page_size=50${token ? `&page_token=${id(token)}` : ''}`)),
  proofs: (api: Api, email: string) => api.post<{ proofs: Proof[] }>(at('/consents:look'), { email }).then((l) => l.proofs),
  importReferences: (api: Api, text: string) => api.post<{ read: number; added: number; there: number }>(at('/references:import'), { text }),
  /** A file for a spreadsheet: French ones expect semicolons and a byte order mark. */
  sheet: (api: Api, path: string, language: string) => api.href(at(`${path}?language=${language}&bom=true&separator=${language === 'fr' ? 'semicolon' : 'comma'}`)),
};
