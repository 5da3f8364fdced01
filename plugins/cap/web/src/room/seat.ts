// What is seen and done from a seat, as the API carries it.

import type { Api } from '@ribambelle/web/api';

import type { Community, Introduction, Member, MySeat } from '../community.ts';

export type SessionState = 'planned' | 'open' | 'held' | 'cancelled';
export type Session = {
  readonly id: string;
  readonly number: number;
  readonly starts_at: string;
  readonly ends_at: string;
  readonly zone: string;
  readonly minutes: number;
  readonly length?: number;
  readonly state: SessionState;
  readonly subject?: string;
  readonly reason?: string;
  readonly moved_from?: string;
  readonly room?: string;
  readonly dial_in?: string;
};

export type Hours = { readonly minutes: number; readonly hours: string; readonly sessions: number };
export type CertificateLine = { readonly number: string; readonly hours: string; readonly issued_on: string; readonly revoked_on?: string };
export type Room = {
  readonly seat: Member;
  readonly email?: string;
  readonly feed: boolean;
  readonly id: string;
  readonly community: Community;
  readonly pact: { readonly digest: string };
  readonly sessions: readonly Session[];
  readonly members: readonly Member[];
  readonly hours: Hours;
  readonly certificates: readonly CertificateLine[];
};

export type Presence = 'present' | 'late' | 'excused' | 'absent';
export type Correction = { readonly at: string; readonly by: string; readonly presence: Presence; readonly minutes: number; readonly reason: string };
export type SheetLine = { readonly seat: string; readonly name: string; readonly presence?: Presence; readonly minutes: number; readonly validated_at?: string; readonly log?: readonly Correction[] };
export type Sheet = { readonly session: Session; readonly lines: readonly SheetLine[] };
export type Said = { readonly seat: string; readonly presence: Presence; readonly minutes?: number; readonly reason?: string };

export type Outcome = 'due' | 'kept' | 'partial' | 'missed' | 'moved';
export type Review = { readonly session: string; readonly outcome: Outcome; readonly learning?: string; readonly at: string };
/** An entry of the toolbox that somebody points at. */
export type Pointed = { readonly id: string; readonly title: string };
export type Commitment = { readonly id: string; readonly seat: string; readonly name: string; readonly mine: boolean; readonly text: string; readonly tool?: Pointed; readonly due_at: string; readonly outcome: Outcome; readonly reviews: readonly Review[] };
export type Tally = Readonly<Record<Outcome | 'all', number>>;
export type Commitments = { readonly commitments: readonly Commitment[]; readonly sessions: Readonly<Record<string, Tally>> };

export type Thread = {
  readonly id: string; readonly name: string; readonly mine: boolean; readonly title: string; readonly text?: string; readonly asked_at: string;
  readonly answers: number; readonly unanswered_days?: number; readonly late: boolean;
  readonly said?: readonly { readonly id: string; readonly name: string; readonly mine: boolean; readonly text: string; readonly at: string }[];
};

export type Tool = {
  readonly id: string; readonly title: string; readonly summary?: string; readonly licence: string; readonly state: 'draft' | 'published'; readonly published_on?: string; readonly tool?: Pointed;
  readonly authors: readonly string[]; readonly versions: readonly { readonly number: number; readonly link: string; readonly note?: string; readonly by: string; readonly at: string }[];
};
export const licences = ['CC BY 4.0', 'CC BY-SA 4.0', 'CC BY-NC 4.0', 'CC BY-NC-SA 4.0', 'CC0 1.0', 'all rights reserved'] as const;

export type Certified = { readonly number: string; readonly hours: string };

/** The calls from one seat. */
export class Seat {
  constructor(private readonly api: Api, readonly id: string) {}

  private path(rest: string): string {
    return `/cap/seats/${encodeURIComponent(this.id)}${rest}`;
  }

  private session(id: string, verb: string): string {
    return this.path(`/sessions/${encodeURIComponent(id)}:${verb}`);
  }

  room = () => this.api.get<Room>(this.path(':room'));
  sign = (digest: string) => this.api.post<MySeat>(this.path(':sign'), { digest });
  leave = () => this.api.post<MySeat>(this.path(':leave'));
  subscribe = () => this.api.post<{ address: string }>(this.path(':subscribe'));
  unsubscribe = () => this.api.post<unknown>(this.path(':unsubscribe'));
  calendarHref = () => this.api.href(this.path('/calendar'));

  act = (session: string, verb: string, body: object = {}) => this.api.post<Session>(this.session(session, verb), body);
  sheet = (session: string) => this.api.get<Sheet>(this.session(session, 'sheet'));
  attend = (session: string, lines: readonly Said[]) => this.api.post<Sheet>(this.session(session, 'attend'), { lines });
  invite = (session: string, who: Introduction) => this.api.post<{ guest: Member; link: string }>(this.session(session, 'invite'), who);
  revokeGuest = (seat: string) => this.api.post<Member>(this.path(`/guests/${encodeURIComponent(seat)}:revoke`));
  certify = (seat: string) => this.api.post<Certified>(this.path(`/members/${encodeURIComponent(seat)}:certify`));
  revoke = (number: string, reason: string) => this.api.post<unknown>(this.path(`/certificates/${encodeURIComponent(number)}:revoke`), { reason });

  commitments = () => this.api.get<Commitments>(this.path('/commitments'));
  commit = (text: string, tool?: Pointed) => this.api.post<Commitment>(this.path('/commitments'), { text, ...(tool && { tool }) });
  review = (id: string, outcome: Outcome, learning: string, session: string) =>
    this.api.post<Commitment>(this.path(`/commitments/${encodeURIComponent(id)}:review`), { outcome, learning, session });

  threads = () => this.api.all<Thread>(this.path('/threads?page_size=100'), 'threads');
  thread = (id: string) => this.api.get<Thread>(this.path(`/threads/${encodeURIComponent(id)}`));
  ask = (title: string, text: string) => this.api.post<Thread>(this.path('/threads'), { title, text });
  answer = (id: string, text: string) => this.api.post<unknown>(this.path(`/threads/${encodeURIComponent(id)}:answer`), { text });

  tools = () => this.api.get<{ artefacts: readonly Tool[] }>(this.path('/artefacts')).then((r) => r.artefacts);
  share = ({ title, summary, licence, link }: { title: string; summary: string; licence: string; link: string }, tool?: Pointed) =>
    this.api.post<Tool>(this.path('/artefacts'), { title, summary, licence, link, ...(tool && { tool }) });
  version = (id: string, link: string, note: string) => this.api.post<Tool>(this.path(`/artefacts/${encodeURIComponent(id)}:version`), { link, note });
  publish = (id: string) => this.api.post<Tool>(this.path(`/artefacts/${encodeURIComponent(id)}:publish`));
}

/** The session that is open, or the next one to come. */
export function current(sessions: readonly Session[], now: Date): Session | undefined {
  return sessions.find((s) => s.state === 'open') ?? sessions.find((s) => s.state === 'planned' && new Date(s.ends_at) > now);
}
