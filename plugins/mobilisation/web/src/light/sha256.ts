// SHA-256 in plain TypeScript: pages of towns are served over http too, where WebCrypto is absent, and for texts this
// short it is faster than any call of it.

const constants = new Uint32Array(64);
const initial = new Uint32Array(8);

// The first 32 bits of the fractional parts of the roots of the first primes: cube roots and square roots.
for (let n = 2, found = 0; found < 64; n++) {
  let prime = true;
  for (let f = 2; f * f <= n; f++) if (n % f === 0) prime = false;
  if (!prime) continue;
  if (found < 8) initial[found] = (Math.sqrt(n) % 1) * 0x100000000;
  constants[found++] = (Math.cbrt(n) % 1) * 0x100000000;
}

const words = new Uint32Array(64);

/** Takes 64 bytes from `at` on into the state. */
function take(state: Uint32Array, bytes: Uint8Array, at: number): void {
  for (let i = 0; i < 16; i++, at += 4) words[i] = (bytes[at]! << 24) | (bytes[at + 1]! << 16) | (bytes[at + 2]! << 8) | bytes[at + 3]!;
  for (let i = 16; i < 64; i++) {
    const x = words[i - 15]!, y = words[i - 2]!;
    words[i] = words[i - 16]! + words[i - 7]! + (((x >>> 7) | (x << 25)) ^ ((x >>> 18) | (x << 14)) ^ (x >>> 3)) + (((y >>> 17) | (y << 15)) ^ ((y >>> 19) | (y << 13)) ^ (y >>> 10));
  }
  let a = state[0]!, b = state[1]!, c = state[2]!, d = state[3]!, e = state[4]!, f = state[5]!, g = state[6]!, h = state[7]!;
  for (let i = 0; i < 64; i++) {
    const t = (h + (((e >>> 6) | (e << 26)) ^ ((e >>> 11) | (e << 21)) ^ ((e >>> 25) | (e << 7))) + ((e & f) ^ (~e & g)) + constants[i]! + words[i]!) | 0;
    const u = ((((a >>> 2) | (a << 30)) ^ ((a >>> 13) | (a << 19)) ^ ((a >>> 22) | (a << 10))) + ((a & b) ^ (a & c) ^ (b & c))) | 0;
    h = g; g = f; f = e; e = (d + t) | 0; d = c; c = b; b = a; a = (t + u) | 0;
  }
  state[0]! += a; state[1]! += b; state[2]! += c; state[3]! += d; state[4]! += e; state[5]! += f; state[6]! += g; state[7]! += h;
}

/** A hash whose beginning is kept: the same text with many ends costs little more than its ends. */
export function prefixed(text: string): (end: string) => string {
  const begin = new TextEncoder().encode(text);
  const whole = begin.length - (begin.length % 64);
  const kept = initial.slice();
  for (let at = 0; at < whole; at += 64) take(kept, begin, at);
  const rest = begin.subarray(whole);
  return (end) => {
    const length = rest.length + end.length;
    const block = new Uint8Array(Math.ceil((length + 9) / 64) * 64);
    block.set(rest);
    for (let i = 0; i < end.length; i++) block[rest.length + i] = end.charCodeAt(i);
    block[length] = 0x80;
    new DataView(block.buffer).setUint32(block.length - 4, (whole + length) * 8);
    const state = kept.slice();
    for (let at = 0; at < block.length; at += 64) take(state, block, at);
    return Array.from(state, (w) => w.toString(16).padStart(8, '0')).join('');
  };
}
