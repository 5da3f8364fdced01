// How a field looks; apart from its behaviour because both are long.

import { css } from 'lit';

export const fieldStyles = css`
  :host { min-width: 0; }
  label, legend { display: block; font-weight: 620; padding: 0; margin-block-end: .375rem; }
  fieldset { border: 0; padding: 0; margin: 0; min-width: 0; }
  .mark { font-weight: 400; font-size: var(--rb-text-s); color: var(--rb-muted); margin-inline-start: .25rem; }
  .managed { display: inline-flex; gap: .25rem; align-items: center; background: var(--rb-sunken); border-radius: 99px; padding: 0 .5rem; color: var(--rb-ink); }
  .help { color: var(--rb-muted); font-size: var(--rb-text-s); margin-block-end: .375rem; max-width: 65ch; }
  .error { display: flex; gap: .375rem; align-items: start; color: var(--rb-bad); font-weight: 620; font-size: var(--rb-text-s); margin-block-end: .375rem; }
  .error svg { flex: none; margin-block-start: .1em; }
  .box { position: relative; display: block; }
  .box.s { max-width: 9rem; }
  .box.m { max-width: 18rem; }
  :where(input.control:not([type='checkbox']):not([type='radio']), textarea, select) {
    width: 100%; min-height: var(--rb-target); padding: .5rem .75rem; font: inherit; color: inherit; background: var(--rb-surface);
    border: 1.5px solid var(--rb-control); border-radius: var(--rb-radius); appearance: none;
  }
  input[type='color'].control { padding: .25rem; width: 5rem !important; }
  .drop { position: relative; display: flex; flex-wrap: wrap; gap: .25rem .75rem; align-items: center; min-height: 4.5rem; padding: .75rem 1rem; border: 1.5px dashed var(--rb-control); border-radius: var(--rb-radius); background: var(--rb-surface); }
  .drop:hover { border-color: var(--rb-primary); background: var(--rb-primary-soft); }
  .drop:focus-within { outline: 3px solid var(--rb-focus); outline-offset: 0; box-shadow: 0 0 0 6px var(--rb-sun-soft); }
  .drop strong { color: var(--rb-primary); display: inline-flex; gap: .5rem; align-items: center; }
  .drop span { color: var(--rb-muted); overflow-wrap: anywhere; min-width: 0; }
  :host([invalid]) .drop { border-color: var(--rb-bad); }
  input[type='file'].control { position: absolute; inset: 0; width: 100%; height: 100%; opacity: 0; cursor: pointer; }
  textarea { resize: vertical; line-height: 1.5; display: block; field-sizing: content; max-height: 20rem; }
  textarea[rows='4'] { min-height: 7.25rem; } textarea[rows='6'] { min-height: 10.25rem; }
  select { padding-inline-end: 2.5rem; text-overflow: ellipsis; cursor: pointer; }
  ::placeholder { color: var(--rb-muted); opacity: 1; }
  .arrow { position: absolute; inset-inline-end: .75rem; inset-block-start: 50%; transform: translateY(-50%); pointer-events: none; line-height: 0; color: var(--rb-muted); }
  .lens { position: absolute; inset-inline-start: .75rem; inset-block-start: 50%; transform: translateY(-50%); line-height: 0; color: var(--rb-muted); }
  .lens ~ .control { padding-inline-start: 2.5rem !important; }
  .reveal { position: absolute; inset-inline-end: 0; inset-block: 0; width: 44px; border: 0; background: none; color: var(--rb-muted); cursor: pointer; display: grid; place-items: center; }
  .control:focus-visible { outline: 3px solid var(--rb-focus); outline-offset: 0; border-radius: var(--rb-radius); box-shadow: 0 0 0 6px var(--rb-sun-soft); }
  .control::-webkit-calendar-picker-indicator:focus-visible { outline: 3px solid var(--rb-focus); outline-offset: 1px; border-radius: 4px; }
  :host([invalid]) .control { border-color: var(--rb-bad); border-width: 2px; }
  .control:disabled { background: var(--rb-sunken); color: var(--rb-muted); cursor: not-allowed; }
  .choices, .choices [role=group] { display: grid; gap: .25rem; }
  .choices.grouped { max-height: 22rem; overflow: auto; border: 1px solid var(--rb-line); border-radius: var(--rb-radius); padding: var(--rb-space-2) var(--rb-space-3); }
  .choices .group { font-weight: 620; font-size: var(--rb-text-s); color: var(--rb-muted); padding-block: .5rem .125rem; }
  .choice { display: flex; gap: .75rem; align-items: start; min-height: var(--rb-target); padding-block: .5rem; margin: 0; font-weight: 400; cursor: pointer; }
  .choice span { padding-block-start: .06rem; }
  .choice small { display: block; }
  .choice input { flex: none; appearance: none; width: 1.625rem; height: 1.625rem; margin: 0; border: 1.5px solid var(--rb-control); background: var(--rb-surface); border-radius: 6px; display: grid; place-items: center; cursor: pointer; }
  .choice input[type='radio'] { border-radius: 50%; }
  .choice input:checked { border-color: var(--rb-primary); background: var(--rb-primary); }
  .choice input[type='checkbox']:checked::after { content: ''; width: .45rem; height: .85rem; border: solid var(--rb-on-primary); border-width: 0 2.5px 2.5px 0; transform: translateY(-1px) rotate(45deg); }
  .choice input[type='radio']:checked::after { content: ''; width: .625rem; height: .625rem; border-radius: 50%; background: var(--rb-on-primary); }
  @media (forced-colors: active) { .choice input { appearance: auto; } }
`;
