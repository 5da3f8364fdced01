// What waits for somebody, and their first steps: pure, from what the API told.

import { may, type Me, type Unit } from '@ribambelle/web/me';

export type Invitation = { id: string; name: string; role: string; unit_id?: string; unit_name?: string; expires: string; used_at?: string; revoked_at?: string; state: 'pending' | 'used' | 'revoked' | 'expired' };
export type Known = { me: Me; units: readonly Unit[]; invitations: readonly Invitation[]; people: number };
/** A sentence (text key with n) and where it leads, as parts of an address. */
export type Wait = { key: string; n: number; to: readonly string[] };
export type Step = { key: string; done: boolean; to: readonly string[] };

const placed = (u: Unit): boolean => u.class !== 'territory' && u.class !== 'group' && !u.closed_at;

/** What waits, most pressing first. */
export function waits({ me, units, invitations }: Known): Wait[] {
  const sites = units.filter(placed);
  const bare = sites.filter(uncounted).length;
  const state = (s: string) => invitations.filter((i) => i.state === s).length;
  const out: (Wait | false)[] = [
    sites.length === 0 && may(me, 'core:unit.create') && { key: 'home.wait.sites', n: 0, to: ['sites'] },
    me.modules.length === 0 && may(me, 'core:module.enable') && { key: 'home.wait.modules', n: 0, to: ['modules'] },
    !me.tenant.officer?.name && may(me, 'core:settings.update') && { key: 'home.wait.officer', n: 0, to: ['settings', 'organisation'] },
    bare > 0 && may(me, 'core:unit.update') && { key: 'home.wait.headcount', n: bare, to: ['sites'] },
    state('pending') > 0 && { key: 'home.wait.invitations', n: state('pending'), to: ['people'] },
    state('expired') > 0 && { key: 'home.wait.expired', n: state('expired'), to: ['people'] },
  ];
  return out.filter((w): w is Wait => w !== false);
}

/** First steps: of whoever sets an organisation up, or of whoever leads one site. */
export function firstSteps({ me, units, invitations, people }: Known): Step[] {
  const sites = units.filter(placed);
  const counted = sites.length > 0 && !sites.some(uncounted);
  const portrait = me.modules.some((m) => m.name === 'portrait');
  const asked = people > 1 || invitations.length > 0;
  if (may(me, 'core:unit.create') && may(me, 'core:module.enable')) {
    return [
      { key: 'home.step.sites', done: counted, to: ['sites'] },
      { key: 'home.step.officer', done: Boolean(me.tenant.officer?.name), to: ['settings', 'organisation'] },
      { key: 'home.step.people', done: asked, to: ['people'] },
      { key: 'home.step.module', done: portrait, to: ['modules'] },
      ...(portrait ? [{ key: 'home.step.portrait', done: false, to: ['modules', 'portrait'] }] : []),
    ];
  }
  if (may(me, 'core:unit.update') || may(me, 'core:invitation.create')) {
    return [
      { key: 'home.step.check', done: counted, to: ['sites'] },
      ...(may(me, 'core:invitation.create') ? [{ key: 'home.step.team', done: asked, to: ['people'] }] : []),
      ...(portrait ? [{ key: 'home.step.portrait', done: false, to: ['modules', 'portrait'] }] : []),
    ];
  }
  return [];
}

/** A site that lacks its headcount. Somebody who works at home alone needs none. */
const uncounted = (u: Unit): boolean => u.class !== 'home' && !u.headcount;
