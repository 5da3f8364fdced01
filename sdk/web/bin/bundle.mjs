// How every bundle of ours is made.
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

export const settings = {
  bundle: true,
  format: 'esm',
  target: 'es2022',
  minify: true,
  legalComments: 'none',
  logLevel: 'warning',
  loader: { '.svg': 'text', '.woff2': 'file' },
  assetNames: '[name]-[hash]',
};

/** Empties a folder but for .keep, which lets Go embed it before the first build. */
export async function clean(folder) {
  await mkdir(folder, { recursive: true });
  for (const name of await readdir(folder)) {
    if (name !== '.keep') await rm(path.join(folder, name), { recursive: true });
  }
  await writeFile(path.join(folder, '.keep'), '');
}
