// Everything of an organisation taken along from a screen, and brought in again by the command.

import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { browse, look, narrow, phone, picture, ribambelle, serve, signIn, visitor } from './platform.mjs';

let browser, server;
before(async () => {
  [browser, server] = await Promise.all([browse(), serve('--demo', '--tenants', 'tenants')]);
});
after(async () => { await browser?.close(); await server?.stop(); });

const words = 'quatre mots tirés au sort';

test('story: an administrator takes everything along in one file, which comes in again beside the organisation', async () => {
  const { page, elsewhere } = await visitor(browser, server.url);
  await signIn(page, server.url, 'niort', 'core:administrator');
  await page.getByRole('link', { name: 'Réglages' }).click();
  await page.getByRole('link', { name: /^Emporter tout/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Emporter tout' }).waitFor();
  await look(page, 'archive');
  await page.getByLabel('Qui détient une clé (age)').check();
  await page.getByLabel('Clé publique de la personne qui ouvrira').fill('age1nothing');
  await page.getByRole('button', { name: 'Préparer et télécharger' }).click();
  await page.getByText(/Clé publique de la personne qui ouvrira.*ce n’est pas la forme attendue/).first().waitFor();
  await picture(page, 'archive-refused');

  await page.getByLabel('Qui connaît une phrase secrète').check();
  await page.getByLabel('Phrase secrète', { exact: true }).fill(words);
  await page.getByLabel('La même, encore une fois').fill(`${words}.`);
  await page.getByRole('button', { name: 'Préparer et télécharger' }).click();
  await page.getByText('les deux ne sont pas pareilles.').first().waitFor();
  await page.getByLabel('La même, encore une fois').fill(words);
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Préparer et télécharger' }).click()]);
  await page.getByText('est dans vos téléchargements.').waitFor();
  await look(page, 'archive-done');
  await page.setViewportSize(phone.viewport);
  await picture(page, 'archive-done-phone');
  await narrow(page, 'archive-narrow');

  const path = join(server.data, file.suggestedFilename()), key = join(server.data, 'mots.txt');
  assert.match(path, /niort-\d{4}-\d\d-\d\d\.age$/);
  await file.saveAs(path);
  writeFileSync(key, words);
  ribambelle('tenant', 'import', path, '--passphrase-file', key, '--as', 'niort-bis', '--data', server.data);
  await page.request.get(`${server.url}/t/niort-bis/me`).then((a) => assert.ok(a.ok(), 'the organisation did not come in'));

  await page.goto(`${server.url}/o/niort/settings/archive`);
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { level: 1, name: 'Take everything along' }).waitFor();
  await picture(page, 'archive-english-phone');
  assert.deepEqual(elsewhere, []);
});
