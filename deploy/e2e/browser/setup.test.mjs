// The first administrator, without a developer: a one-time link, one question a screen, the first site.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { browse, look, phone, serve, visitor } from './platform.mjs';

let server;
let browser;

before(async () => {
  server = await serve();
  browser = await browse();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('a server by itself has no account and prints a link that works once', async () => {
  const link = /http\S+\/setup#\S+/.exec(server.said())?.[0];
  assert.ok(link, `no link in:\n${server.said()}`);
  const { page, elsewhere, context } = await visitor(browser, server.url, phone);
  const question = (name) => page.getByRole('heading', { level: 1, name }).waitFor();
  const next = () => page.getByRole('button', { name: 'Continuer', exact: true }).click();

  await page.goto(`${server.url}/setup#not-the-one`);
  await page.getByRole('heading', { level: 2, name: /Ce lien n.est pas le bon/ }).waitFor();
  await look(page, 'setup-wrong');
  await page.getByLabel('Ou collez le lien ici').fill(link);
  await next();
  await question(/Comment s.appelle votre organisation/);
  assert.ok(!page.url().includes('#'), 'the token stays in the address');
  await look(page, 'setup-1');
  await page.getByLabel(/Nom de l.organisation/).fill('Ville de Saint-Aubin');
  await next();
  await question(/Où travaillez-vous/);
  await page.getByLabel('Québec').check();
  await next();
  await question(/De quelle sorte/);
  await page.getByLabel(/Municipalité ou MRC/).waitFor(); // the words follow the country at once
  await page.getByRole('button', { name: 'Précédent' }).click();
  await page.getByLabel('France').check();
  await next();
  await question(/De quelle sorte/);
  await page.getByLabel(/Commune ou intercommunalité/).check();
  await next();
  await question(/Qui administrera/);
  await page.getByLabel('Votre nom').fill('Jeanne Dubois');
  await page.getByLabel('Votre identifiant').fill('jeanne');
  await page.getByLabel('Votre mot de passe', { exact: true }).fill('motdepasse');
  await look(page, 'setup-you');
  await next();
  await question(/Quels sont vos premiers lieux/);
  await next();
  await question(/Tout est juste/);
  await look(page, 'setup-check');
  await page.getByRole('button', { name: /Créer l.organisation/ }).click();
  await question(/Qui administrera/); // led back to what the server refuses, in the page's language
  await page.getByRole('alert').getByText(/parmi les premiers/).waitFor();
  await page.getByLabel('Votre mot de passe', { exact: true }).fill('une phrase à retenir');
  await next();
  await next();
  await page.getByRole('button', { name: /Créer l.organisation/ }).click();
  await page.waitForURL(/\/o\/ville-de-saint-aubin\//);
  await page.getByRole('heading', { level: 1, name: /Jeanne/ }).waitFor();
  await look(page, 'setup-home');

  const second = await visitor(browser, server.url, phone);
  await second.page.goto(link);
  await second.page.getByText(/a déjà son organisation/).first().waitFor();
  await second.context.close();
  assert.deepEqual(elsewhere, [], 'requests to other hosts, or errors on the page');
  await context.close();
});
