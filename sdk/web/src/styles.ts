// Styles that every element of ours starts from.

import { css } from 'lit';

export const base = css`
  :host { display: block; font-family: var(--rb-font); color: var(--rb-ink); line-height: 1.5; }
  :host([hidden]), [hidden] { display: none !important; }
  *, *::before, *::after { box-sizing: border-box; }
  h1, h2, h3, h4 { margin: 0; line-height: 1.2; font-weight: 680; text-wrap: balance; letter-spacing: -.01em; }
  h1 { font-size: var(--rb-text-2xl); }
  h2 { font-size: var(--rb-text-xl); }
  h3 { font-size: var(--rb-text-l); }
  h1:focus, h2:focus { outline: none; }
  p, ul, ol, dl, figure { margin: 0; }
  ul, ol { padding-inline-start: 1.25rem; }
  ul.plain, ol.plain { list-style: none; padding: 0; }
  a { color: var(--rb-primary); text-underline-offset: .18em; text-decoration-thickness: 1px; }
  a:hover { text-decoration-thickness: 2px; }
  :focus-visible { outline: 3px solid var(--rb-focus); outline-offset: 2px; border-radius: 4px; box-shadow: 0 0 0 2px var(--rb-paper); }
  small, .small { font-size: var(--rb-text-s); }
  code { font-size: .95em; background: var(--rb-sunken); padding: .1em .35em; border-radius: 4px; overflow-wrap: anywhere; }
  .muted { color: var(--rb-muted); }
  .lead { font-size: var(--rb-text-l); color: var(--rb-muted); max-width: 62ch; }
  .prose { max-width: 70ch; }
  .stack { display: grid; gap: var(--rb-space-4); align-content: start; }
  .stack.tight { gap: var(--rb-space-2); }
  .stack.wide { gap: var(--rb-space-6); }
  .stack > * { min-width: 0; }
  .row { display: flex; flex-wrap: wrap; gap: var(--rb-space-3); align-items: center; }
  .row.apart { justify-content: space-between; }
  .card { background: var(--rb-surface); border: 1px solid var(--rb-line); border-radius: var(--rb-radius-l); padding: var(--rb-space-5); box-shadow: var(--rb-shadow); }
  .num { font-variant-numeric: tabular-nums; }
  .visually-hidden { position: absolute; width: 1px; height: 1px; margin: -1px; padding: 0; overflow: hidden; clip-path: inset(50%); white-space: nowrap; border: 0; }
  .print-only { display: none; }
  @media (max-width: 599px) { .card { padding: var(--rb-space-4); } }
  @media print {
    .no-print { display: none !important; }
    .print-only { display: revert; }
    .card { box-shadow: none; border-color: #999; break-inside: avoid; padding: var(--rb-space-4); }
    .stack:not(.sheet) { display: block; } /* a grid would part a heading from what follows it */
    .stack:not(.sheet) > * + * { margin-block-start: var(--rb-space-4); }
    .stack.tight:not(.sheet) > * + * { margin-block-start: var(--rb-space-2); }
    .stack.wide:not(.sheet) > * + * { margin-block-start: var(--rb-space-5); }
    h1, h2, h3, h4 { break-after: avoid; }
    p { orphans: 2; widows: 2; }
    a { color: inherit; text-decoration: none; }
    rb-button, rb-copy, rb-menu { display: none; }
    .sheet { break-after: page; }
    .sheet:last-of-type { break-after: auto; }
  }
  @media (prefers-reduced-motion: reduce) { *, *::before, *::after { animation: none !important; transition: none !important; } }
`;
