// How the tree of units looks: one row a unit, set in by its depth.

import { css } from 'lit';

export const unitRowStyles = css`
  .tree { padding: 0; }
  .tree li { display: grid; grid-template-columns: minmax(0, 1fr) auto auto; gap: .25rem var(--rb-space-4); align-items: center; padding: .375rem .5rem .375rem var(--rb-space-4); border-block-end: 1px solid var(--rb-line); min-height: 3.5rem; }
  .tree li:last-child { border: 0; }
  .tree li.territory { background: var(--rb-sunken); }
  .tree li:first-child { border-start-start-radius: var(--rb-radius-l); border-start-end-radius: var(--rb-radius-l); }
  .tree .d1 { padding-inline-start: 2.25rem; } .tree .d2 { padding-inline-start: 3.5rem; } .tree .d3 { padding-inline-start: 4.75rem; } .tree .d4 { padding-inline-start: 6rem; } .tree .d5 { padding-inline-start: 7.25rem; } .tree .d6 { padding-inline-start: 8.5rem; }
  .name { display: flex; flex-wrap: wrap; gap: .125rem .625rem; align-items: center; min-width: 0; }
  .name .open, .name strong { font: inherit; font-weight: 620; overflow-wrap: anywhere; text-align: start; }
  .name .open { color: inherit; background: none; border: 0; padding: .25rem 0; min-height: 32px; cursor: pointer; }
  .name .open:hover { color: var(--rb-primary); text-decoration: underline; text-underline-offset: .18em; }
  .fold { flex: none; width: 32px; height: 32px; margin-inline: -.5rem -.375rem; border: 0; border-radius: 50%; background: none; color: var(--rb-muted); cursor: pointer; display: grid; place-items: center; }
  .fold:hover { background: var(--rb-surface); color: var(--rb-ink); }
  .fold svg { transition: transform var(--rb-motion); } .fold[aria-expanded='false'] svg { transform: rotate(-90deg); }
  .locked { display: inline-flex; vertical-align: -.15em; color: var(--rb-muted); } .locked svg { width: 1rem; height: 1rem; }
  .count { text-align: end; white-space: nowrap; }
  .gone .open, .gone strong { color: var(--rb-muted); text-decoration: line-through; }
  @media (max-width: 640px) {
    .tree li { grid-template-columns: minmax(0, 1fr) auto; }
    .count { grid-column: 1; text-align: start; grid-row: 2; } .tree rb-menu { grid-row: 1 / span 2; grid-column: 2; }
    .tree .d1 { padding-inline-start: 1.5rem; } .tree .d2 { padding-inline-start: 2rem; } .tree .d3 { padding-inline-start: 2.5rem; } .tree .d4 { padding-inline-start: 3rem; } .tree .d5 { padding-inline-start: 3.5rem; } .tree .d6 { padding-inline-start: 4rem; }
  }
`;
