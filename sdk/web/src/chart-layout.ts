// Where the parts of a chart stand, in pixels: pure, so that it can be tested without a page.

export type Point = { key: string; label: string; value?: number; low?: number; high?: number; n?: number; masked?: boolean };
export type Series = { key: string; label: string; n?: number; masked?: boolean; points: readonly Point[] };
export type Line = { series: Series; index: number; point: Point; y: number };
export type Group = { label: string; y: number; lines: Line[] };
export type Layout = { groups: Group[]; height: number; left: number; right: number; room: number; wide: boolean; ticks: number[]; x: (value: number) => number };

const lineWide = 34;
const lineNarrow = 68; // the label and the figures stand above the track, a line each
const secondLine = 17; // of a label that takes two
const titleHeight = 30;
const axis = 28;

/** How wide a letter is at most, on average, in the text of a chart. */
export const letter = 7.2;

/** Sets a label in two lines where one is too short for it; what two cannot hold ends with an ellipsis. */
export function broken(name: string, room: number): string[] {
  const most = Math.max(2, Math.floor(room / letter));
  if (name.length <= most) return [name];
  const space = name.lastIndexOf(' ', most);
  if (space <= 0) return [`${name.slice(0, most - 1).trimEnd()}…`];
  const rest = name.slice(space + 1);
  return [name.slice(0, space), rest.length <= most ? rest : `${rest.slice(0, most - 1).trimEnd()}…`];
}

const widthOf = (names: readonly string[]): number => Math.max(0, ...names.map((n) => n.length)) * letter + 12;

/** Lays out one group per point (a dimension) with one line per series in it. */
export function layout(series: readonly Series[], min: number, max: number, width: number): Layout {
  const wide = width >= 640;
  const several = series.length > 1;
  const names = several ? series.map((s) => s.label) : (series[0]?.points ?? []).map((p) => p.label);
  const left = wide ? Math.round(Math.min(0.42 * width, Math.max((several ? 0.26 : 0.34) * width, widthOf(names)))) : 8;
  const right = wide ? width - 212 : width - 8;
  const room = wide ? left - 12 : right;
  const tall = wide ? lineWide : lineNarrow + (names.some((name) => broken(name, room).length > 1) ? secondLine : 0);
  const groups: Group[] = [];
  let y = axis;
  for (const { key, label } of series[0]?.points ?? []) {
    const group: Group = { label, y, lines: [] };
    if (several) y += titleHeight;
    series.forEach((one, index) => {
      const point = one.points.find((p) => p.key === key);
      if (!point) return;
      group.lines.push({ series: one, index, point, y: y + tall - 16 });
      y += tall;
    });
    y += several ? 10 : wide ? 4 : 8;
    groups.push(group);
  }
  const span = max - min || 1;
  return { groups, height: y + 4, left, right, room, wide, ticks: ticksOf(min, max), x: (v) => left + ((Math.min(max, Math.max(min, v)) - min) / span) * (right - left) };
}

/** Round marks on a scale, five or so. */
export function ticksOf(min: number, max: number): number[] {
  const span = max - min || 1;
  const raw = span / 5;
  const power = 10 ** Math.floor(Math.log10(raw));
  const step = [1, 2, 2.5, 5, 10].map((m) => m * power).find((s) => s >= raw - 1e-9)!;
  const whole = Number.isInteger(min) && Number.isInteger(max) && span <= 10 ? 1 : step;
  const ticks: number[] = [];
  for (let t = Math.ceil(min / whole) * whole; t <= max + 1e-9; t += whole) ticks.push(Math.round(t * 1e6) / 1e6);
  return ticks;
}

/** The marks of the series, so that print in black and white tells them apart. */
export const markers: readonly string[] = [
  'M-6 0a6 6 0 1 0 12 0a6 6 0 1 0-12 0z', 'M-5.500-5.500h11v11h-11z', 'M0-7 7 5.500H-7z', 'M0-7.500 7.500 0 0 7.500-7.500 0z', 'M0 7 7-5.500H-7z', 'M-2-6.500h4v4.500h4.500v4H2v4.500h-4V2h-4.500v-4H-2z',
];
