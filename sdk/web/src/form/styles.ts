// How generated forms look.

import { css } from 'lit';

export const formStyles = css`
  fieldset { border: 0; padding: 0; margin: 0; min-width: 0; display: grid; gap: var(--rb-space-5); }
  legend { font-weight: 680; font-size: var(--rb-text-l); padding: 0; margin-block-end: var(--rb-space-3); }
  fieldset.inner { border-inline-start: 3px solid var(--rb-line); padding-inline-start: var(--rb-space-4); }
  .help { color: var(--rb-muted); font-size: var(--rb-text-s); max-width: 65ch; margin-block-start: calc(-1 * var(--rb-space-3)); }
  .error { color: var(--rb-bad); font-weight: 620; font-size: var(--rb-text-s); }
  .pair { display: grid; gap: var(--rb-space-3); }
  @media (min-width: 700px) { .pair { grid-template-columns: 1fr 1fr; } }
  ol.items { list-style: none; padding: 0; display: grid; gap: var(--rb-space-3); }
  ol.items > li { display: grid; grid-template-columns: 1fr auto; gap: var(--rb-space-2); align-items: end; }
  ol.items > li.big { position: relative; grid-template-columns: minmax(0, 1fr); background: var(--rb-sunken); border-radius: var(--rb-radius-l); padding: var(--rb-space-4); align-items: start; }
  li.big > fieldset { border: 0; padding: 0; }
  li.big > fieldset > legend { min-height: 44px; display: grid; align-content: center; padding-inline-end: 9rem; margin: 0; font-size: var(--rb-text); }
  li.big > .tools { position: absolute; inset-block-start: var(--rb-space-3); inset-inline-end: var(--rb-space-3); }
  fieldset.scalars { gap: var(--rb-space-4); grid-template-columns: repeat(auto-fill, minmax(min(10.5rem, 100%), 1fr)); align-items: end; }
  fieldset.scalars > .help { grid-column: 1 / -1; margin: 0; }
  .tools { display: flex; }
  .tools button { width: 44px; height: 44px; border: 0; border-radius: var(--rb-radius); background: none; color: var(--rb-muted); cursor: pointer; display: grid; place-items: center; }
  .tools button:hover { background: var(--rb-primary-soft); color: var(--rb-primary); }
  .tools button[aria-disabled='true'] { opacity: .45; cursor: default; }
  li.entry { grid-template-columns: minmax(0, 1fr) minmax(0, 2fr) auto !important; }
  .actions { display: flex; flex-wrap: wrap; gap: var(--rb-space-3); align-items: center; }
  .none { color: var(--rb-muted); font-style: italic; }
  @media (max-width: 599px) { ol.items > li:not(.big) { grid-template-columns: minmax(0, 1fr) auto; } li.entry { grid-template-columns: 1fr !important; } }
`;
