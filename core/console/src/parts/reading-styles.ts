// How a record reads: titles small above what they are of, lists and little tables within.

import { css } from 'lit';

export const readingStyles = css`
  dl.reading { display: grid; gap: var(--rb-space-1); max-width: 65ch; margin: 0; }
  dl.reading dt { color: var(--rb-muted); font-size: var(--rb-text-s); }
  dl.reading dd { margin: 0 0 var(--rb-space-4); white-space: pre-line; overflow-wrap: anywhere; }
  dl.reading img { display: block; max-inline-size: 100%; border-radius: var(--rb-radius); }
  dl.reading ol { margin: 0; padding-inline-start: 1.5em; white-space: normal; }
  dl.reading ul { margin: 0; padding-inline-start: 1.25em; white-space: normal; }
  dl.reading table { border-collapse: collapse; width: 100%; white-space: normal; }
  dl.reading th, dl.reading td { text-align: start; vertical-align: top; padding: .375rem .75rem .375rem 0; border-block-end: 1px solid var(--rb-line); }
  @media (min-width: 600px) { dl.reading th, dl.reading td { overflow-wrap: break-word; } }
  dl.reading th { font-size: var(--rb-text-s); font-weight: 620; }
`;
