// An incident as the API tells it, and whom the law has the organisation tell, in words.

import { html, nothing } from 'lit';
import '@ribambelle/web/badge';
import type { RbElement } from '@ribambelle/web/element';

export type Duty = { whom: 'authority' | 'people'; state: 'done' | 'due' | 'late' | 'none' | 'weigh'; until?: string; done?: string };
/** What is noted of an incident; times as instants. */
export type Noted = {
  title: string; happened: string; ended?: string; known: string; what: string; categories: string[]; people: number; records?: number; risk: string; why?: string; measures?: string;
  authority_told?: string; late?: string; people_told?: string; closed?: boolean;
};
export type Incident = Noted & { id: string; by: string; noted: string; law: 'gdpr' | 'law25'; duties: Duty[]; kept_until: string; rev: number };

export const kinds = ['identity', 'contact', 'login', 'opinion', 'family', 'health', 'work', 'image', 'finance', 'number', 'answers', 'other'] as const;
export const risks = ['unknown', 'unlikely', 'possible', 'high'] as const;

const badges = { done: 'good', due: 'warn', late: 'bad', none: 'off', weigh: 'warn' } as const;

/** Whom to tell, and how it stands. */
export const dutyState = (words: RbElement, { state, until }: Duty) => html`<rb-badge kind=${badges[state]}>${words.t(`privacy.duty.${state}`)}</rb-badge>${until && (state === 'due' || state === 'late') ? html` <span class="small">${words.fmt.relative(until)}</span>` : nothing}`;

/** Who is meant: the authority by the name that it has under the law. */
export const whom = (words: RbElement, { whom: who }: Duty, law: Incident['law']): string => words.t(who === 'people' ? 'privacy.tell.people' : `privacy.tell.${law}`);

/** The term in a sentence. */
export function term(words: RbElement, { state, until, done }: Duty): string {
  if (state === 'done') return words.t('privacy.term.done', { date: words.fmt.dateTime(done!) });
  if (state === 'due' && !until) return words.t('privacy.term.soon');
  return words.t(`privacy.term.${state}`, { date: until ? words.fmt.dateTime(until) : '' });
}
