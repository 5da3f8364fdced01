import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { browse, look, narrow, phone, picture, serve, signIn, visitor } from './platform.mjs';

let browser, server;
before(async () => {
  [browser, server] = await Promise.all([browse(), serve('--demo', '--tenants', 'tenants')]);
});
after(async () => { await browser?.close(); await server?.stop(); });

test('story: the privacy officer sees what goes when, holds something, notes an incident and reads its term', async () => {
  const { page, elsewhere } = await visitor(browser, server.url);
  await signIn(page, server.url, 'niort', 'core:privacy-officer');
  await picture(page, 'privacy-home');
  await page.getByRole('link', { name: 'Y aller, Vie privée' }).click();
  await page.getByRole('heading', { level: 1, name: 'Registre des traitements' }).waitFor();
  await page.getByRole('heading', { name: 'Comptes et journal' }).waitFor();
  await look(page, 'privacy-register');
  await page.emulateMedia({ media: 'print' });
  assert.ok(!(await page.getByRole('button', { name: 'Imprimer' }).isVisible()), 'the paper shows a button');
  await picture(page, 'privacy-register-print');
  await page.emulateMedia({ media: null });

  await page.getByRole('link', { name: 'Durées de conservation' }).click();
  await page.getByRole('button', { name: /^Changer la durée/ }).first().click();
  await page.getByLabel('Garder pendant').selectOption('2 ans');
  await picture(page, 'privacy-keep');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('C’est enregistré : 2 ans, puis effacé.').waitFor();

  await page.getByRole('button', { name: 'Retenir des données' }).click();
  await page.getByLabel('Un territoire ou un lieu').check();
  await page.getByRole('combobox', { name: /^Territoire/ }).selectOption({ index: 2 });
  await page.getByLabel('Motif').fill('Plainte 2026-14');
  await picture(page, 'privacy-hold');
  await page.getByRole('button', { name: 'Retenir', exact: true }).click();
  await page.getByText('Plainte 2026-14').waitFor();
  await look(page, 'privacy-retention');
  await page.getByRole('button', { name: /^Lever/ }).click();
  await page.getByRole('button', { name: 'Lever', exact: true }).click();
  await page.getByText('terminée').waitFor();

  await page.getByRole('link', { name: 'Incidents' }).click();
  await page.getByRole('button', { name: 'Noter un incident' }).click();
  await page.getByLabel('En quelques mots').fill('Courriel envoyé à la mauvaise liste');
  await page.getByLabel('Jour de l’incident').fill('2026-01-05');
  await page.getByLabel('Vous l’avez su').fill('2026-01-06T09:30');
  await page.getByLabel('Ce qui s’est passé').fill('Une liste de présences est partie à une autre structure.');
  await page.getByLabel('nom et identité').check();
  await page.getByLabel('Personnes touchées').fill('12');
  await page.getByLabel('élevé').check();
  await look(page, 'privacy-incident-form');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('Le délai est passé depuis : 9 janv. 2026, 9 h 30.').waitFor();
  await page.getByText('Texte pour l’autorité – Français').click();
  await page.getByText('Notification d’une violation de données').first().waitFor();
  await look(page, 'privacy-incident');

  await page.getByRole('button', { name: 'Compléter' }).click();
  assert.equal(await page.getByLabel('Vous l’avez su').inputValue(), '2026-01-06T09:30');
  await page.getByLabel('L’autorité a été prévenue').fill('2026-01-12T08:00');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('Fait : 12 janv. 2026, 8 h 00.').waitFor();
  await page.getByRole('link', { name: 'Incidents' }).click();
  await page.getByRole('link', { name: 'Courriel envoyé à la mauvaise liste' }).waitFor();
  await picture(page, 'privacy-incidents');
  await page.getByRole('link', { name: 'Consentements' }).click();
  await page.getByRole('heading', { level: 1, name: 'Consentements' }).waitFor();
  await page.getByLabel('Une seule personne').fill('personne@exemple.test');
  await page.getByLabel('Une seule personne').press('Enter');
  await page.getByText('Aucun consentement gardé.').waitFor();
  await picture(page, 'privacy-consents');
  await page.setViewportSize(phone.viewport);
  await page.goto(`${server.url}/o/niort/privacy/retention`);
  await page.getByText('Plainte 2026-14').waitFor();
  await picture(page, 'privacy-phone');
  await narrow(page, 'privacy-narrow');
  assert.deepEqual(elsewhere, []);
});
