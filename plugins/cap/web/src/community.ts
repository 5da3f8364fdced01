// A community as the API carries it, and the calls of whoever runs it or looks for a seat.

import type { Api } from '@ribambelle/web/api';
import type { Domain } from '@ribambelle/web/domains';
import type { Me } from '@ribambelle/web/me';
import type { Bilingual } from '@ribambelle/web/texts';

export type Rec<T> = { readonly id: string; readonly rev: number; readonly unit_path: string; readonly doc: T };
export type Public = 'educators' | 'managers';
export type Status = 'draft' | 'open' | 'closed';
export type Role = 'member' | 'mentor' | 'expert' | 'guest';

export type Community = {
  readonly title: string;
  readonly theme?: string;
  readonly domains?: readonly Domain[];
  readonly public: Public;
  readonly summary?: string;
  readonly question?: string;
  readonly unit?: string;
  readonly capacity?: number;
  readonly zone?: string;
  readonly rule: string;
  readonly starts: string;
  readonly except?: readonly string[];
  readonly minutes?: number;
  readonly pact?: string;
  readonly unanswered?: number;
  readonly listed?: boolean;
  readonly stage?: string;
  readonly status?: Status;
  readonly opened_on?: string;
  readonly closed_on?: string;
};

export type MySeat = { readonly id: string; readonly role: Role; readonly state: 'seated' | 'waiting' | 'left'; readonly ahead?: number };

/** What a portrait invites to work on, and a community is about. */
export type Need = { readonly portrait: string; readonly domain: Domain };

export type Line = {
  readonly id: string;
  readonly title: string;
  readonly theme?: string;
  readonly domains?: readonly Domain[];
  readonly needs?: readonly Need[];
  readonly public: Public;
  readonly summary?: string;
  readonly status: Status;
  readonly zone: string;
  readonly minutes: number;
  readonly capacity: number;
  readonly taken: number;
  readonly waiting: number;
  readonly next_at?: string;
  readonly seat?: MySeat;
  readonly due?: number;
  readonly late?: number;
};

export type Member = {
  readonly seat: string;
  /** For mentors: the number of the certificate that the member holds. */
  readonly certificate?: string;
  readonly name: string;
  readonly role: Role;
  readonly state: 'seated' | 'waiting' | 'left';
  readonly organisation?: string;
  readonly region?: string;
  readonly zone?: string;
  readonly until?: string;
  readonly session?: string;
  readonly signed: boolean;
};

/** What a rule makes: civil times, and the days left out because the place is closed. */
export type Dates = { readonly dates: readonly string[]; readonly closed: readonly { readonly on: string; readonly name: Bilingual }[] };
export type Sample = { readonly code: string; readonly public: Public; readonly theme: string; readonly title: string; readonly summary: string };
export type Introduction = { readonly name: string; readonly email: string; readonly organisation?: string; readonly region?: string; readonly zone?: string; readonly language?: string };

// Whom a community is for, as the module's policy has it; an organisation may only forbid further.
const publics: Readonly<Record<Public, readonly string[]>> = {
  educators: ['core:educator', 'cap:educator'],
  managers: ['core:director', 'core:coordinator', 'core:administrator', 'cap:manager'],
};

/** Reports whether somebody is of the public that a community is meant for. */
export const fits = (me: Me | undefined, c: Pick<Line, 'public'>): boolean => me?.grants.some((g) => publics[c.public].includes(g.role)) ?? false;

const at = (id: string, verb = '') => `/cap/communities/${encodeURIComponent(id)}${verb ? `:${verb}` : ''}`;

export const communities = {
  home: (api: Api, only: '' | 'mine=true' | 'status=open' = '') => api.all<Line>(`/cap/home?page_size=200&${only}`, 'communities'),
  get: (api: Api, id: string) => api.get<Rec<Community>>(at(id)),
  create: (api: Api, doc: Community) => api.post<Rec<Community>>('/cap/communities', doc),
  update: (api: Api, one: Rec<Community>) => api.put<Rec<Community>>(at(one.id), one.doc, { etag: one.rev }),
  open: (api: Api, id: string) => api.post<Rec<Community>>(at(id, 'open')),
  close: (api: Api, id: string) => api.post<Rec<Community>>(at(id, 'close')),
  revise: (api: Api, id: string, part: Partial<Community>) => api.post<Rec<Community>>(at(id, 'revise'), part),
  join: (api: Api, id: string, who: Introduction) => api.post<MySeat>(at(id, 'join'), who),
  seats: (api: Api, id: string) => api.get<{ seats: readonly Member[] }>(at(id, 'seats')).then((r) => r.seats),
  appoint: (api: Api, id: string, who: Introduction & { person: string; role: Role }) => api.post<Member>(at(id, 'appoint'), who),
  promote: (api: Api, id: string, seat: string) => api.post<Member>(`${at(id)}/seats/${encodeURIComponent(seat)}:appoint`, { role: 'mentor' }),
  remove: (api: Api, id: string, seat: string) => api.post<Member>(`${at(id)}/seats/${encodeURIComponent(seat)}:remove`),
  draft: (api: Api) => api.get<Community>('/cap/draft'),
  dates: (api: Api, asked: { rule: string; starts: string; zone: string; unit: string }, signal?: AbortSignal) => api.get<Dates>(`/cap/dates?${new URLSearchParams(asked)}`, signal ? { signal } : {}),
  samples: (api: Api) => api.get<{ samples: readonly Sample[] }>('/cap/samples').then((r) => r.samples),
  adopt: (api: Api, code: string) => api.post<Rec<Community>>(`/cap/samples/${encodeURIComponent(code)}:adopt`),
};
