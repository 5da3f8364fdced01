import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { browse, caller, look, narrow, phone, picture, serve, signIn, visitor } from './platform.mjs';
import { provide } from './provider.mjs';

let browser, server, provider;
before(async () => {
  provider = await provide();
  [browser, server] = await Promise.all([browse(), serve('--demo', '--tenants', 'tenants', '--identity-host', provider.issuer)]);
});
after(async () => { await browser?.close(); await server?.stop(); provider?.stop(); });

test('story: a town lets its staff in by their work account, and somebody enters by it', async () => {
  const { page } = await visitor(browser, server.url);
  await signIn(page, server.url, 'niort', 'core:administrator');
  await page.goto(`${server.url}/o/niort/settings`);
  await page.getByRole('link', { name: /Connexion par le compte/ }).click();
  await page.getByText('Chacun entre avec un mot de passe').waitFor();
  await look(page, 'providers-none');
  await page.getByRole('button', { name: 'Ajouter un service de connexion' }).click();
  await page.getByLabel('Nom', { exact: true }).fill('compte de la ville');
  await page.getByLabel('Adresse du service').fill(`${provider.issuer}/`);
  await page.getByLabel('Domaine 1', { exact: true }).fill('niort.example.org');
  await look(page, 'providers-form');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('il manque l’identifiant').or(page.getByText("il manque l'identifiant")).first().waitFor();
  await look(page, 'providers-waiting');
  const [return_url, logout_url, exit_url] = await page.locator('article rb-copy').evaluateAll((all) => all.map((c) => c.text));
  await fetch(`${provider.issuer}/client`, { method: 'POST', body: JSON.stringify({ client_id: 'ribambelle', client_secret: 's3cret', return_url, logout_url, exit_url }) });
  await page.getByRole('button', { name: 'Modifier' }).click();
  await page.getByLabel('Identifiant du client').fill('ribambelle');
  await page.getByLabel('Secret du client').fill('s3cret');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('en service', { exact: true }).waitFor();
  await page.getByRole('button', { name: 'Essayer' }).click();
  await page.getByText(/se nomme autrement/).waitFor();
  await page.getByRole('button', { name: 'Modifier' }).click();
  await page.getByLabel('Adresse du service').fill(provider.issuer);
  await page.getByLabel('Secret du client').fill('s3cret');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await page.getByRole('button', { name: 'Essayer' }).click();
  await page.getByText(/Votre service répond/).waitFor();
  await page.getByRole('button', { name: 'Créer un jeton' }).click();
  const token = await page.getByLabel('Jeton', { exact: true }).innerText();
  const users = await fetch(await page.getByLabel('Adresse à coller').innerText() + '/Users?count=1', { headers: { Authorization: `Bearer ${token}` } });
  assert.equal((await users.json()).itemsPerPage, 1);
  await look(page, 'providers');
  await narrow(page, 'providers-narrow');
  const call = await caller(page, server.url, 'niort', 'core:administrator');
  await call('POST', '/invitations', { name: 'Dominique Petit', email: 'dominique@niort.example.org', role: 'core:director' });

  const enter = async (mail, options) => {
    const { page: fresh } = await visitor(browser, server.url, options);
    await fresh.goto(`${server.url}/o/niort/people`);
    await fresh.getByLabel('Identifiant').fill(mail);
    const way = fresh.getByRole('button', { name: 'Continuer avec' });
    await way.waitFor();
    await look(fresh, options ? 'sign-in-provider-phone' : 'sign-in-provider');
    await way.click();
    await fresh.waitForURL(/interaction/);
    await fresh.locator('input[name=login]').fill(mail);
    await fresh.locator('input[name=password]').fill('any');
    await fresh.locator('button[type=submit]').click();
    await fresh.locator('input[name=prompt][value=consent]').waitFor({ state: 'attached' });
    await fresh.locator('button[type=submit]').click();
    await fresh.waitForURL(new RegExp(`^${server.url}/o/niort`));
    return fresh;
  };
  const director = await enter('dominique@niort.example.org');
  await director.goto(`${server.url}/o/niort/account`);
  await director.getByText('relié le').waitFor();
  await look(director, 'account-provider');
  await director.getByRole('button', { name: 'Dominique' }).click();
  await director.getByRole('button', { name: 'Se déconnecter' }).click();
  await director.waitForURL(/session\/end/);

  const stranger = await enter('inconnue@niort.example.org', phone);
  await stranger.getByText(/n.ouvre rien ici/).waitFor();
  await picture(stranger, 'sign-in-provider-unknown');
  assert.equal(new URL(stranger.url()).hash, '');
});
