// Builds the package for those who use no bundler of ours: one ES module per element, and the style sheets.
import { readdir, writeFile } from 'node:fs/promises';
import * as esbuild from 'esbuild';

import { clean, settings } from './bin/bundle.mjs';

const sources = (await readdir('src')).filter((f) => f.endsWith('.ts') && !f.endsWith('.d.ts')).map((f) => `src/${f}`);

await clean('dist');
await esbuild.build({ ...settings, entryPoints: sources, outdir: 'dist', splitting: true, chunkNames: 'chunk-[hash]' });
await esbuild.build({ ...settings, entryPoints: ['src/styles/page.css', 'src/styles/fonts.css'], outdir: 'dist' });

// The tokens as a style sheet, from their one source.
const tokens = await import('./dist/tokens.js');
await writeFile('dist/tokens.css', tokens.sheet());
