// Builds the console: pages and the loader for other portals in dist/, files with a digest in their name in
// dist/assets/console/.
//
// The pages name their files as {asset:main.js}; the build puts the real addresses there.
import { createHash } from 'node:crypto';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import * as esbuild from 'esbuild';

import { clean, settings } from '../../sdk/web/bin/bundle.mjs';

const folder = 'dist/assets/console';
const address = '/assets/console/';
const assets = new Map();

await clean('dist');
await mkdir(folder, { recursive: true });
await scripts();
await styles();
await loader();
for (const [name, source] of Object.entries({ index: 'index', public: 'public/page', frame: 'public/frame', guest: 'public/frame' })) {
  await writeFile(`dist/${name}.html`, await filled(`${source}.html`, { 'around.js': `${name}.js` }));
}

async function scripts() {
  const entries = { main: 'src/main.ts', public: 'src/public/page.ts', frame: 'src/public/frame.ts', guest: 'src/guest/frame.ts' };
  const { metafile } = await esbuild.build({
    ...settings, entryPoints: entries, outdir: folder, splitting: true, entryNames: '[name]-[hash]', chunkNames: '[name]-[hash]', metafile: true,
  });
  for (const [file, { entryPoint }] of Object.entries(metafile.outputs)) {
    const name = Object.keys(entries).find((n) => entries[n] === entryPoint);
    if (name) assets.set(`${name}.js`, address + path.basename(file));
  }
}

// A classic script: it must run wherever it is pasted.
async function loader() {
  await esbuild.build({ ...settings, format: 'iife', entryPoints: { embed: '../../sdk/web/src/embed.ts' }, outdir: 'dist' });
}

// The tokens come from their one source in TypeScript.
async function styles() {
  const { outputFiles } = await esbuild.build({ ...settings, entryPoints: ['../../sdk/web/src/tokens.ts'], write: false, loader: {} });
  const tokens = await import(`data:text/javascript;base64,${Buffer.from(outputFiles[0].contents).toString('base64')}`);
  const from = (name) => `@import "@ribambelle/web/styles/${name}.css";`;
  await sheet('console.css', [from('fonts'), from('page')].join('\n'), tokens.sheet());
  await sheet('public.css', [from('fonts'), from('page'), '@import "./src/public/page.css";'].join('\n'), tokens.sheet());
  await keep('favicon.svg', await readFile('src/favicon.svg'));
}

async function sheet(name, imports, tokens) {
  const { outputFiles } = await esbuild.build({
    ...settings, stdin: { contents: `${imports}\n${tokens}`, loader: 'css', resolveDir: '.' }, outdir: folder, write: false, loader: { '.woff2': 'file', '.svg': 'dataurl' },
  });
  for (const file of outputFiles) {
    if (file.path.endsWith('.css')) await keep(name, file.contents);
    else await writeFile(path.join(folder, path.basename(file.path)), file.contents);
  }
}

async function keep(name, contents) {
  const digest = createHash('sha256').update(contents).digest('hex').slice(0, 10);
  const file = name.replace(/(\.\w+)$/, `-${digest}$1`);
  await writeFile(path.join(folder, file), contents);
  assets.set(name, address + file);
}

async function filled(page, named) {
  const text = await readFile(`src/${page}`, 'utf8');
  return text.replace(/\{asset:([\w.]+)\}/g, (_, called) => {
    const name = named[called] ?? called;
    if (!assets.has(name)) throw new Error(`${page} names ${name}, which was not built`);
    return assets.get(name);
  });
}
