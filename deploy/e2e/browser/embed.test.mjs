// A town's site on another origin shows a widget by the code that the console gives; with a strict policy of its
// own, without JavaScript, and not at all from a site that the key does not list.

import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { createServer } from 'node:http';
import { after, before, test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { browse, caller, look, narrow, picture, phone, serve, visitor } from './platform.mjs';
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

/** A bare page with a code in it, on a port of its own. */
async function bare(t, code, policy) {
  const site = createServer((_, answer) => {
    answer.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8', ...(policy && { 'Content-Security-Policy': policy }) });
    answer.end(`<!doctype html><html lang="fr"><title>Ville</title><h1>Ville</h1>${code}</html>`);
  });
  await new Promise((ready) => site.listen(0, '127.0.0.1', ready));
  t.after(() => { site.closeAllConnections(); site.close(); });
  return { url: `http://127.0.0.1:${site.address().port}` };
}

test('the console makes a key and gives the code, and a bare page shows the widget', async (t) => {
  const town = await visitor(browser, server.url);
  const call = await caller(town.page, server.url, tenant, 'core:coordinator');
  const wave = await openWave(call, { title: 'Portrait de mars' });
  await send(call, wave, await codeOf(call, wave.id, 'Le Petit Pont'), 5);

  const site = await bare(t, '<p>Bientôt</p>');
  await town.page.goto(`${server.url}/o/${tenant}/settings/embeds`);
  await town.page.getByRole('heading', { level: 1, name: 'Intégrer à un autre site' }).waitFor();
  await look(town.page, 'embeds');
  await town.page.getByRole('button', { name: 'Créer une clé' }).click();
  const dialog = town.page.locator('rb-dialog[open]');
  await dialog.getByLabel('Nom du site').fill('Site de la ville');
  await dialog.getByLabel('Adresse 1', { exact: true }).fill('http://www.example.org/petite-enfance');
  await dialog.getByRole('button', { name: 'Créer une clé' }).click();
  await dialog.getByRole('alert').first().waitFor();
  await look(town.page, 'embeds-refused');
  await dialog.getByLabel('Adresse 1', { exact: true }).fill(`${site.url}/page`);
  await dialog.getByRole('button', { name: 'Créer une clé' }).click();
  const script = town.page.locator('rb-dialog[open]').getByLabel('Avec le script (recommandé)');
  await script.waitFor();
  await town.page.locator('rb-dialog[open]').getByLabel('Ce qui sera montré', { exact: true }).selectOption({ label: 'Avancement des portraits' });
  await look(town.page, 'embeds-code');
  const code = await script.textContent();
  assert.match(code, /<ribambelle-widget tenant="niort" module="portrait" page="progress" key="rbp_[a-z2-7]{26}">/);

  const strict = await bare(t, code, `default-src 'none'; script-src ${server.url}; frame-src ${server.url}`);
  await call('PUT', `/embed-keys/${(await call('GET', '/embed-keys')).embed_keys.find((k) => k.name === 'Site de la ville').id}`, { name: 'Site de la ville', modules: ['portrait'], origins: [strict.url] });
  const reader = await browser.newContext({ locale: 'fr-FR', ...phone });
  await reader.addCookies(await town.context.cookies());
  const page = await reader.newPage();
  const hosts = new Set();
  const cookies = [];
  page.on('request', async (r) => { hosts.add(new URL(r.url()).origin); if (r.url().includes('/t/') && (await r.headerValue('cookie'))) cookies.push(r.url()); });
  await page.goto(strict.url);
  const frame = page.frameLocator('ribambelle-widget iframe');
  await frame.getByRole('heading', { name: 'Portrait de mars' }).waitFor();
  await frame.getByRole('img', { name: /5 sur/ }).waitFor();
  await page.locator('ribambelle-widget[ready]').waitFor();
  const height = () => page.locator('ribambelle-widget iframe').evaluate((f) => f.offsetHeight);
  await page.waitForFunction(() => document.querySelector('ribambelle-widget').shadowRoot.querySelector('iframe').offsetHeight > 150);
  assert.ok((await height()) < 1000, 'the frame grows without end');
  await picture(page, 'embedded-phone');
  assert.deepEqual([...hosts].sort(), [server.url, strict.url].sort(), 'a request went to another host');
  assert.deepEqual(cookies, [], 'what the widget asks carried a cookie');
  await reader.close();

  const other = await bare(t, code);
  const stranger = await browser.newPage();
  await stranger.goto(other.url);
  const refused = [];
  stranger.on('console', (m) => refused.push(m.text()));
  await stranger.reload();
  await stranger.getByRole('link', { name: 'Avancement des portraits' }).waitFor();
  await stranger.waitForFunction(() => !document.querySelector('ribambelle-widget').hasAttribute('ready'));
  assert.equal(await stranger.frames().length > 1 && (await stranger.frames()[1].content().catch(() => '')).includes('Portrait de mars'), false, 'another site shows the widget');
  await stranger.close();
  assert.deepEqual(town.elsewhere, [], 'requests to other hosts, or errors on the page');
  await town.context.close();
});

test('the example portal shows the demonstration’s widgets, and the page works without JavaScript', async () => {
  const port = await new Promise((found) => { const s = createServer().listen(0, '127.0.0.1', () => { const p = s.address().port; s.close(() => found(p)); }); });
  const admin = await visitor(browser, server.url);
  const call = await caller(admin.page, server.url, tenant, 'core:coordinator');
  const { key } = await call('POST', '/embed-keys', { name: 'Exemple', modules: ['portrait', 'cap'], origins: [`http://127.0.0.1:${port}`] });
  const portal = spawn('go', ['run', './deploy/portal', '--listen', `127.0.0.1:${port}`, '--server', server.url, '--key', key], { cwd: fileURLToPath(new URL('../../..', import.meta.url)), detached: true });
  await new Promise((ready, failed) => { portal.stdout.once('data', ready); portal.once('exit', failed); });
  try {
    const town = await visitor(browser, '');
    await town.page.goto(`http://127.0.0.1:${port}/`);
    await town.page.frameLocator('ribambelle-widget iframe').first().getByRole('heading', { name: 'Portrait de mars' }).waitFor();
    await town.page.locator('ribambelle-widget[ready]').first().waitFor();
    await town.page.frameLocator('ribambelle-widget iframe').nth(1).getByRole('heading', { name: 'Grandir dehors, par tous les temps' }).waitFor();
    await look(town.page, 'portal');
    await narrow(town.page, 'portal-narrow');
    await town.context.close();
    const plain = await visitor(browser, server.url, { javaScriptEnabled: false });
    await plain.page.goto(`${server.url}/p/${tenant}/portrait/progress`);
    await plain.page.getByText(/5 réponses sur/).waitFor();
    await picture(plain.page, 'plain-progress');
    await plain.context.close();
  } finally {
    process.kill(-portal.pid);
  }
  await admin.context.close();
});

/** Pages that show one snippet each, on an origin of their own; `set` says what stands where. */
async function pages(t) {
  const codes = new Map();
  const site = createServer((asked, answer) => {
    answer.writeHead(200, { 'Content-Type': 'text/html; charset=utf-8' });
    answer.end(`<!doctype html><html lang="fr"><title>Ville</title><h1>Ville</h1>${codes.get(asked.url) ?? ''}</html>`);
  });
  await new Promise((ready) => site.listen(0, '127.0.0.1', ready));
  t.after(() => { site.closeAllConnections(); site.close(); });
  return { url: `http://127.0.0.1:${site.address().port}`, set: (path, code) => codes.set(path, code) };
}

test('each public widget stands in another site by script, by frame, and as a page without JavaScript', async (t) => {
  const site = await pages(t);
  const office = await visitor(browser, server.url);
  const call = await caller(office.page, server.url, tenant, 'core:coordinator');
  await call('POST', '/embed-keys', { name: 'Tout', modules: ['portrait', 'cap', 'piloufilou', 'mobilisation'], origins: [site.url] });
  const { title } = (await call('GET', '/portrait/waves')).records.find((w) => w.doc.status === 'open')?.doc ?? {};
  if (!title) await openWave(call, { title: 'Portrait de mars' });
  const reader = await visitor(browser, '');
  const bareReader = await visitor(browser, '', { javaScriptEnabled: false });
  await office.page.goto(`${server.url}/o/${tenant}/settings/embeds`);
  await office.page.getByRole('row', { name: /Tout/ }).getByRole('button', { name: 'Copier le code' }).click();
  const dialog = office.page.locator('rb-dialog[open]');

  const widgets = { // by their name in the console: what is seen of each
    'Pétition': /Quatre demandes/, 'Prochaines séances': 'Grandir dehors, par tous les temps',
    'Fiche pour les familles': 'Programme à deux marionnettes', 'Avancement des portraits': title ?? 'Portrait de mars',
  };
  for (const [label, name] of Object.entries(widgets)) {
    await t.test(label, async () => {
      await dialog.getByLabel('Ce qui sera montré', { exact: true }).selectOption({ label });
      await dialog.getByLabel('Un simple lien', { exact: true }).filter({ hasText: label }).waitFor();
      const code = (way) => dialog.getByLabel(way, { exact: true }).textContent();
      site.set('/script', await code('Avec le script (recommandé)'));
      site.set('/frame', await code('Sans script'));
      const link = await code('Un simple lien');
      await reader.page.goto(`${site.url}/script`);
      await reader.page.frameLocator('ribambelle-widget iframe').getByRole('heading', { name }).first().waitFor();
      await reader.page.goto(`${site.url}/frame`);
      const frame = reader.page.frameLocator('iframe');
      await frame.getByRole('heading', { name }).first().waitFor();
      if (label === 'Pétition') {
        await frame.getByLabel('Votre nom').fill('Maya Diallo');
        await frame.getByLabel('Votre adresse électronique').fill('maya@exemple.test');
        await frame.getByRole('checkbox', { name: /Je signe cette pétition/ }).check();
        await frame.getByRole('button', { name: 'Signer' }).click();
        await frame.getByRole('heading', { name: 'Regardez vos messages' }).waitFor();
      }
      await bareReader.page.goto(/href="([^"]*)"/.exec(link)[1]);
      await bareReader.page.getByRole('heading', { name }).first().waitFor();
      await bareReader.page.goto(`${site.url}/frame`);
      const plain = bareReader.page.frameLocator('iframe');
      await plain.getByRole('heading', { name }).first().waitFor();
      if (label === 'Pétition') {
        await plain.getByRole('button', { name: 'Signer' }).click();
        await plain.getByRole('alert').getByText('À corriger').waitFor();
        await picture(bareReader.page, 'petition-plain-framed');
      }
    });
  }
  await Promise.all([office.context.close(), reader.context.close(), bareReader.context.close()]);
});
