// The tree of units as a list to show: depth, totals of all that is below, found by a search.

import { fold } from '@ribambelle/web/fold';
import type { Unit } from '@ribambelle/web/me';

export type Branch = { unit: Unit; depth: number; sites: number; staff: number };

const isSite = (u: Unit): boolean => u.class !== 'territory' && u.class !== 'group';
const under = (path: string, unit: Unit): boolean => unit.path.startsWith(path.endsWith('/') ? path : `${path}/`);

/** Lays the units out in path order. A search keeps what it finds and the way there. */
export function treeOf(units: readonly Unit[], sought = ''): Branch[] {
  const key = fold(sought);
  const found = units.filter((u) => fold(`${u.name} ${u.address ?? ''} ${u.code ?? ''}`).includes(key));
  const shown = key ? units.filter((u) => found.includes(u) || found.some((f) => f.id !== u.id && under(u.path, f))) : [...units];
  const known = new Set(shown.map((u) => u.id));
  return ordered(shown, known).map((unit) => {
    const open = units.filter((u) => isSite(u) && !u.closed_at && (u.id === unit.id || under(unit.path, u)));
    return { unit, depth: shown.filter((u) => u.id !== unit.id && under(u.path, unit)).length, sites: open.length, staff: open.reduce((sum, u) => sum + (u.headcount ?? 0), 0) };
  });
}

// ordered puts children after their parent, each level by name.
function ordered(units: readonly Unit[], known: ReadonlySet<string>): Unit[] {
  const collator = new Intl.Collator('fr', { numeric: true });
  const childrenOf = (parent: string): Unit[] => units
    .filter((u) => (u.parent_id && known.has(u.parent_id) ? u.parent_id : '') === parent)
    .sort((a, b) => Number(isSite(a)) - Number(isSite(b)) || collator.compare(a.name, b.name));
  const walk = (parent: string): Unit[] => childrenOf(parent).flatMap((u) => [u, ...walk(u.id)]);
  return walk('');
}

/** Totals of all open sites. */
export function totals(units: readonly Unit[]): { sites: number; staff: number } {
  const open = units.filter((u) => isSite(u) && !u.closed_at);
  return { sites: open.length, staff: open.reduce((sum, u) => sum + (u.headcount ?? 0), 0) };
}
