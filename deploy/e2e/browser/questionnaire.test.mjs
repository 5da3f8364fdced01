// A questionnaire in a real browser, by a coordinator who knows no YAML: written, checked, seen as those who answer see it,
// published, and changed in a new version; and a framework read through ours.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { browse, look, narrow, phone, picture, serve, signIn, visitor } from './platform.mjs';
import { tenant } from './wave.mjs';

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

test('a coordinator writes a questionnaire, publishes it, and sees what its next version changes', async (t) => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  const saved = () => page.getByText(/^Enregistré à/).waitFor();

  await t.test('writes it, and is led to what is missing', async () => {
    await signIn(page, server.url, tenant, 'core:coordinator');
    await page.getByRole('link', { name: 'Portrait de la qualité', exact: true }).click();
    await page.getByRole('link', { name: 'Questionnaires', exact: true }).click();
    await page.getByRole('button', { name: 'Écrire un questionnaire' }).click();
    await page.getByLabel('Titre', { exact: true }).fill('Notre accueil');
    await page.getByLabel('Nom de la dimension').fill('Le matin');
    await page.getByRole('button', { name: 'Ajouter un énoncé à' }).click();
    await page.getByLabel('Énoncé', { exact: true }).fill('Je salue chaque enfant par son prénom.');
    await page.getByLabel('Question pour penser à ce qui a été vu').fill('Qui avez-vous vu arriver ce matin ?');
    await saved();
    await page.getByRole('button', { name: 'Vérifier' }).click();
    await look(page, 'questionnaire-lacks');
    await page.getByRole('button', { name: /Présentation.*licence/ }).click();
    await page.keyboard.type('CC BY 4.0');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Vérifier' }).click();
    await page.getByText(/Rien ne manque/).waitFor();
  });

  await t.test('puts a dimension into another by keyboard', async () => {
    await page.getByRole('button', { name: 'Ajouter une dimension' }).press('Enter');
    await page.getByLabel('Nom de la dimension').last().fill('Le soir');
    await page.keyboard.press('Tab');
    await page.getByRole('button', { name: 'Monter « Le soir »' }).press('Enter');
    await page.getByRole('button', { name: /Mettre dans la précédente.: « Le matin »/ }).press('Enter');
    await page.getByText(/Cette dimension en contient d’autres/).waitFor();
    await look(page, 'questionnaire-write');
    await page.getByRole('button', { name: 'Sortir « Le matin » de sa dimension' }).press('Enter');
    await page.getByRole('button', { name: 'Retirer la dimension « Le soir »' }).press('Enter');
    await page.setViewportSize(phone.viewport);
    await picture(page, 'questionnaire-390');
    await narrow(page, 'questionnaire-320');
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  await t.test('sees it as those who answer do, and publishes it', async () => {
    await page.getByRole('link', { name: 'Aperçu' }).click();
    await page.getByRole('heading', { name: 'Je salue chaque enfant par son prénom.' }).waitFor();
    await page.getByText('Qui avez-vous vu arriver ce matin').waitFor();
    await look(page, 'questionnaire-preview');
    await page.goBack();
    await page.getByRole('button', { name: 'Publier' }).click();
    await page.locator('rb-dialog[open]').getByRole('button', { name: 'Publier' }).click();
    await page.getByRole('button', { name: 'Nouvelle version de « Notre accueil »' }).click();
    await page.getByLabel('Titre', { exact: true }).waitFor();
    await page.getByText('Je salue chaque enfant par son prénom.').first().click();
    await page.getByRole('checkbox', { name: /Inversé/ }).check();
    await saved();
    await page.getByRole('link', { name: 'Questionnaires' }).last().click();
    await page.getByRole('link', { name: 'Ce qui change depuis la version 1.0.0' }).click();
    await page.getByText('sens inversé').waitFor();
    await page.getByText(/ne se comparent plus/).waitFor();
    await look(page, 'questionnaire-difference');
  });

  await t.test('reads the national charter through our questionnaire', async () => {
    await page.getByRole('link', { name: 'Questionnaires' }).last().click();
    await page.getByRole('button', { name: /^Prendre « Nos pratiques/ }).click();
    await page.getByRole('link', { name: /cadres nationaux/ }).click();
    await page.getByRole('button', { name: 'Prendre les cadres' }).click();
    await page.getByText('2 cadres sont à vous.').waitFor();
    await page.getByLabel('Cadre', { exact: true }).selectOption({ label: 'Nos pratiques et la charte nationale' });
    await page.getByText(/3 entrées sur 10 sans énoncé/).waitFor();
    await look(page, 'frameworks');
    await page.setViewportSize(phone.viewport);
    await picture(page, 'frameworks-390');
    await narrow(page, 'frameworks-320');
  });

  assert.deepEqual(elsewhere, [], 'requests to other hosts, or errors on the page');
  await context.close();
});
