// How many figures a chain has and how far they are filled.

export type ChainParts = {
  figures: number;
  /** Whole figures that are filled. */
  filled: number;
  /** How much of the next one is filled, 0 to 1. */
  part: number;
  /** What one figure stands for. */
  share: number;
};

const most = 16;

/** Lays out value of max on at most sixteen figures. */
export function chainOf(value: number, max: number): ChainParts {
  const whole = Math.max(0, Math.floor(max));
  const figures = Math.min(most, Math.max(1, whole));
  const share = whole > most ? whole / most : 1;
  const done = Math.min(figures, Math.max(0, value) / share);
  const filled = Math.floor(done + 1e-9);
  return { figures, filled, part: filled >= figures ? 0 : Math.max(0, done - filled), share };
}
