// What waits for somebody, and their first steps: pure, from what the API told.

import { may, type Me, type Unit } from '@ribambelle/web/me';
import type { Bilingual } from '@ribambelle/web/texts';

import type { Asked } from './held.ts';
import type { Incident } from './incident.ts';
import type { Share } from './share.ts';
import type { Subscription } from './work.ts';

export type Invitation = { id: string; name: string; role: string; unit_id?: string; unit_name?: string; expires: string; used_at?: string; revoked_at?: string; state: 'pending' | 'used' | 'revoked' | 'expired' };
/** What a module proposes to those who begin with it, as the API tells it. */
export type ModuleStep = { module: string; title: Bilingual; help: Bilingual; path: string; done: boolean };
export type Known = { me: Me; units: readonly Unit[]; invitations: readonly Invitation[]; people: number; modules: readonly ModuleStep[]; incidents?: readonly Incident[]; unread?: number; requests?: readonly Asked[]; shares?: readonly Share[]; followed?: readonly Subscription[] };
/** A sentence (text key with n) and where it leads, as parts of an address. */
export type Wait = { key: string; n: number; to: readonly string[] };
/** A first step: in our own words by key, or in those of a module. */
export type Step = { done: boolean; to: readonly string[] } & ({ key: string } | { title: Bilingual; help: Bilingual });

const placed = (u: Unit): boolean => u.class !== 'territory' && u.class !== 'group' && !u.closed_at;

/** What waits, most pressing first. */
export function waits({ me, units, invitations, incidents = [], unread = 0, requests = [], shares = [], followed = [] }: Known): Wait[] {
  const sites = units.filter(placed);
  const bare = sites.filter(uncounted).length;
  const open = incidents.filter((i) => !i.closed && i.duties.some((d) => ['due', 'late', 'weigh'].includes(d.state))).length;
  const owed = requests.filter((r) => r.state === 'open' || r.state === 'late').length;
  const offered = shares.filter((s) => s.side === 'received' && s.state === 'offered').length;
  const proposed = followed.filter((s) => s.proposal).length;
  const state = (s: string) => invitations.filter((i) => i.state === s).length;
  const out: (Wait | false)[] = [
    open > 0 && { key: 'home.wait.incidents', n: open, to: ['privacy', 'incidents'] },
    owed > 0 && { key: 'home.wait.requests', n: owed, to: ['privacy', 'requests'] },
    offered > 0 && { key: 'home.wait.offers', n: offered, to: ['settings', 'shares'] },
    proposed > 0 && { key: 'home.wait.proposals', n: proposed, to: ['settings', 'works'] },
    unread > 0 && { key: 'home.wait.notices', n: unread, to: ['notices'] },
    sites.length === 0 && may(me, 'core:unit.create') && { key: 'home.wait.sites', n: 0, to: ['sites'] },
    me.modules.length === 0 && may(me, 'core:module.enable') && { key: 'home.wait.modules', n: 0, to: ['modules'] },
    !me.tenant.officer?.name && may(me, 'core:settings.update') && { key: 'home.wait.officer', n: 0, to: ['settings', 'organisation'] },
    bare > 0 && may(me, 'core:unit.update') && { key: 'home.wait.headcount', n: bare, to: ['sites'] },
    state('pending') > 0 && { key: 'home.wait.invitations', n: state('pending'), to: ['people'] },
    state('expired') > 0 && { key: 'home.wait.expired', n: state('expired'), to: ['people'] },
  ];
  return out.filter((w): w is Wait => w !== false);
}

/** First steps: of whoever sets an organisation up, or of whoever leads one site; then those of the modules. */
export function firstSteps({ me, units, invitations, people, modules }: Known): Step[] {
  const sites = units.filter(placed);
  const counted = sites.length > 0 && !sites.some(uncounted);
  const asked = people > 1 || invitations.length > 0;
  const theirs = modules.map(({ module, title, help, path, done }) => ({ title, help, done, to: ['modules', module, ...path.split('/').filter(Boolean)] }));
  if (may(me, 'core:unit.create') && may(me, 'core:module.enable')) {
    return [
      { key: 'home.step.sites', done: counted, to: ['sites'] },
      { key: 'home.step.officer', done: Boolean(me.tenant.officer?.name), to: ['settings', 'organisation'] },
      { key: 'home.step.people', done: asked, to: ['people'] },
      { key: 'home.step.module', done: me.modules.length > 0, to: ['modules'] },
      ...theirs,
    ];
  }
  if (may(me, 'core:unit.update') || may(me, 'core:invitation.create')) {
    return [
      { key: 'home.step.check', done: counted, to: ['sites'] },
      ...(may(me, 'core:invitation.create') ? [{ key: 'home.step.team', done: asked, to: ['people'] }] : []),
      ...theirs,
    ];
  }
  return theirs;
}

/** A site that lacks its headcount. Somebody who works at home alone needs none. */
const uncounted = (u: Unit): boolean => u.class !== 'home' && !u.headcount;
