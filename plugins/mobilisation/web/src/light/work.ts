// Proof of work after the ALTCHA protocol: finds the number behind a challenge, some tries at a time, so that typing
// goes on meanwhile.

import { prefixed } from './sha256.ts';

export type Challenge = { algorithm: string; challenge: string; maxnumber: number; salt: string; signature: string };

const slice = 1500; // tries between two looks at the page

/** Solves a challenge and returns it as it is sent back. */
export async function solve(c: Challenge): Promise<string> {
  const hash = prefixed(c.salt);
  for (let n = 0; n <= c.maxnumber; n++) {
    if (hash(String(n)) === c.challenge) {
      const { algorithm, challenge, salt, signature } = c;
      return btoa(JSON.stringify({ algorithm, challenge, number: n, salt, signature }));
    }
    if (n % slice === slice - 1) await new Promise((next) => setTimeout(next));
  }
  throw new Error('no number solves this challenge');
}
