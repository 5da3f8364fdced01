#!/usr/bin/env node
// rb-web builds and tests the screens of a module:
//
//   rb-web build src/visits.ts [src/public.ts …]   bundles each entry to dist/, copies src/static/; entries after
//                                                  a -- share nothing with those before it: pages for phones
//   rb-web test                                    runs test/**/*.test.ts with node's test runner
//
// It works in the current folder. One setting of esbuild for all of us: bundle.mjs.
import { cp, mkdir, readdir, rm } from 'node:fs/promises';
import { existsSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import * as esbuild from 'esbuild';

import { clean, settings } from './bundle.mjs';

const [command, ...entries] = process.argv.slice(2);

switch (command) {
  case 'build':
    await build(entries);
    break;
  case 'test':
    process.exitCode = await test();
    break;
  default:
    console.error('usage: rb-web build ENTRY… | rb-web test');
    process.exitCode = 2;
}

async function build(entryPoints) {
  await clean('dist');
  for (const group of groups(entryPoints)) {
    await esbuild.build({ ...settings, entryPoints: group, outdir: 'dist', splitting: true, chunkNames: 'chunk-[hash]' });
  }
  if (existsSync('src/static')) await cp('src/static', 'dist', { recursive: true });
}

function groups(entryPoints) {
  const all = [[]];
  for (const entry of entryPoints) entry === '--' ? all.push([]) : all.at(-1).push(entry);
  return all.filter((group) => group.length);
}

async function test() {
  const found = existsSync('test') ? (await readdir('test', { recursive: true })).filter((f) => f.endsWith('.test.ts')) : [];
  if (found.length === 0) return 0;
  const out = path.join('node_modules', '.rb-test');
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  await esbuild.build({
    ...settings, minify: false, sourcemap: 'inline', platform: 'node', target: 'node20', outdir: out, outbase: 'test',
    entryPoints: found.map((f) => path.join('test', f)), outExtension: { '.js': '.mjs' },
  });
  const files = found.map((f) => path.join(out, f.replace(/\.ts$/, '.mjs')));
  return spawnSync(process.execPath, ['--test', '--enable-source-maps', ...files], { stdio: 'inherit' }).status ?? 1;
}
