// The operator closes an organisation, opens it again, and deletes another, whose certificate stays.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { browse, caller, look, narrow, operator, serve, visitor } from './platform.mjs';
import { tenant } from './wave.mjs';

const leaving = 'les-petits-cailloux';

let server;
let browser;

before(async () => {
  server = await serve('--demo', '--tenants', 'tenants');
  browser = await browse();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('an organisation is closed with a reason, opened again, and another is deleted for good', async () => {
  const member = await visitor(browser, server.url);
  await caller(member.page, server.url, tenant, 'core:administrator');
  await member.page.goto(`${server.url}/o/${tenant}/`);
  await member.page.getByRole('link', { name: 'Réglages' }).first().waitFor();
  const { page, elsewhere } = await operator(browser, server);
  await page.getByRole('link', { name: 'Organisations' }).click();
  await page.getByRole('heading', { level: 1, name: 'Organisations' }).waitFor();
  await look(page, 'organisations');

  await page.getByRole('button', { name: /^Fermer .*Niort/ }).click();
  const dialog = page.locator('rb-dialog[open]');
  await dialog.getByRole('button', { name: 'Fermer l’organisation' }).click();
  await dialog.getByText(/Remplissez/).first().waitFor();
  await dialog.getByLabel(/^Pourquoi/).fill('Contrat à renouveler.');
  await look(page, 'organisations-close');
  await dialog.getByRole('button', { name: 'Fermer l’organisation' }).click();
  await page.getByText('fermée', { exact: true }).waitFor();
  await page.getByText('Contrat à renouveler.').waitFor();

  await member.page.reload();
  await member.page.getByRole('heading', { level: 1, name: 'Fermée pour le moment' }).waitFor();
  await member.page.getByText('Voici pourquoi : Contrat à renouveler.').waitFor();
  await look(member.page, 'organisation-closed');

  await page.getByRole('button', { name: /^Rouvrir/ }).click();
  await page.locator('rb-dialog[open]').getByRole('button', { name: 'Rouvrir' }).click();
  await page.getByRole('button', { name: /^Fermer .*Niort/ }).waitFor();
  await member.page.reload();
  await member.page.getByRole('link', { name: 'Réglages' }).first().waitFor();

  await page.getByRole('button', { name: /^Supprimer .*Cailloux/ }).click();
  await dialog.getByLabel(/^Pourquoi/).fill('Fin du contrat.');
  await dialog.getByLabel(/^Délai/).fill('0');
  await dialog.getByLabel(/^Pour confirmer/).fill('autre');
  await dialog.getByRole('button', { name: 'Supprimer l’organisation' }).click();
  assert.equal(await dialog.getByLabel(/^Pour confirmer/).getAttribute('aria-invalid'), 'true');
  await dialog.getByLabel(/^Pour confirmer/).fill(leaving);
  await look(page, 'organisations-delete');
  await dialog.getByRole('button', { name: 'Supprimer l’organisation' }).click();
  await page.locator('rb-dialog[open]').waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Certificat' }).click({ timeout: 60_000 });
  await page.locator('rb-dialog[open]').getByText(/counted again: 0/).waitFor();
  await look(page, 'organisations-certificate');
  await page.keyboard.press('Escape');
  await narrow(page, 'organisations-narrow');
  assert.deepEqual([...elsewhere, ...member.elsewhere], []);
});
