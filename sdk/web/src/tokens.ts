// The design tokens: every colour, size and shadow of every screen, light and dark.
// `npm test` holds all text pairs at 4.5:1 and control borders at 3:1 in both.

export type Tokens = Readonly<Record<string, string>>;

export const light: Tokens = {
  paper: '#FBF8F3', surface: '#FFFFFF', sunken: '#F3EEE5',
  ink: '#17323B', muted: '#4A6068', line: '#E3DBCD', control: '#6F8288',
  primary: '#0B5D66', 'on-primary': '#FFFFFF', 'primary-soft': '#E2F0EF',
  action: '#B93E26', 'on-action': '#FFFFFF', 'action-soft': '#FBE9E3',
  sun: '#F2B544', 'on-sun': '#17323B', 'sun-soft': '#FDF2D9',
  good: '#2F6B4A', 'good-soft': '#E5F1E8', bad: '#A3281E', 'bad-soft': '#FCE9E6', 'info-soft': '#E6EFF6',
  berry: '#7A3E6B', 'berry-soft': '#F4E9F1', focus: '#17323B', 'focus-ring': '#F2B544',
  shadow: '0 1px 2px rgb(23 50 59 / .06), 0 6px 20px rgb(23 50 59 / .07)',
  c1: '#0072B2', c2: '#B35900', c3: '#00795B', c4: '#A34583', c5: '#7D6608', c6: '#17323B',
};

export const dark: Tokens = {
  paper: '#10222A', surface: '#182F38', sunken: '#0B1A20',
  ink: '#EAF1F0', muted: '#A9BDC1', line: '#2C4650', control: '#7F979E',
  primary: '#7FD0D6', 'on-primary': '#0B2A30', 'primary-soft': '#1C414A',
  action: '#FF9C82', 'on-action': '#3A1108', 'action-soft': '#45251E',
  sun: '#F2B544', 'on-sun': '#17323B', 'sun-soft': '#44391C',
  good: '#8FD0A8', 'good-soft': '#1D4030', bad: '#FFA597', 'bad-soft': '#48231F', 'info-soft': '#1D3A4D',
  berry: '#DDA6CE', 'berry-soft': '#402A3D', focus: '#EAF1F0', 'focus-ring': '#F2B544',
  shadow: '0 1px 2px rgb(0 0 0 / .4), 0 6px 20px rgb(0 0 0 / .3)',
  c1: '#6CB8E8', c2: '#F0A05A', c3: '#55C9A6', c4: '#E39BC9', c5: '#DCC85A', c6: '#EAF1F0',
};

/** What does not change with the theme. */
export const steady: Tokens = {
  font: '"Atkinson Hyperlegible Next Variable", "Atkinson Hyperlegible Next", system-ui, sans-serif',
  'text-s': '.875rem', text: '1rem', 'text-l': '1.125rem', 'text-xl': '1.375rem', 'text-2xl': '1.75rem', 'text-3xl': '2.25rem',
  'space-1': '.25rem', 'space-2': '.5rem', 'space-3': '.75rem', 'space-4': '1rem', 'space-5': '1.5rem', 'space-6': '2rem', 'space-7': '3rem',
  sheet: '#0B5D66', // our colour on sheets of paper, which are white in any light; an organisation's own takes its place
  radius: '8px', 'radius-l': '12px', target: '44px', motion: '150ms',
};

/** Pairs that carry text: [text, background]. The contrast test reads them. */
export const textPairs: readonly (readonly [string, string])[] = [
  ...['paper', 'surface', 'sunken'].flatMap((b) => ['ink', 'muted', 'primary', 'action', 'good', 'bad', 'berry'].map((f) => [f, b] as const)),
  ...['primary', 'action', 'sun'].map((b) => [`on-${b}`, b] as const),
  ...['primary-soft', 'action-soft', 'sun-soft', 'good-soft', 'bad-soft', 'info-soft', 'berry-soft'].map((b) => ['ink', b] as const),
  ['primary', 'primary-soft'], ['good', 'good-soft'], ['bad', 'bad-soft'], ['berry', 'berry-soft'], ['muted', 'primary-soft'], ['muted', 'info-soft'],
];

/** Pairs that carry shapes: control borders, focus, chart marks. */
export const shapePairs: readonly (readonly [string, string])[] = ['paper', 'surface', 'sunken'].flatMap((b) =>
  ['control', 'focus', 'c1', 'c2', 'c3', 'c4', 'c5', 'c6'].map((f) => [f, b] as const),
);

/** The style sheet of the tokens; written to a file by the build, so that pages need no inline style. */
export function sheet(): string {
  const block = (t: Tokens) => Object.entries(t).map(([k, v]) => `--rb-${k}:${v}`).join(';');
  return [
    `:root{color-scheme:light;${block(steady)};${block(light)}}`,
    `@media screen and (prefers-color-scheme:dark){:root:not([data-theme=light]){color-scheme:dark;${block(dark)}}}`,
    `@media screen{:root[data-theme=dark]{color-scheme:dark;${block(dark)}}}`,
    `@media (prefers-reduced-motion:reduce){:root{--rb-motion:0ms}}`,
    '',
  ].join('\n');
}
