import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';

import { prefixed } from '../src/light/sha256.ts';
import { solve } from '../src/light/work.ts';

const hash = (text: string) => createHash('sha256').update(text).digest('hex');

test('the hash is SHA-256 at every length around its blocks', () => {
  for (let begin = 0; begin < 140; begin++) {
    for (const end of ['', '0', '49999', 'x'.repeat(70)]) {
      const text = 'sel é&'.repeat(30).slice(0, begin);
      assert.equal(prefixed(text)(end), hash(text + end), `${begin} and ${end.length}`);
    }
  }
});

test('a challenge is solved without WebCrypto', async () => {
  const salt = '0123456789abcdef01234567?expires=1800000000&for=petition%2F01a2152d-19d2-7a66-92ce-fac605125e7b&';
  const sent = await solve({ algorithm: 'SHA-256', challenge: hash(`${salt}41234`), maxnumber: 50_000, salt, signature: 's' });
  assert.deepEqual(JSON.parse(atob(sent)), { algorithm: 'SHA-256', challenge: hash(`${salt}41234`), number: 41234, salt, signature: 's' });
  await assert.rejects(solve({ algorithm: 'SHA-256', challenge: hash(`${salt}101`), maxnumber: 100, salt, signature: 's' }));
});

test('the petition with its runtime weighs no more than 12 KB', () => {
  const built = readFileSync('dist/petition.js');
  assert.ok(!/from"\.\/chunk/.test(built.toString()), 'it loads another file');
  assert.ok(gzipSync(built, { level: 9 }).length <= 12_000, `${gzipSync(built, { level: 9 }).length} bytes`);
});
