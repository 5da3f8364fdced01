// A module that did not come with the server: its widgets work in frames, and reach nothing of the page around.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { browse, caller, look, root, serve, visitor } from './platform.mjs';

const tenant = 'cpe-des-deux-rives';
const nothing = '9 essais : rien';

let server;
let browser;
let folder;

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ribambelle-guest-'));
  const program = join(folder, 'guest');
  execFileSync('go', ['build', '-trimpath', '-o', program, './deploy/e2e/testdata/guest'], { cwd: root, env: { ...process.env, CGO_ENABLED: '0' } });
  server = await serve('--demo', '--tenants', 'tenants');
  execFileSync(join(root, 'bin/ribambelle'), ['module', 'install', '--unsigned', program, '--data', server.data]);
  browser = await browse();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a guest in the console reaches its own module and nothing else', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  const call = await caller(page, server.url, tenant, 'core:administrator');
  await call('POST', '/modules/guest:consent', { consent: ['public'] });
  await call('POST', '/modules/guest:enable', {});
  await page.goto(`${server.url}/o/${tenant}/modules/guest`);
  const frame = page.frameLocator('rb-guest iframe');
  await frame.getByRole('heading', { name: 'Bonjour' }).waitFor();
  assert.equal(await frame.locator('output').textContent(), nothing);
  assert.match(await page.title(), /^Bonjour/);
  await look(page, 'guest-desk');
  await frame.getByRole('link', { name: 'Plus loin' }).click();
  await page.waitForURL(/\/modules\/guest\/further$/);

  // The same script in the page itself: there, all of it works.
  const { base } = (await call('GET', '/me')).modules.find((m) => m.name === 'guest');
  await page.evaluate(async ([script, api]) => {
    await import(script);
    const it = document.createElement('rb-guest-desk');
    it.me = { person: { name: 'Camille' } };
    it.setAttribute('api', api);
    document.body.append(it);
  }, [`${base}guest.js`, `/t/${tenant}`]);
  await page.getByText('9 essais : storage cookie page name people climbing hiding request leaving').waitFor();
  assert.deepEqual(elsewhere.filter((e) => !e.startsWith('about:')), [], 'requests to other hosts, or errors on the page');
  await context.close();
});

test('a guest in public stands in a frame within the organisation’s page', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  await page.goto(`${server.url}/p/${tenant}/guest/hello`);
  const frame = page.frameLocator('rb-guest iframe');
  await frame.getByRole('heading', { name: 'Bonjour' }).waitFor();
  assert.equal(await frame.locator('output').textContent(), nothing);
  await page.getByText(/Protection des renseignements personnels/).waitFor();
  await look(page, 'guest-public');

  // Its document by itself is as poor.
  await page.goto(await page.locator('rb-guest iframe').evaluate((f) => f.src));
  assert.equal(await page.evaluate(() => origin), 'null');
  assert.deepEqual(elsewhere, [], 'requests to other hosts, or errors on the page');
  await context.close();
});
