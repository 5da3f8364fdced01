// What was tapped and not sent yet: kept on this device only, for one person and one cycle, for a few days.

import type { Entry, Reason } from '../model.ts';

/** One workshop while it is being logged; what was not said yet is absent. */
export type Draft = Partial<Omit<Entry, 'number'>> & { readonly number: number; skipped?: boolean; reason?: Reason; note?: string; changed?: boolean; what?: string; why?: string; beforehand?: boolean };
type Kept = { readonly at: number; readonly drafts: readonly Draft[] };

const days = 7;
const keyOf = (person: string, cycle: string) => `rb-piloufilou-log/${person}/${cycle}`;

/** Keeps the drafts; none forgets them. */
export function keep(person: string, cycle: string, drafts: readonly Draft[], now = Date.now()): void {
  try {
    if (drafts.length) localStorage.setItem(keyOf(person, cycle), JSON.stringify({ at: now, drafts } satisfies Kept));
    else localStorage.removeItem(keyOf(person, cycle));
  } catch {
    // No storage here (private window): the draft lives as long as the page.
  }
}

/** The drafts kept on this device, and when; undefined when there are none, or they are old. */
export function kept(person: string, cycle: string, now = Date.now()): Kept | undefined {
  try {
    const found = JSON.parse(localStorage.getItem(keyOf(person, cycle)) ?? 'null') as Kept | null;
    if (found && now - found.at < days * 86_400_000) return found;
    if (found) localStorage.removeItem(keyOf(person, cycle));
  } catch {
    // Nothing can be read here.
  }
  return undefined;
}

/** What is still missing before a draft can be sent. */
export function missing(d: Draft): 'minutes' | 'present' | 'adaptation' | 'reason' | 'note' | undefined {
  if (d.skipped) return !d.reason ? 'reason' : d.reason === 'other' && !d.note?.trim() ? 'note' : undefined;
  if (!d.minutes) return 'minutes';
  if (!d.present) return 'present';
  if (d.changed && (!d.what?.trim() || !d.why?.trim())) return 'adaptation';
  return undefined;
}

/** The draft as it is sent. */
export function entryOf(d: Draft): Entry {
  const both = d.engaged !== undefined && d.drifted !== undefined;
  return {
    number: d.number, held_on: d.held_on ?? '', minutes: d.minutes ?? 0, components: d.components ?? [], present: d.present ?? 0,
    ...(both ? { engaged: d.engaged!, drifted: d.drifted! } : {}),
    ...(d.responsiveness ? { responsiveness: d.responsiveness } : {}), ...(d.quality ? { quality: d.quality } : {}),
    ...(d.changed ? { adaptations: [{ what: d.what!.trim(), why: d.why!.trim(), ...(d.beforehand ? { planned: true } : {}) }] } : {}),
    ...(d.notes?.trim() ? { notes: d.notes.trim() } : {}), ...(d.names_checked ? { names_checked: true } : {}),
  };
}

/** The free texts of a draft by field. */
export function textsOf(d: Draft): [keyof Draft, string][] {
  const fields: (keyof Draft)[] = d.skipped ? ['note'] : d.changed ? ['notes', 'what', 'why'] : ['notes'];
  return fields.map((f): [keyof Draft, string] => [f, String(d[f] ?? '')]).filter(([, text]) => text.trim() !== '');
}
