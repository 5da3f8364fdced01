// The tree of units as a list to show: depth, totals of all that is below, found by a search, folded where long.

import { fold } from '@ribambelle/web/fold';
import type { Unit } from '@ribambelle/web/me';

/** A unit in its place; `below` counts the branches under it. */
export type Branch = { unit: Unit; depth: number; sites: number; staff: number; below: number };

const long = 60; // rows beyond which the lowest territories begin folded
const isSite = (u: Unit): boolean => u.class !== 'territory' && u.class !== 'group';

/** Lays the units out, children after their parent, each level by name. A search keeps what it finds and the way there. */
export function treeOf(units: readonly Unit[], sought = ''): Branch[] {
  const shown = found(units, fold(sought));
  const known = new Set(shown.map((u) => u.id));
  const children = new Map<string, Unit[]>();
  for (const u of shown) {
    const parent = u.parent_id && known.has(u.parent_id) ? u.parent_id : '';
    const beside = children.get(parent);
    if (beside) beside.push(u);
    else children.set(parent, [u]);
  }
  const out: Branch[] = [];
  grow(out, children, '', 0);
  return out;
}

// grow appends the branches below a parent and returns their totals.
function grow(out: Branch[], children: ReadonlyMap<string, Unit[]>, parent: string, depth: number): { sites: number; staff: number } {
  const sum = { sites: 0, staff: 0 };
  for (const unit of (children.get(parent) ?? []).sort(byName)) {
    const branch: Branch = { unit, depth, sites: 0, staff: 0, below: 0 };
    const at = out.push(branch);
    const own = isSite(unit) && !unit.closed_at;
    const rest = grow(out, children, unit.id, depth + 1);
    branch.sites = Number(own) + rest.sites;
    branch.staff = (own ? (unit.headcount ?? 0) : 0) + rest.staff;
    branch.below = out.length - at;
    sum.sites += branch.sites;
    sum.staff += branch.staff;
  }
  return sum;
}

const collator = new Intl.Collator('fr', { numeric: true });
const byName = (a: Unit, b: Unit): number => Number(isSite(a)) - Number(isSite(b)) || collator.compare(a.name, b.name);

function found(units: readonly Unit[], key: string): readonly Unit[] {
  if (!key) return units;
  const byID = new Map(units.map((u) => [u.id, u]));
  const keep = new Set<string>();
  for (const unit of units.filter((u) => fold(`${u.name} ${u.address ?? ''} ${u.code ?? ''}`).includes(key))) {
    for (let at: Unit | undefined = unit; at && !keep.has(at.id); at = byID.get(at.parent_id ?? '')) keep.add(at.id);
  }
  return units.filter((u) => keep.has(u.id));
}

/** The branches that folded ones do not hide. */
export function unfolded(branches: readonly Branch[], folded: ReadonlySet<string>): Branch[] {
  const out: Branch[] = [];
  for (let i = 0; i < branches.length; i++) {
    const branch = branches[i]!;
    out.push(branch);
    if (folded.has(branch.unit.id)) i += branch.below;
  }
  return out;
}

/** What begins folded: in a long tree, the territories that hold sites themselves. */
export function firstFolds(branches: readonly Branch[]): Set<string> {
  if (branches.length <= long) return new Set();
  const holders = new Set(branches.filter((b) => isSite(b.unit)).map((b) => b.unit.parent_id));
  return new Set(branches.filter((b) => !isSite(b.unit) && holders.has(b.unit.id)).map((b) => b.unit.id));
}

/** Totals of all open sites. */
export function totals(units: readonly Unit[]): { sites: number; staff: number } {
  const open = units.filter((u) => isSite(u) && !u.closed_at);
  return { sites: open.length, staff: open.reduce((sum, u) => sum + (u.headcount ?? 0), 0) };
}
