// Which part of a portrait somebody may follow and read: the whole, or the sites that are theirs.

import type { Me } from '@ribambelle/web/me';

import type { Rec, Site, Wave } from './wave.ts';

/** The sites of a director; undefined for whoever answers for all that the portrait covers. */
export function ownSites(me: Me | undefined, wave: Rec<Wave>): readonly Site[] | undefined {
  const grants = me?.grants ?? [];
  if (grants.some((g) => wave.unit_path.startsWith(g.unit_path))) return undefined;
  return wave.doc.sites.filter((s) => !s.home && grants.some((g) => s.path?.startsWith(g.unit_path)));
}
