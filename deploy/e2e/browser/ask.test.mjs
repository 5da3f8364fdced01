// An organisation sends a module to the operator, who approves it; the organisation reads what it asks for and opens it.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { browse, caller, look, narrow, operator, phone, ribambelle, root, serve, visitor } from './platform.mjs';
import { tenant } from './wave.mjs';

const other = 'cpe-des-deux-rives';

let server;
let browser;
let folder;

const at = (name) => join(folder, name);

before(async () => {
  folder = mkdtempSync(join(tmpdir(), 'ribambelle-asked-'));
  ribambelle('module', 'new', 'affaires', '--folder', at('affaires'), '--checkout', root);
  execFileSync('go', ['build', '-trimpath', '-ldflags', '-s -w', '-o', at('program'), './cmd/affaires'], { cwd: at('affaires'), env: { ...process.env, CGO_ENABLED: '0', GOFLAGS: '' } });
  ribambelle('module', 'pack', at('program'), '--to', folder);
  server = await serve('--demo', '--tenants', 'tenants');
  browser = await browse();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

test('a package is sent, approved by the operator, agreed to and opened', async () => {
  const file = at('affaires-0.1.0.rmod');
  ribambelle('module', 'keygen', 'outils.example.org', '--to', at('outils.key'));
  ribambelle('module', 'sign', file, '--key', at('outils.key'));
  ribambelle('module', 'publisher', 'trust', at('outils.key.pub'), '--data', server.data);
  const asker = await visitor(browser, server.url);
  await caller(asker.page, server.url, tenant, 'core:administrator');
  const { page } = asker;
  await page.goto(`${server.url}/o/${tenant}/modules`);
  await page.getByRole('link', { name: 'Ajouter un module' }).click();
  await page.getByRole('heading', { level: 1, name: 'Ajouter un module' }).waitFor();
  await page.locator('input[type=file]').setInputFiles({ name: 'photo.rmod', mimeType: '', buffer: Buffer.from('not a package at all') });
  await page.getByRole('button', { name: 'Envoyer à l’exploitant' }).click();
  await page.getByText(/pas un paquet de module/).waitFor();
  await page.locator('input[type=file]').setInputFiles(file);
  await page.getByLabel(/À quoi il vous servira/).fill('Pour <b>suivre</b> les travaux.');
  await look(page, 'ask');
  await page.getByRole('button', { name: 'Envoyer à l’exploitant' }).click();
  await page.getByRole('heading', { level: 2, name: 'Vos demandes' }).waitFor();
  await page.getByText('Pour <b>suivre</b> les travaux.').waitFor();
  await page.getByText('Ce que dit le paquet').click();
  await page.getByText(/par outils.example.org, connu de ce serveur/).waitFor();
  await look(page, 'ask-waiting');

  const desk = await operator(browser, server);
  await desk.page.getByRole('link', { name: 'Modules du serveur' }).click();
  await desk.page.getByRole('heading', { level: 2, name: 'Demandes en attente (1)' }).waitFor();
  await desk.page.getByText('Pour <b>suivre</b> les travaux.').waitFor();
  await look(desk.page, 'desk');
  await desk.page.getByRole('button', { name: 'Approuver' }).click();
  await desk.page.getByRole('heading', { level: 2, name: 'Demandes en attente (0)' }).waitFor({ timeout: 60_000 });
  await desk.page.getByText(new RegExp(`Proposé à ${tenant} seulement`)).waitFor();
  await look(desk.page, 'desk-approved');
  await desk.page.locator('section', { has: desk.page.getByRole('heading', { name: /^portrait/ }) }).last().getByText(/fourni avec le serveur/).waitFor();

  await page.reload();
  await page.getByText('approuvé', { exact: true }).waitFor();
  await page.getByRole('button', { name: /^Ouvrir Affaires/ }).click();
  const dialog = page.locator('rb-dialog[open]');
  await dialog.getByText(/travailler seul, à intervalles réguliers/).waitFor();
  await look(page, 'ask-agree');
  await dialog.getByRole('button', { name: 'Accepter et ouvrir' }).click();
  await page.getByRole('region', { name: 'Affaires' }).getByRole('link', { name: 'Aller au module' }).click();
  await page.getByRole('heading', { level: 1 }).waitFor();
  await look(page, 'ask-opened');

  const neighbour = await visitor(browser, server.url);
  const call = await caller(neighbour.page, server.url, other, 'core:administrator');
  assert.ok(!(await call('GET', '/modules')).modules.some((m) => m.name === 'affaires'), 'another organisation sees the module');
  await desk.page.getByRole('button', { name: 'Ouvrir à toutes' }).click();
  await desk.page.locator('rb-dialog[open]').getByRole('button', { name: 'Ouvrir à toutes' }).click();
  await desk.page.getByText('affaires est proposé à toutes les organisations.').waitFor();
  assert.ok((await call('GET', '/modules')).modules.some((m) => m.name === 'affaires'), 'what is offered to all is not there');
  assert.deepEqual([...asker.elsewhere, ...desk.elsewhere], [], 'requests to other hosts, or errors on the page');
  for (const one of [asker, desk, neighbour]) await one.context.close();
});

test('on a phone and in English: a wish is refused with a reason, which whoever asked reads', async () => {
  const asker = await visitor(browser, server.url, { ...phone, locale: 'en-GB' });
  const call = await caller(asker.page, server.url, other, 'core:administrator');
  const { page } = asker;
  await page.goto(`${server.url}/o/${other}/settings/ask`);
  await page.getByRole('heading', { level: 1, name: 'Ajouter un module' }).waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByLabel('What you would like to do').fill('A register of visits.');
  await look(page, 'phone-ask');
  await page.getByRole('button', { name: 'Ask', exact: true }).click();
  await page.getByText('A register of visits.').waitFor();

  const desk = await operator(browser, server, { ...phone });
  await desk.page.goto(`${server.url}/o/system/desk`);
  await desk.page.getByRole('button', { name: 'Refuser…' }).click();
  await desk.page.getByLabel('Pourquoi').fill('Nous en avons déjà un.');
  await look(desk.page, 'phone-desk');
  await desk.page.getByRole('button', { name: 'Refuser la demande' }).click();
  await desk.page.getByText('Aucune demande n’attend').waitFor();
  await narrow(desk.page, 'desk-narrow');
  await page.reload();
  await page.getByText('Nous en avons déjà un.').waitFor();
  await page.getByText('refused', { exact: true }).waitFor();
  await look(page, 'phone-refused');
  await narrow(page, 'ask-narrow');
  assert.equal((await call('GET', '/module-requests')).requests[0].state, 'refused');
  assert.deepEqual([...asker.elsewhere, ...desk.elsewhere], [], 'requests to other hosts, or errors on the page');
  for (const one of [asker, desk]) await one.context.close();
});

test('a wish is withdrawn by whoever asked, and leaves the operator’s desk', async () => {
  const asker = await visitor(browser, server.url);
  const call = await caller(asker.page, server.url, other, 'core:administrator');
  const { page } = asker;
  await page.goto(`${server.url}/o/${other}/settings/ask`);
  await page.getByLabel(/Ce que vous aimeriez faire/).fill('Un carnet de liaison.');
  await page.getByRole('button', { name: 'Demander', exact: true }).click();
  await page.getByText('Un carnet de liaison.').waitFor();
  await page.getByRole('button', { name: 'Retirer la demande' }).click();
  await page.locator('rb-dialog[open]').getByRole('button', { name: /^Retirer/ }).click();
  await page.getByText('La demande est retirée.').waitFor();
  await page.getByText('Un carnet de liaison.').waitFor({ state: 'detached' });
  await look(page, 'ask-withdrawn');
  assert.equal((await call('GET', '/module-requests')).requests[0].state, 'withdrawn');
  const desk = await operator(browser, server);
  await desk.page.goto(`${server.url}/o/system/desk`);
  await desk.page.getByText('Aucune demande n’attend').waitFor();
  assert.deepEqual([...asker.elsewhere, ...desk.elsewhere], [], 'requests to other hosts, or errors on the page');
  for (const one of [asker, desk]) await one.context.close();
});
