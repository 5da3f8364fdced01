// A team's plan in a real browser: born from what a portrait showed, voted, followed on a phone, validated, carried over.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { browse, caller, look, narrow, phone, serve, signIn, visitor } from './platform.mjs';
import { codeOf, openWave, send, tenant } from './wave.mjs';

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

test('story: a director and the team make a plan, follow it, and hand what is left to the next', async (t) => {
  const coordinator = await visitor(browser, server.url);
  const call = await caller(coordinator.page, server.url, tenant, 'core:coordinator');
  const wave = await openWave(call, { title: 'Portrait de départ' });
  await send(call, wave, await codeOf(call, wave.id, 'Le Petit Pont'), 12);
  await call('POST', `/portrait/waves/${wave.id}:close`, {});

  const { page, elsewhere, context } = await visitor(browser, server.url, phone);
  await signIn(page, server.url, tenant, 'core:director');
  const dialog = page.locator('rb-dialog[open]');
  const plans = async (who) => {
    await who.goto(`${server.url}/o/${tenant}/modules/portrait/plans`);
    await who.getByRole('heading', { level: 1, name: 'Plans d’action' }).waitFor();
  };

  await t.test('begins from what the portrait showed, strengths first', async () => {
    await plans(page);
    await page.getByRole('link', { name: /Commencer un plan d’action, Le Petit Pont/ }).click();
    await page.getByLabel('Titre du plan').waitFor();
    await look(page, 'plan-begin');
    await page.getByRole('button', { name: 'Commencer', exact: true }).click();
    await page.getByRole('heading', { name: 'Points forts, à garder' }).waitFor();
    await look(page, 'plan-empty');
  });

  await t.test('adds an action for a need, with a tool of the toolbox', async () => {
    await page.getByRole('link', { name: /^Agir/ }).first().click();
    await page.getByLabel('L’action, en une phrase').fill('Dire avant de faire, à chaque soin');
    await page.getByRole('button', { name: 'Ajouter une étape' }).click();
    await page.getByRole('textbox', { name: 'Étape 1' }).fill('En parler en réunion');
    await page.getByRole('button', { name: 'Ajouter une étape' }).click();
    await page.getByRole('textbox', { name: 'Étape 2' }).fill('Essayer une semaine');
    await look(page, 'plan-action');
    await page.getByRole('button', { name: 'Enregistrer l’action' }).click();
    await page.getByRole('heading', { name: 'Dire avant de faire, à chaque soin' }).waitFor();
  });

  await t.test('is told what keeps the plan from being adopted', async () => {
    await page.getByRole('button', { name: 'Adopter le plan' }).click();
    await page.getByRole('alert').getByText(/Dire avant de faire, à chaque soin.: objectif et signe de réussite/).waitFor();
    await look(page, 'plan-not-ready');
    await page.getByRole('link', { name: /^Modifier l’action/ }).click();
    await page.getByLabel('Objectif').fill('Chaque enfant sait ce qui va lui arriver.');
    await page.getByLabel('Signe de réussite').fill('Moins de pleurs au change.');
    await page.getByRole('button', { name: 'Enregistrer l’action' }).click();
    await page.getByText('Moins de pleurs au change.').waitFor();
  });

  await t.test('notes the vote, adopts, ticks a step', async () => {
    await page.getByRole('button', { name: 'Noter le vote de l’équipe' }).click();
    await dialog.getByLabel('Personnes présentes').fill('9');
    await dialog.getByLabel('Dire avant de faire, à chaque soin').fill('8');
    await look(page, 'plan-vote');
    await dialog.getByRole('button', { name: 'Noter le vote' }).click();
    await page.getByText('8 voix sur 9 présents').waitFor();
    await page.getByRole('button', { name: 'Adopter le plan' }).click();
    await page.getByRole('checkbox', { name: /En parler en réunion/ }).click(); // its name tells the day from then on
    await page.getByRole('checkbox', { name: /En parler en réunion \(fait le/ }).waitFor();
    await look(page, 'plan-under-way');
    await narrow(page, 'plan-320');
    await page.setViewportSize(phone.viewport);
  });

  await t.test('the coordinator follows all sites, validates and remarks', async () => {
    const { page: desk } = coordinator;
    await plans(desk);
    await desk.getByRole('row', { name: /Le Petit Pont.*en cours.*1 sur 2/ }).waitFor();
    await desk.getByRole('row', { name: /La Cabane.*pas encore de plan/ }).waitFor();
    await look(desk, 'plans');
    await desk.getByRole('link', { name: 'Le Petit Pont' }).click();
    await desk.getByRole('button', { name: 'Valider le plan' }).click();
    await desk.locator('rb-dialog[open]').getByLabel('Un mot pour l’équipe').fill('Beau départ.');
    await desk.locator('rb-dialog[open]').getByRole('button', { name: 'Valider', exact: true }).click();
    await desk.getByText(/Plan validé par Camille Berthier/).waitFor();
    await desk.getByLabel('Votre remarque').fill('Pensez aux parents.');
    await desk.getByRole('button', { name: 'Ajouter la remarque' }).click();
    await desk.getByText('Pensez aux parents.').waitFor();
    await look(desk, 'plan-validated');
  });

  await t.test('the next plan takes over what is open, the review closes this one', async () => {
    await page.reload();
    await page.getByText('Pensez aux parents.').waitFor();
    const first = page.url();
    await page.getByRole('button', { name: 'Reporter ce qui reste' }).click();
    await dialog.getByLabel('Titre du plan').fill('Plan suivant');
    await dialog.getByRole('button', { name: 'Commencer le plan suivant' }).click();
    await page.getByRole('heading', { level: 1, name: 'Plan suivant' }).waitFor();
    await page.getByRole('heading', { name: 'Dire avant de faire, à chaque soin' }).waitFor();
    await page.goto(first);
    await page.getByRole('link', { name: 'Faire le bilan' }).click();
    await page.getByLabel('Bilan de l’équipe').fill('Nous disons avant de faire, presque toujours.');
    await page.getByRole('checkbox', { name: 'La direction' }).check();
    await look(page, 'plan-review');
    await page.getByRole('button', { name: 'Terminer le plan' }).click();
    await page.getByText('Nous disons avant de faire, presque toujours.').waitFor();
    await page.getByText('Reporté au plan suivant').first().waitFor();
    await look(page, 'plan-closed');
  });

  assert.deepEqual([...elsewhere, ...coordinator.elsewhere], [], 'requests to other hosts, or errors on the page');
  await context.close();
  await coordinator.context.close();
});
