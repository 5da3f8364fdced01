// Programmes, editions, cycles and workshops as the API carries them, and the calls of the screens.

import type { Api } from '@ribambelle/web/api';
import type { Bilingual } from '@ribambelle/web/texts';

export type Rec<T> = { readonly id: string; readonly rev: number; readonly unit_path: string; readonly doc: T };

export type Component = { readonly key: string; readonly text: Bilingual };
export type Workshop = {
  readonly number: number; readonly title: Bilingual; readonly objectives: readonly Bilingual[]; readonly cps: readonly string[]; readonly minutes: number;
  readonly components?: readonly Component[]; readonly material?: readonly Bilingual[]; readonly script: readonly { readonly minutes: number; readonly text: Bilingual }[];
};
export type Programme = {
  readonly code: string; readonly version: string; readonly title: Bilingual; readonly intro?: Bilingual; readonly licence: string; readonly status: 'draft' | 'published';
  readonly puppets: readonly { readonly key: string; readonly name: Bilingual; readonly part?: Bilingual }[]; readonly components?: readonly Component[]; readonly workshops: readonly Workshop[];
};
export type Sample = { readonly code: string; readonly version: string; readonly title: Bilingual; readonly intro: Bilingual; readonly licence: string; readonly workshops: number; readonly minutes: number };
export type Part = { readonly code: string; readonly title: Bilingual; readonly parts?: readonly Part[]; readonly workshops?: readonly number[] };
export type Coverage = { readonly categories: readonly Part[]; readonly missing: readonly string[]; readonly workshops: number };

export type Edition = { readonly title: string; readonly unit: string; readonly programme: string; readonly begins_on: string; readonly ends_on: string };
export type Status = 'planned' | 'open' | 'done' | 'stopped';
export type Ages = '0-17' | '18-35' | '36-59' | 'mixed' | '60+';
export type Cycle = {
  readonly edition: string; readonly unit: string; readonly place?: string; readonly group: string; readonly ages: Ages; readonly children: number; readonly adults?: number;
  readonly facilitator?: string; readonly partner?: string; readonly first_on: string; readonly at?: string; readonly every?: number;
  readonly closed?: readonly { readonly from: string; readonly to: string }[];
  readonly status?: Status; readonly programme?: string; readonly workshops?: number; readonly ended_on?: string; readonly reason?: string;
};
/** The days that opening would plan, and when the site is closed until then. */
export type Dates = { readonly dates: readonly string[]; readonly closed: readonly { readonly from: string; readonly to: string; readonly name: Bilingual }[] };
export type Reason = 'closure' | 'staff' | 'illness' | 'weather' | 'group' | 'other' | 'stopped';
export type Adaptation = { readonly what: string; readonly why: string; readonly planned?: boolean };
export type Session = {
  readonly cycle: string; readonly number: number; readonly title: Bilingual; readonly state: 'planned' | 'held' | 'skipped'; readonly planned_on: string; readonly at?: string;
  readonly planned_minutes: number; readonly core: readonly string[]; readonly reason?: Reason; readonly reason_note?: string;
  readonly held_on?: string; readonly minutes?: number; readonly components?: readonly string[]; readonly core_done?: number; readonly present?: number; readonly counted?: number;
  readonly engaged?: number; readonly drifted?: number; readonly responsiveness?: number; readonly quality?: number; readonly adaptations?: readonly Adaptation[]; readonly notes?: string;
};
export type Entry = {
  number: number; held_on: string; minutes: number; components: readonly string[]; present: number; engaged?: number; drifted?: number;
  responsiveness?: number; quality?: number; adaptations?: readonly Adaptation[]; notes?: string; names_checked?: boolean;
};
export type Way = { readonly cycle: Rec<Cycle>; readonly workshops: readonly Rec<Session>[] };
export type Supervision = {
  readonly cycle: string; readonly on: string; readonly mode: 'visit' | 'talk' | 'remote'; readonly minutes: number; readonly workshop?: number; readonly quality?: number;
  readonly strengths: string; readonly change: string; readonly check_on?: string; readonly names_checked?: boolean;
};
export type Facilitator = { readonly name: string; readonly email?: string; readonly unit: string; readonly certificate?: string; readonly certified_on?: string; readonly valid_until?: string; readonly withdrawn?: string };
export type Training = { readonly title: string; readonly unit: string; readonly meetings: readonly { readonly on: string; readonly minutes: number }[] };
export type Attendance = { readonly training: string; readonly facilitator: string; readonly minutes: number };

export type Share = { readonly part: number; readonly of: number; readonly percent?: number; readonly low?: number; readonly high?: number };
export type Mean = { readonly value: number; readonly n: number };
export type Figures = {
  readonly workshops: Share; readonly minutes: Share; readonly skipped: number; readonly to_come: number; readonly late: number; readonly adherence: Share;
  readonly quality?: Mean; readonly observed?: Mean; readonly responsiveness?: Mean;
  readonly children: { readonly present: number; readonly engaged: Share; readonly drifted: Share }; readonly adapted: Share; readonly unplanned: number; readonly supervisions: number;
};
export type CycleLine = {
  readonly id: string; readonly place: string; readonly unit_id: string; readonly group: string; readonly status: Status; readonly facilitator?: string; readonly states: string;
  readonly next_number?: number; readonly next_on?: string; readonly late: number; readonly supervisions: number; readonly unsupervised?: boolean;
};
export type Overview = {
  readonly name: Bilingual; readonly edition: Rec<Edition>; readonly programme: Bilingual; readonly version: string; readonly workshops: number; readonly dose: Share;
  readonly skipped: number; readonly to_come: number; readonly late: number; readonly unsupervised: number; readonly cycles: readonly CycleLine[];
};
export type Report = {
  readonly name: Bilingual; readonly edition: Edition; readonly programme: Bilingual; readonly version: string; readonly as_of: string; readonly scope: 'network' | 'site' | 'cycle'; readonly place?: string;
  readonly total: Figures; readonly sites: readonly { readonly unit_id: string; readonly place: string; readonly cycles: number; readonly figures: Figures }[];
  readonly cycles: readonly { readonly id: string; readonly unit_id: string; readonly place: string; readonly group: string; readonly status: Status; readonly unsupervised?: boolean; readonly figures: Figures }[];
  readonly reasons: readonly { readonly reason: Reason; readonly workshops: number }[];
};
export type Checked = { readonly texts: readonly { readonly found: readonly { readonly word: string; readonly sure: boolean }[]; readonly proposal?: string }[] };

const q = encodeURIComponent;
const at = (collection: string, id = '', verb = '') => `/piloufilou/${collection}${id ? `/${q(id)}` : ''}${verb ? `:${verb}` : ''}`;
const all = <T>(api: Api, collection: string, query = '') => api.all<Rec<T>>(`${at(collection)}?page_size=500${query}`, 'records');
const where = (filter: string) => `&filter=${q(filter)}`;

export const programmes = {
  list: (api: Api) => all<Programme>(api, 'programmes'),
  get: (api: Api, id: string) => api.get<Rec<Programme>>(at('programmes', id)),
  samples: (api: Api) => api.get<{ samples: readonly Sample[] }>(at('samples')).then((r) => r.samples),
  adopt: (api: Api, code: string) => api.post<Rec<Programme>>(at('samples', code, 'adopt')),
  import: (api: Api, yaml: string) => api.post<Rec<Programme>>('/piloufilou/programmes:import', { yaml }),
  publish: (api: Api, id: string) => api.post<Rec<Programme>>(at('programmes', id, 'publish')),
  coverage: (api: Api, id: string) => api.get<Coverage>(at('programmes', id, 'coverage')),
};

export const editions = {
  list: (api: Api) => all<Edition>(api, 'editions', '&order_by=begins_on%20desc'),
  create: (api: Api, edition: Edition) => api.post<Rec<Edition>>(at('editions'), edition),
  overview: (api: Api, id: string) => api.get<Overview>(at('editions', id, 'overview')),
  report: (api: Api, id: string, query: string) => api.get<Report>(`${at('editions', id, 'report')}${query}`),
  /** A file for a spreadsheet: French ones expect semicolons and a byte order mark. */
  exportHref: (api: Api, id: string, query: string, language: string) =>
    api.href(`${at('editions', id, 'export')}${query || '?'}${query ? '&' : ''}language=${language}&separator=${language === 'fr' ? 'semicolon' : 'comma'}&bom=true`),
};

export const cycles = {
  list: (api: Api, filter: string) => all<Cycle>(api, 'cycles', where(filter)),
  get: (api: Api, id: string) => api.get<Rec<Cycle>>(at('cycles', id)),
  create: (api: Api, cycle: Cycle) => api.post<Rec<Cycle>>(at('cycles'), cycle),
  update: (api: Api, cycle: Rec<Cycle>) => api.put<Rec<Cycle>>(at('cycles', cycle.id), cycle.doc, { etag: cycle.rev }),
  remove: (api: Api, cycle: Rec<Cycle>) => api.del(at('cycles', cycle.id), { etag: cycle.rev }),
  dates: (api: Api, id: string) => api.get<Dates>(at('cycles', id, 'dates')),
  open: (api: Api, id: string) => api.post<Rec<Cycle>>(at('cycles', id, 'open')),
  stop: (api: Api, id: string, reason: string, checked: boolean) => api.post<Rec<Cycle>>(at('cycles', id, 'stop'), { reason, names_checked: checked }),
  sharing: (api: Api, id: string) => api.get<{ shared: boolean; shared_on?: string }>(at('cycles', id, 'sharing')),
  share: (api: Api, id: string) => api.post<{ path: string; shared_on: string }>(at('cycles', id, 'share')),
  unshare: (api: Api, id: string) => api.post<unknown>(at('cycles', id, 'unshare')),
};

export const sessions = {
  of: (api: Api, cycle: string) => all<Session>(api, 'workshops', `${where(`cycle = "${cycle}"`)}&order_by=number`),
  due: (api: Api, today: string) => all<Session>(api, 'workshops', `${where(`state = "planned" AND planned_on <= "${today}"`)}&order_by=planned_on`),
  log: (api: Api, cycle: string, workshops: readonly Entry[], key: string) => api.post<Way>(at('cycles', cycle, 'log'), { workshops }, { key }),
  skip: (api: Api, cycle: string, body: { number: number; reason: Reason; note?: string; names_checked?: boolean }) => api.post<Way>(at('cycles', cycle, 'skip'), body),
  clear: (api: Api, cycle: string, number: number) => api.post<Way>(at('cycles', cycle, 'clear'), { number }),
  move: (api: Api, cycle: string, body: { number: number; on: string; at?: string; following: boolean }) => api.post<Way>(at('cycles', cycle, 'move'), body),
  check: (api: Api, cycle: string, texts: readonly string[]) => api.post<Checked>('/piloufilou/names:check', { cycle, texts }),
};

export const supervisions = {
  of: (api: Api, cycle: string) => all<Supervision>(api, 'supervisions', `${where(`cycle = "${cycle}"`)}&order_by=on%20desc`),
  all: (api: Api) => all<Supervision>(api, 'supervisions'),
  create: (api: Api, one: Supervision) => api.post<Rec<Supervision>>(at('supervisions'), one),
};

export const people = {
  list: (api: Api) => all<Facilitator>(api, 'facilitators'),
  register: (api: Api, one: Facilitator) => api.post<Rec<Facilitator>>(at('facilitators'), one),
  withdraw: (api: Api, id: string, reason: string) => api.post<Rec<Facilitator>>(at('facilitators', id, 'withdraw'), { reason }),
  trainings: (api: Api) => all<Training>(api, 'trainings'),
  train: (api: Api, training: Training) => api.post<Rec<Training>>(at('trainings'), training),
  attendance: (api: Api) => all<Attendance>(api, 'attendances'),
  attend: (api: Api, training: string, lines: readonly { facilitator: string; minutes: number }[]) => api.post<unknown>(at('trainings', training, 'attend'), { lines }),
  certify: (api: Api, training: string, facilitators: readonly string[]) => api.post<unknown>(at('trainings', training, 'certify'), { facilitators }),
};

/** Today's civil date in the organisation's zone. */
export const today = (zone: string | undefined): string => new Intl.DateTimeFormat('en-CA', { timeZone: zone ?? 'UTC', year: 'numeric', month: '2-digit', day: '2-digit' }).format(new Date());

/** The components of a workshop: those of every workshop, then its own. */
export const listed = (p: Programme, w: Workshop): readonly Component[] => [...(p.components ?? []), ...(w.components ?? [])];

/** Reports whether a certificate holds on a day. */
export const certified = (f: Facilitator, on: string): boolean => !!f.certificate && !f.withdrawn && (!f.valid_until || on <= f.valid_until);
