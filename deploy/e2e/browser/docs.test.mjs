// The API's documentation and the pages of problems, as an integrator reads them.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { browse, caller, look, narrow, serve, visitor } from './platform.mjs';

const tenant = 'niort';

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

test('the documentation shows the core and the modules, finds, explains, and gives a command that works', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  await page.goto(`${server.url}/t/${tenant}/docs`);
  await page.getByRole('heading', { level: 1, name: /Niort/ }).waitFor();
  const groups = await page.locator('nav a').allTextContents();
  for (const group of ['account', 'units', 'audit', 'portrait']) assert.ok(groups.includes(group), `no group ${group}: ${groups}`);
  await look(page, 'docs');

  await page.getByLabel('Find').fill('POST units import');
  assert.equal(await page.locator('main details:visible').count(), 1);
  await page.getByLabel('Find').fill('');
  await page.locator('#unit-create summary').click();
  const inside = page.locator('#unit-create .inside');
  await inside.getByText('core:unit.create').waitFor();
  const command = await inside.locator('pre').first().textContent();
  await look(page, 'docs-operation');
  await narrow(page, 'docs-narrow');

  const call = await caller(page, server.url, tenant, 'core:administrator');
  const key = await call('POST', '/keys', { name: 'Essai', role: 'core:administrator', scopes: ['core:unit.create'], expires: new Date(Date.now() + 864e5).toISOString() });
  const [, address] = /'(http[^']+)'/.exec(command);
  const [, body] = /-d '(.*)'$/.exec(command);
  const made = await fetch(address, { method: 'POST', headers: { Authorization: `Bearer ${key.secret}`, 'Content-Type': 'application/json' }, body });
  assert.equal(made.status, 201, await made.text());
  assert.deepEqual(elsewhere, []);
  await context.close();
});

test('the type of a problem is an address that explains it in both languages', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  const refused = await (await fetch(`${server.url}/t/${tenant}/units`)).json();
  await page.goto(new URL(refused.type, server.url).href);
  await page.getByText('Connectez-vous').waitFor();
  await page.getByText('Sign in, or show a service key').waitFor();
  await look(page, 'problem');
  await page.getByRole('link', { name: "Toutes les réponses d'erreur" }).click();
  await page.getByRole('link', { name: 'revision-moved' }).waitFor();
  await narrow(page, 'problems-narrow');
  assert.deepEqual(elsewhere, []);
  await context.close();
});
