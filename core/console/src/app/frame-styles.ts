// How the frame looks.

import { css } from 'lit';
import { base } from '@ribambelle/web/styles';

export const frameStyles = [base, css`
  :host { min-height: 100dvh; display: grid; grid-template-rows: auto 1fr auto; grid-template-columns: minmax(0, 1fr); }
  .skip { font: inherit; border: 0; cursor: pointer; position: absolute; inset-inline-start: 1rem; inset-block-start: -6rem; z-index: 100; background: var(--rb-ink); color: var(--rb-paper); padding: .75rem 1.25rem; border-radius: 0 0 var(--rb-radius) var(--rb-radius); font-weight: 620; }
  .skip:focus { inset-block-start: 0; }
  header { background: var(--rb-surface); border-block-end: 1px solid var(--rb-line); }
  .bar, nav ul, main { width: 100%; max-width: 70rem; margin-inline: auto; padding-inline: clamp(1rem, 4vw, 2rem); }
  .bar { display: flex; align-items: center; gap: var(--rb-space-3); min-height: 4rem; }
  .brand { display: flex; gap: .625rem; align-items: center; min-height: 44px; color: var(--rb-ink); text-decoration: none; font-weight: 680; font-size: var(--rb-text-l); min-width: 0; }
  .brand span { overflow: hidden; text-overflow: ellipsis; display: -webkit-box; -webkit-box-orient: vertical; -webkit-line-clamp: 2; line-height: 1.2; }
  .brand rb-mark { font-size: 2rem; flex: none; }
  .tools { margin-inline-start: auto; display: flex; gap: .25rem; align-items: center; }
  .language { min-height: 44px; padding: 0 .75rem; border: 0; background: none; border-radius: var(--rb-radius); font: inherit; color: var(--rb-muted); cursor: pointer; }
  .language:hover { color: var(--rb-ink); background: var(--rb-sunken); }
  .who { color: var(--rb-muted); } .finish { display: flex; gap: .5rem; align-items: center; min-height: 44px; padding: 0 1rem; border: 1.5px solid var(--rb-control); border-radius: var(--rb-radius); background: var(--rb-surface); font: inherit; font-weight: 620; color: var(--rb-ink); cursor: pointer; }
  .burger { display: none; align-items: center; gap: .5rem; min-height: 44px; padding: 0 .75rem; border: 1.5px solid var(--rb-control); border-radius: var(--rb-radius); background: none; font: inherit; font-weight: 620; color: var(--rb-ink); cursor: pointer; }
  nav ul { list-style: none; display: flex; flex-wrap: wrap; gap: .25rem; margin-block: 0; }
  nav li { margin-inline-start: -.25rem; }
  nav a { display: flex; gap: .5rem; align-items: center; min-height: 44px; padding: .25rem .75rem; color: var(--rb-muted); text-decoration: none; font-weight: 560; border-block-end: 3px solid transparent; border-start-start-radius: 6px; border-start-end-radius: 6px; }
  nav a:hover { color: var(--rb-ink); background: var(--rb-sunken); }
  nav a[aria-current] { color: var(--rb-primary); border-block-end-color: var(--rb-primary); }
  nav a svg { width: 1.15em; height: 1.15em; }
  nav.pages { display: block; background: var(--rb-sunken); border-block-start: 1px solid var(--rb-line); padding: 0; }
  nav.pages a { font-size: var(--rb-text-s); }
  .own { display: none; }
  .own button { display: flex; gap: .5rem; align-items: center; width: 100%; min-height: 44px; padding: .25rem .75rem; border: 0; border-inline-start: 3px solid transparent; background: none; font: inherit; font-weight: 560; color: var(--rb-muted); cursor: pointer; }
  .own button svg { width: 1.15em; height: 1.15em; }
  main { padding-block: clamp(1.5rem, 4vw, 2.5rem) var(--rb-space-7); }
  main.apart { max-width: 46rem; }
  footer { overflow: hidden; color: var(--rb-line); }
  @media (max-width: 760px) {
    .burger { display: flex; }
    .own { display: block; }
    .tools rb-menu, .who { display: none; }
    .bar { gap: .5rem; }
    .brand { flex: 1 1 auto; }
    #nav { display: none; }
    nav.pages ul { display: flex; flex-wrap: nowrap; overflow-x: auto; }
    nav.pages a { white-space: nowrap; border-inline-start: 0; border-block-end: 3px solid transparent; border-radius: 0; background: none; }
    nav.pages a[aria-current] { border-block-end-color: var(--rb-primary); background: none; }
    nav.open { display: block; border-block-start: 1px solid var(--rb-line); padding-block: .5rem; }
    #nav ul { display: grid; }
    nav li { margin: 0; }
    #nav a { border-block-end: 0; border-inline-start: 3px solid transparent; border-radius: 0 6px 6px 0; }
    #nav a[aria-current] { border-inline-start-color: var(--rb-primary); background: var(--rb-primary-soft); }
  }
  .helping { background: var(--rb-warn-soft, var(--rb-sunken)); border-block-end: 2px solid var(--rb-warn); padding: var(--rb-space-3) max(var(--rb-space-4), calc(50% - 33rem)); }
  @media (max-width: 420px) { .burger span { display: none; } .burger { padding: 0 .625rem; } .language { padding-inline: .5rem; } }
  @media print { :host { display: block; } main { max-width: none; padding: 0; } }
`];
