// A plan of actions as the API carries it, and the calls of whoever follows it.

import type { Api } from '@ribambelle/web/api';

import type { Rec } from '../wave/wave.ts';

export const owners = ['team', 'director', 'adviser', 'coordinator', 'families'] as const;
export type Owner = (typeof owners)[number];
export type State = 'todo' | 'doing' | 'done' | 'dropped' | 'carried';

export type Plan = {
  readonly title: string;
  readonly unit: string;
  readonly place?: string;
  readonly wave?: string;
  readonly label?: string;
  readonly from?: string;
  readonly until?: string;
  readonly status?: 'draft' | 'under-way' | 'closed';
  readonly voted_on?: string;
  readonly present?: number;
  readonly adopted_on?: string;
  readonly validated_on?: string;
  readonly validated_note?: string;
  readonly follows?: string;
  readonly review?: string;
  readonly signed?: readonly { readonly owner: Owner; readonly on: string }[];
  readonly closed_on?: string;
};

export type Step = { readonly text: string; readonly due?: string; readonly done_on?: string };
export type Tool = { readonly id: string; readonly title: string };

export type Action = {
  readonly plan: string;
  readonly unit?: string;
  readonly title: string;
  readonly dimension?: string;
  readonly item?: string;
  readonly cause?: string;
  readonly objective?: string;
  readonly steps?: readonly Step[];
  readonly owner?: Owner;
  readonly resources?: string;
  readonly tools?: readonly Tool[];
  readonly due?: string;
  readonly measure?: string;
  readonly priority?: number;
  readonly status?: State;
  readonly reason?: string;
  readonly proof?: string;
  readonly votes?: number;
  readonly since?: string;
  readonly done_on?: string;
  readonly origin?: string;
  readonly history?: readonly { readonly on: string; readonly status: State; readonly due?: string; readonly note?: string }[];
};

export type Tally = {
  readonly actions: number; readonly todo: number; readonly doing: number; readonly done: number; readonly dropped: number; readonly carried: number;
  readonly steps: number; readonly steps_done: number; readonly overdue: number; readonly next_due?: string; readonly latest_done?: string;
};

export type Remark = { readonly id: string; readonly action?: string; readonly name: string; readonly on: string; readonly text: string };

export type Board = {
  readonly plan: Rec<Plan>;
  readonly validator?: string;
  readonly newer: number;
  readonly tally: Tally;
  readonly actions: readonly Rec<Action>[];
  readonly remarks: readonly Remark[];
  readonly next?: string;
  readonly today: string;
};

export type Followed = {
  readonly unit_id: string; readonly place: string; readonly plan?: string; readonly title?: string; readonly status?: Plan['status'];
  readonly until?: string; readonly validated_on?: string; readonly tally: Tally;
};

export type FollowUp = { readonly sites: readonly Followed[]; readonly tally: Tally; readonly today: string };

/** Something of the toolbox that may help; the toolbox is another module and may be off. */
export type Found = { readonly id: string; readonly title: string; readonly summary: string; readonly minutes?: number };

const path = (id: string, verb = '') => `/portrait/plans/${encodeURIComponent(id)}${verb ? `:${verb}` : ''}`;
const actionPath = (id: string) => `/portrait/plan_actions/${encodeURIComponent(id)}`;

export const plans = {
  followUp: (api: Api, unit: string) => api.get<FollowUp>(`/portrait/units/${encodeURIComponent(unit)}/plans:follow-up`),
  board: (api: Api, id: string) => api.get<Board>(path(id, 'board')),
  begin: (api: Api, plan: Pick<Plan, 'title' | 'unit' | 'wave'>) => api.post<Rec<Plan>>('/portrait/plans', plan),
  update: (api: Api, plan: Rec<Plan>) => api.put<Rec<Plan>>(path(plan.id), plan.doc, { etag: plan.rev }),
  discard: (api: Api, plan: Rec<Plan>) => api.del(path(plan.id), { etag: plan.rev }),
  act: (api: Api, id: string, verb: 'vote' | 'adopt' | 'validate' | 'carry-over' | 'close' | 'remark', body: object = {}) => api.post<Rec<Plan>>(path(id, verb), body),
  add: (api: Api, action: Action) => api.post<Rec<Action>>('/portrait/plan_actions', action),
  change: (api: Api, action: Rec<Action>) => api.put<Rec<Action>>(actionPath(action.id), action.doc, { etag: action.rev }),
  remove: (api: Api, action: Rec<Action>) => api.del(actionPath(action.id), { etag: action.rev }),
  /** Tools for a domain, in the reader's language; none where there is no toolbox. */
  tools: async (api: Api, domain: string, language: string): Promise<readonly Found[]> => {
    const filter = encodeURIComponent(`domain = "${domain}" AND language = "${language}"`);
    try {
      const { records } = await api.get<{ records: readonly { id: string; doc: Omit<Found, 'id'> }[] }>(`/toolbox/tools?filter=${filter}&page_size=6`);
      return records.map((r) => ({ ...r.doc, id: r.id }));
    } catch {
      return [];
    }
  },
};

export const ended = (a: Action): boolean => a.status === 'done' || a.status === 'dropped' || a.status === 'carried';
export const overdue = (a: Action, today: string): boolean => !ended(a) && !!a.due && a.due < today;

/** The actions in the order in which they are worked on: what is open first, by priority, then by date. */
export function inOrder(actions: readonly Rec<Action>[]): readonly Rec<Action>[] {
  const place = ({ doc }: Rec<Action>) => [ended(doc) ? 1 : 0, doc.priority ?? 2, doc.due ?? '9999', doc.title].join(' ');
  return [...actions].sort((a, b) => (place(a) < place(b) ? -1 : 1));
}

export type Happened = { readonly on: string; readonly what: 'begun' | 'voted' | 'adopted' | 'validated' | 'closed' | State | 'moved'; readonly title: string; readonly note: string };

/** What happened to a plan and its actions, the latest first. */
export function timeline({ plan, actions }: Board): readonly Happened[] {
  const { doc } = plan;
  const of = (what: Happened['what'], on: string | undefined, title = '', note = ''): Happened[] => (on ? [{ on, what, title, note }] : []);
  const all = [
    ...of('begun', doc.from), ...of('voted', doc.voted_on), ...of('adopted', doc.adopted_on), ...of('validated', doc.validated_on), ...of('closed', doc.closed_on),
    ...actions.flatMap((a) => (a.doc.history ?? []).flatMap((h) => of(h.due ? 'moved' : h.status, h.on, a.doc.title, h.due ? h.due : h.note))),
  ];
  return all.sort((a, b) => (a.on < b.on ? 1 : a.on > b.on ? -1 : 0));
}
