// Styles that the screens share beyond the base.

import { css } from 'lit';
import { base } from '@ribambelle/web/styles';

import { readingStyles } from './reading-styles.ts';

export const screenStyles = [base, readingStyles, css`
  .page { display: grid; gap: var(--rb-space-6); align-content: start; }
  .page > * { min-width: 0; }
  .head { display: flex; flex-wrap: wrap; gap: var(--rb-space-4) var(--rb-space-6); align-items: end; justify-content: space-between; }
  .head > div:first-child { flex: 1 1 30rem; display: grid; gap: var(--rb-space-2); }
  .head h1 { font-size: clamp(1.6rem, 1.2rem + 1.6vw, 2.25rem); }
  .split { display: grid; gap: var(--rb-space-6); align-items: start; }
  @media (min-width: 900px) { .split { grid-template-columns: minmax(0, 1fr) 20rem; } }
  .narrow { max-width: 40rem; }
  .list { list-style: none; padding: 0; margin: 0; display: grid; }
  dl.facts { display: grid; grid-template-columns: minmax(8rem, auto) 1fr; gap: .375rem var(--rb-space-4); }
  dl.facts dt { color: var(--rb-muted); }
  dl.facts dd { margin: 0; overflow-wrap: anywhere; }
  .filters { display: grid; gap: var(--rb-space-3); grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); align-items: end; }
  details > summary { color: var(--rb-primary); cursor: pointer; min-height: 44px; width: max-content; max-width: 100%; align-content: center; }
  form { display: grid; gap: var(--rb-space-5); align-content: start; }
`];
