// What of the portraits waits for somebody: those under way, and results just ready; else one in preparation.

import type { Rec, Wave } from './wave.ts';

export type Pressing = { readonly kind: 'open' | 'several' | 'closed' | 'results' | 'draft'; readonly n: number; readonly wave: Rec<Wave>; readonly to: string };

const freshDays = 30;

/** What waits, most pressing first; empty when nothing does. */
export function pressing(all: readonly Rec<Wave>[], prepares: boolean, now: Date): Pressing[] {
  const of = (status: Wave['status']) => all.filter((w) => w.doc.status === status);
  const since = new Date(now.getTime() - freshDays * 86_400_000).toISOString().slice(0, 10);
  const fresh = of('closed').filter((w) => (w.doc.closed_on ?? '') >= since);
  const found = [
    line(of('open'), 'open', 'several', (id) => `/waves/${id}`),
    line(fresh, 'closed', 'results', (id) => `/waves/${id}/results`),
  ].filter((p) => p !== undefined);
  const [draft] = prepares ? of('draft') : [];
  return found.length === 0 && draft ? [{ kind: 'draft', n: 1, wave: draft, to: `/prepare/${draft.id}` }] : found;
}

// line says one portrait by its name, several by their number.
function line(some: readonly Rec<Wave>[], one: Pressing['kind'], many: Pressing['kind'], to: (id: string) => string): Pressing | undefined {
  const [wave] = some;
  if (!wave) return undefined;
  return some.length === 1 ? { kind: one, n: 1, wave, to: to(wave.id) } : { kind: many, n: some.length, wave, to: '/' };
}
