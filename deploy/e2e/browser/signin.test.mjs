// Coming in with more than a password: an administrator whose organisation asks for a second factor sets one up, keeps the
// recovery codes, signs in with both steps, and loses the phone.

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, test } from 'node:test';

import { browse, look, narrow, serve, signIn, visitor } from './platform.mjs';

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

/** An authenticator app, as RFC 6238 describes it. Each call waits for a code that was not given before. */
function phoneApp(secret) {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
  const bits = [...secret].map((c) => letters.indexOf(c).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((b) => parseInt(b, 2)));
  let last = 0;
  return async () => {
    // The server takes the code of the next half minute too: a phone may be fast.
    let step = Math.floor(Date.now() / 30_000);
    if (step <= last) step = last + 1;
    while (step > Math.floor(Date.now() / 30_000) + 1) await new Promise((later) => setTimeout(later, 500));
    last = step;
    const counter = Buffer.alloc(8);
    counter.writeBigUInt64BE(BigInt(step));
    const sum = createHmac('sha1', key).update(counter).digest();
    const at = sum[19] & 15;
    return String((sum.readUInt32BE(at) & 0x7fffffff) % 1_000_000).padStart(6, '0');
  };
}

test('story: an administrator needs a second factor, sets one up, and signs in with it', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  await signIn(page, server.url, 'niort', 'core:administrator');
  await page.goto(`${server.url}/o/niort/settings/organisation`);
  const rule = page.getByLabel(/se connectent avec un second facteur/);
  await rule.check();
  await page.getByRole('button', { name: 'Enregistrer' }).first().click();

  // Nothing else is left to do: every page leads there.
  const title = page.getByRole('heading', { level: 1, name: 'Protéger votre compte' });
  await title.waitFor();
  await page.goto(`${server.url}/o/niort/people`);
  await title.waitFor();
  await look(page, 'secure');
  await page.getByRole('button', { name: 'Installer une application' }).click();
  const secret = (await page.locator('.secret').innerText()).replace(/\s/g, '');
  assert.match(secret, /^[A-Z2-7]{32}$/);
  await page.getByRole('img', { name: /Code à scanner/ }).waitFor();
  await look(page, 'secure-app');
  const code = phoneApp(secret);
  await page.getByLabel('Code', { exact: true }).fill('000000');
  await page.getByRole('button', { name: 'Vérifier le code' }).click();
  await page.getByText(/n.est pas le bon/).first().waitFor();
  await page.getByLabel('Code', { exact: true }).fill(await code());
  await page.getByRole('button', { name: 'Vérifier le code' }).click();
  await page.getByText('Votre second facteur est en place').waitFor();
  const codes = await page.getByRole('list', { name: 'Codes de secours' }).getByRole('listitem').allInnerTexts();
  assert.equal(codes.length, 10);
  await narrow(page, 'secure-codes-narrow');
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole('button', { name: /je les garde/ }).click();
  await page.getByRole('heading', { level: 1, name: 'Personnes' }).waitFor(); // where they were going

  const { page: fresh } = await visitor(browser, server.url);
  const welcome = await (await fetch(`${server.url}/welcome`)).json();
  const me = welcome.organisations.find((o) => o.slug === 'niort').logins.find((l) => l.role === 'core:administrator');
  const first = async () => {
    await fresh.goto(`${server.url}/o/niort/`);
    await fresh.getByLabel('Identifiant').fill(me.login);
    await fresh.getByLabel('Mot de passe', { exact: true }).fill(me.password);
    await fresh.getByRole('button', { name: 'Se connecter' }).click();
    await fresh.getByText(/tapez le code qui s.affiche/).waitFor();
  };
  await first();
  await look(fresh, 'sign-in-second');
  await fresh.getByLabel('Code', { exact: true }).fill(await code());
  await fresh.getByRole('button', { name: 'Se connecter' }).click();
  await fresh.getByRole('heading', { level: 1, name: new RegExp(me.name.split(' ')[0]) }).waitFor();
  await fresh.goto(`${server.url}/o/niort/account`);
  await fresh.getByText('mot de passe et application').first().waitFor();
  await look(fresh, 'account-second');
  await fresh.getByRole('button', { name: 'Déconnecter tous les autres appareils' }).click();
  await fresh.getByText('Tous les autres appareils sont déconnectés.').waitFor();
  assert.equal((await context.request.get(`${server.url}/t/niort/sessions`)).status(), 401);

  // The phone is lost: a recovery code opens, once.
  await fresh.context().clearCookies();
  await first();
  await fresh.getByLabel('Code', { exact: true }).fill(codes[4]);
  await fresh.getByRole('button', { name: 'Se connecter' }).click();
  await fresh.getByRole('heading', { level: 1, name: new RegExp(me.name.split(' ')[0]) }).waitFor();
  assert.deepEqual(elsewhere, []);
});

test('story: a coordinator adds a passkey, and enters without a password', async () => {
  const url = server.url.replace('127.0.0.1', 'localhost'); // a passkey is bound to a name
  const { page, context, elsewhere } = await visitor(browser, url);
  const devtools = await context.newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  const { authenticatorId } = await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  await signIn(page, url, 'niort', 'core:coordinator');
  await page.goto(`${url}/o/niort/account`);
  await page.getByRole('button', { name: 'Ajouter cet appareil' }).click();
  await page.getByText('jamais utilisée').waitFor();
  await look(page, 'account-passkeys');
  await page.getByRole('button', { name: /^Renommer/ }).click();
  const name = page.locator('rb-passkeys').getByLabel('Nom');
  await name.fill('Tablette du bureau');
  await page.locator('rb-passkeys').getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('Tablette du bureau').waitFor();

  await context.clearCookies();
  await devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: false });
  await page.goto(`${url}/o/niort/sign-in`);
  const enter = page.getByRole('button', { name: /clé d.accès personnelle/ });
  await enter.waitFor();
  await look(page, 'sign-in-passkey');
  await devtools.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled: true });
  await enter.click();
  await page.getByRole('heading', { level: 1, name: /Camille/ }).waitFor();
  await page.goto(`${url}/o/niort/account`);
  await page.getByText(/Dernier passage.*clé d.accès personnelle/).first().waitFor();

  // Removed here, it opens nothing any more, though the device still has it.
  await page.locator('rb-passkeys').getByRole('button', { name: 'Retirer' }).click();
  await page.getByRole('heading', { name: 'Retirer Tablette du bureau ?' }).waitFor();
  await page.getByRole('button', { name: 'Retirer', exact: true }).last().click();
  await page.getByText('Tablette du bureau').waitFor({ state: 'detached' });
  await context.clearCookies();
  await page.goto(`${url}/o/niort/sign-in`);
  await page.getByRole('button', { name: /clé d.accès personnelle/ }).click();
  await page.getByText('Cette clé n’ouvre pas de compte ici.').or(page.getByText("Cette clé n'ouvre pas de compte ici.")).first().waitFor();
  assert.deepEqual(elsewhere, []);
});
