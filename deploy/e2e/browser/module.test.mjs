// Turning Portrait off and on while a portrait is open, and setting it by its form.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { browse, caller, look, phone, serve, visitor } from './platform.mjs';
import { codeOf, openWave, tenant } from './wave.mjs';

const unmanaged = 'cpe-des-deux-rives'; // its file leaves the configuration to the console

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

test('the module is closed with what is under way named, and opened with all of it there', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  const call = await caller(page, server.url, tenant, 'core:administrator');
  const wave = await openWave(call, { title: 'Portrait de mars' });
  const code = await codeOf(call, wave.id, 'Le Petit Pont');
  const educator = await visitor(browser, server.url, phone);

  await page.goto(`${server.url}/o/${tenant}/modules`);
  await page.getByRole('region', { name: 'Portrait de la qualité' }).getByRole('button', { name: 'Fermer', exact: true }).click();
  const dialog = page.locator('rb-dialog[open]');
  await dialog.getByText(/Portrait de mars/).waitFor();
  await look(page, 'module-busy');
  await dialog.getByRole('button', { name: 'Fermer le module' }).click();
  await page.getByRole('button', { name: /^Ouvrir Portrait/ }).waitFor();
  await page.getByRole('link', { name: 'Portrait de la qualité', exact: true }).waitFor({ state: 'detached' });
  await educator.page.goto(`${server.url}/p/${tenant}/portrait/answer#${code}`);
  await educator.page.getByRole('heading', { name: 'Fermé pour le moment' }).waitFor();
  await look(educator.page, 'phone-closed');

  await page.getByRole('button', { name: /^Ouvrir Portrait/ }).click();
  await page.getByRole('link', { name: 'Portrait de la qualité', exact: true }).click();
  await page.getByRole('link', { name: /^Voir, Portrait de mars/ }).waitFor();
  await educator.page.reload();
  await educator.page.getByRole('heading', { name: /Qui verra mes réponses/ }).waitFor();
  assert.deepEqual([...elsewhere, ...educator.elsewhere], [], 'requests to other hosts, or errors on the page');
  await educator.context.close();
  await context.close();
});

test('the configuration is set in a form made from its schema', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  const call = await caller(page, server.url, unmanaged, 'core:administrator');
  await page.goto(`${server.url}/o/${unmanaged}/settings/modules/portrait`);
  await page.getByRole('heading', { name: /Régler/ }).waitFor();
  await look(page, 'module-config');
  const floor = page.getByLabel(/seuil|Seuil|Nombre minimal/).first();
  await floor.fill('3');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByRole('alert').first().waitFor();
  await floor.fill('8');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText(/Réglages enregistrés à/).waitFor();
  const { modules } = await call('GET', '/modules');
  assert.equal(modules.find((m) => m.name === 'portrait').config.floor, 8);
  assert.deepEqual(elsewhere, [], 'requests to other hosts, or errors on the page');
  await context.close();
});

test('two administrators who save settings do not undo each other unseen', async (t) => {
  const { page, context } = await visitor(browser, server.url);
  const call = await caller(page, server.url, unmanaged, 'core:administrator');
  const kept = async () => (await call('GET', '/modules')).modules.find((m) => m.name === 'portrait').config;
  const conflict = page.locator('rb-notice').filter({ hasText: 'Rien n’a été remplacé' });

  await t.test('of a module', async () => {
    await page.goto(`${server.url}/o/${unmanaged}/settings/modules/portrait`);
    const floor = page.getByLabel(/seuil|Seuil|Nombre minimal/).first();
    await floor.fill('7');
    await call('PUT', '/modules/portrait/config', { ...(await kept()), floor: 9 });
    await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await conflict.waitFor();
    await look(page, 'settings-moved');
    assert.deepEqual([await floor.inputValue(), (await kept()).floor], ['7', 9], 'nothing is lost on either side');
    await page.getByRole('button', { name: 'Voir ses réglages' }).click();
    await conflict.waitFor({ state: 'detached' });
    assert.equal(await floor.inputValue(), '9');

    await floor.fill('6');
    await call('PUT', '/modules/portrait/config', { ...(await kept()), floor: 10 });
    await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await page.getByRole('button', { name: 'Enregistrer les miens' }).click();
    await page.getByText(/Réglages enregistrés à/).waitFor();
    assert.equal((await kept()).floor, 6);
  });

  await t.test('of the organisation', async () => {
    await page.goto(`${server.url}/o/${unmanaged}/settings/words`);
    await page.getByLabel('Votre texte').first().fill('Nos portraits');
    await page.getByLabel('Votre texte').first().press('Tab');
    const { slug: _s, template: _t, managed: _m, ...settings } = await call('GET', '/settings');
    await call('PUT', '/settings', { ...settings, hosting: settings.hosting, mail: { sender: 'Le Regroupement' } });
    await page.getByRole('button', { name: 'Enregistrer', exact: true }).click();
    await conflict.waitFor();
    await page.getByRole('button', { name: 'Enregistrer les miens' }).click();
    await page.getByText(/Enregistré à/).waitFor();
    const after = await call('GET', '/settings');
    assert.equal(after.mail.sender, 'Le Regroupement');
    assert.ok(Object.values(after.words).includes('Nos portraits'));
  });
  await context.close();
});
