// The first administrator, without a developer: a one-time link, four short screens, a site, an invitation.

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
  const { page, elsewhere } = await visitor(browser, server.url, phone);
  await page.goto(link);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await look(page, 'setup-1');
  await page.getByLabel(/Nom de (votre|l’)/).fill('Ville de Saint-Aubin');
  await page.getByRole('button', { name: /Continuer/ }).click();
  await look(page, 'setup-2');
  assert.deepEqual(elsewhere, [], 'requests to other hosts, or errors on the page');
});
