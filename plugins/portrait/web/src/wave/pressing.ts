// What of the portraits waits for somebody: those under way, then fresh results, then one in preparation.

import type { Rec, Wave } from './wave.ts';

export type Pressing = { readonly kind: 'open' | 'several' | 'closed' | 'draft'; readonly n: number; readonly wave: Rec<Wave>; readonly to: string };

const freshDays = 30;

/** The most pressing of the portraits; undefined when nothing waits. */
export function pressing(all: readonly Rec<Wave>[], prepares: boolean, now: Date): Pressing | undefined {
  const of = (status: Wave['status']) => all.filter((w) => w.doc.status === status);
  const open = of('open');
  const [first] = open;
  if (first && open.length > 1) return { kind: 'several', n: open.length, wave: first, to: '/' };
  if (first) return { kind: 'open', n: 1, wave: first, to: `/waves/${first.id}` };
  const since = new Date(now.getTime() - freshDays * 86_400_000).toISOString().slice(0, 10);
  const [fresh] = of('closed').filter((w) => (w.doc.closed_on ?? '') >= since);
  if (fresh) return { kind: 'closed', n: 1, wave: fresh, to: `/waves/${fresh.id}/results` };
  const [draft] = prepares ? of('draft') : [];
  return draft && { kind: 'draft', n: 1, wave: draft, to: `/prepare/${draft.id}` };
}
