// The unit that a new portrait covers.

import type { Me, Unit } from '@ribambelle/web/me';

/** The smallest unit that holds all open sites, among those that somebody leads; theirs that is widest when none holds all. */
export function scopeOf(units: readonly Unit[], me: Me | undefined): string {
  const led = units.filter((u) => me?.grants.some((g) => u.path.startsWith(g.unit_path)));
  const sites = led.filter((u) => !u.closed_at && u.class !== 'territory' && u.class !== 'group');
  const holding = led.filter((u) => sites.every((s) => s.path.startsWith(u.path)));
  const longest = (a: Unit, b: Unit) => b.path.length - a.path.length;
  return (holding.sort(longest)[0] ?? led.toSorted(longest).at(-1))?.id ?? '';
}
