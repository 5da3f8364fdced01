// The pages of the privacy officer's desk, and how long something is kept, in words.

import { css, html, nothing, type TemplateResult } from 'lit';
import type { RbElement } from '@ribambelle/web/element';
import type { Bilingual } from '@ribambelle/web/texts';

import type { Screen } from '../app/screen.ts';

const pages = ['register', 'retention', 'incidents', 'consents', 'requests'] as const;

export const privacyStyles = css`
  nav ul { display: flex; flex-wrap: wrap; gap: var(--rb-space-1) var(--rb-space-5); list-style: none; padding: 0; margin: 0; border-block-end: 1px solid var(--rb-line); }
  nav a { display: grid; align-content: center; min-height: 44px; border-block-end: 3px solid transparent; text-decoration: none; }
  nav a[aria-current] { font-weight: 680; color: inherit; border-color: var(--rb-primary); }
`;

/** The row of pages, with the one that is open. */
export const privacyPages = (screen: Screen, open: (typeof pages)[number]): TemplateResult => html`<nav class="no-print" aria-label=${screen.t('privacy.menu')}><ul>${pages.map((p) =>
  html`<li><a href=${screen.to('privacy', ...(p === 'register' ? [] : [p]))} aria-current=${p === open ? 'page' : nothing}>${screen.t(`privacy.${p}`)}</a></li>`)}</ul></nav>`;

const units = { Y: 365.25, M: 30.44, W: 7, D: 1 } as const;
const partsOf = (period: string) => [...period.matchAll(/(\d+)([YMWD])/g)].map(([, n, unit]) => ({ n: Number(n), unit: unit as keyof typeof units }));

/** About how many days an ISO 8601 duration in years, months, weeks and days lasts. */
export const daysOf = (period: string): number => partsOf(period).reduce((sum, { n, unit }) => sum + n * units[unit], 0);

/** "2 years", of such a duration. */
export const periodIn = (words: RbElement, period: string): string => words.fmt.list(partsOf(period).map(({ n, unit }) => words.t(`privacy.period.${unit}`, { n })));

/** "2 years, then erased". */
export const keptFor = (words: RbElement, period: string, then: string): string => words.t(`privacy.then.${then}`, { period: periodIn(words, period) });

/** What the record of processing tells of modules and their collections. */
export type Processing = { activities: { module: string; title: Bilingual; data: { collection: string; title: Bilingual }[] }[] };
/** A collection by its full name, "cap/seats", in words. */
export type Named = { id: string; title: string; module: string };

/** The modules' collections about people. */
export const collectionsOf = (words: RbElement, { activities }: Processing): Named[] =>
  activities.filter((a) => a.module !== 'core').flatMap((a) => a.data.map((d) => ({ id: `${a.module}/${d.collection}`, title: words.pick(d.title), module: words.pick(a.title) })));
