// Big targets for thumbs: a label around its input, filled when chosen, with a tick so that colour is not alone.

import { css } from 'lit';

export const tapStyles = css`
  fieldset { border: 0; padding: 0; margin: 0; display: grid; gap: var(--rb-space-2); min-width: 0; }
  legend { padding: 0; font-weight: 620; margin-block-end: var(--rb-space-2); }
  .taps { display: flex; flex-wrap: wrap; gap: var(--rb-space-2); }
  .taps.wide { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 20rem), 1fr)); }
  .tap { position: relative; display: inline-flex; min-width: 48px; min-height: 48px; cursor: pointer; }
  .tap input { position: absolute; inset: 0; opacity: 0; margin: 0; cursor: pointer; scroll-margin-block: 1rem 7rem; }
  rb-field, rb-button { scroll-margin-block: 1rem 7rem; }
  .tap span { flex: 1; display: grid; place-items: center; padding: var(--rb-space-2) var(--rb-space-4); border: 1.5px solid var(--rb-control); border-radius: var(--rb-radius); background: var(--rb-surface); text-align: center; }
  .tick span { place-items: center start; text-align: start; padding-inline-start: 2.75rem; }
  .tick span::before { content: ''; position: absolute; inset-inline-start: .9rem; width: 1.1rem; height: 1.1rem; border: 1.5px solid var(--rb-control); border-radius: 4px; background: var(--rb-surface); }
  .tap input:checked + span { background: var(--rb-primary); border-color: var(--rb-primary); color: var(--rb-on-primary); font-weight: 620; }
  .tick input:checked + span::before { background: var(--rb-on-primary); border-color: var(--rb-on-primary); clip-path: polygon(14% 44%, 0 65%, 50% 100%, 100% 16%, 80% 0, 43% 62%); }
  .tap input:focus-visible + span { outline: 3px solid var(--rb-focus); outline-offset: 2px; }
  .inset { border-inline-start: 4px solid var(--rb-line); padding-inline-start: var(--rb-space-4); }
  @media (forced-colors: active) { .tap input:checked + span { outline: 3px solid Highlight; } }
`;
