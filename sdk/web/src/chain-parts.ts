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

/** Lays out value of max on at most sixteen figures; each stands for the same whole number, the last for what is left. */
export function chainOf(value: number, max: number): ChainParts {
  const whole = Math.max(1, Math.floor(max));
  const share = Math.ceil(whole / most);
  const figures = Math.ceil(whole / share);
  const done = Math.min(whole, Math.max(0, value));
  const filled = done >= whole ? figures : Math.floor(done / share + 1e-9);
  const next = Math.min(share, whole - filled * share);
  return { figures, filled, part: filled >= figures ? 0 : Math.max(0, (done - filled * share) / next), share };
}
