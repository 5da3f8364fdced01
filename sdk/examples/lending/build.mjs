// Builds the module's program: one file that can be executed, with all that it is made of. Its first line names the
// interpreter, by a path, because a module is started without PATH. `node build.mjs FILE` writes it elsewhere.
import { chmod } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import * as esbuild from 'esbuild';

const here = path.dirname(fileURLToPath(import.meta.url));
const program = path.resolve(process.argv[2] ?? path.join(here, 'dist/lending.cjs'));
const settings = { absWorkingDir: here, bundle: true, minify: true, legalComments: 'none', logLevel: 'warning' };

const card = await esbuild.build({ ...settings, entryPoints: ['web/home.ts'], format: 'esm', target: 'es2022', write: false });

await esbuild.build({
  ...settings,
  entryPoints: ['src/main.ts'],
  outfile: program,
  platform: 'node',
  format: 'cjs',
  target: 'node20',
  loader: { '.proto': 'text', '.rego': 'text' },
  define: { HOME_CARD: JSON.stringify(card.outputFiles[0].text) },
  // The core runs the program from memory, under no path of its own: Node must not look for one.
  banner: { js: `#!${process.execPath} --preserve-symlinks-main` },
});
await chmod(program, 0o755);
