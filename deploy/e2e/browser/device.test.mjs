// The tablet of a site: a director enrols it, an educator without a phone or mail of her own logs a workshop on it, it locks when
// nobody touches it, and is out at once when it is taken away.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { browse, caller, look, narrow, picture, serve, signIn, visitor } from './platform.mjs';

const tenant = 'niort';
const own = '274916';
let server;
let browser;

before(async () => {
  server = await serve('--demo', '--tenants', 'tenants');
  browser = await browse();
  const { page, context } = await visitor(browser, server.url);
  const call = await caller(page, server.url, tenant, 'core:coordinator');
  for (const end = Date.now() + 20_000; Date.now() < end;) { // the demonstration's content comes a moment after the start
    if ((await call('GET', '/piloufilou/cycles')).records.length > 0) break;
  }
  await context.close();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

test('story: an educator logs a workshop on the tablet of her site', async () => {
  const { page: director, elsewhere } = await visitor(browser, server.url);
  await signIn(director, server.url, tenant, 'core:director');
  await director.goto(`${server.url}/o/${tenant}/sites`);
  await director.getByRole('link', { name: 'Tablettes' }).click();
  await director.getByRole('heading', { level: 1, name: 'Tablettes' }).waitFor();
  await look(director, 'devices-none');
  await director.getByRole('button', { name: 'Ajouter une tablette' }).first().click();
  await director.getByLabel('Nom de la tablette').fill('Tablette des grands');
  await director.getByLabel('Inès Robin').check();
  await picture(director, 'devices-add');
  await director.getByRole('button', { name: 'Continuer' }).click();
  await director.getByRole('img', { name: 'Adresse à ouvrir sur la tablette' }).waitFor();
  await look(director, 'devices-enrol');
  const code = await director.locator('.code').innerText();
  await director.getByRole('button', { name: 'C’est fait' }).or(director.getByRole('button', { name: "C'est fait" })).click();
  await director.getByRole('button', { name: 'Donner un code à Inès Robin' }).click();
  const first = (await director.locator('.pin').innerText()).replace(/\D/g, '');
  assert.match(first, /^\d{6}$/);
  await look(director, 'devices-pin');
  await director.getByRole('button', { name: 'Je le transmets' }).click();
  await director.getByText('premier code donné').waitFor();
  await look(director, 'devices');
  await narrow(director, 'devices-320');

  // The tablet opens the link; it knows names, and asks for the PIN.
  const { page, context, elsewhere: more } = await visitor(browser, server.url, { viewport: { width: 820, height: 1180 }, hasTouch: true });
  await page.clock.install();
  await page.goto(`${server.url}/o/${tenant}/`);
  await page.getByRole('button', { name: 'Se connecter' }).waitFor(); // nobody's tablet yet
  await page.goto(`${server.url}/o/${tenant}/device`);
  await page.getByRole('heading', { level: 1 }).waitFor();
  await look(page, 'tablet-enrol');
  await page.goto(`${server.url}/o/${tenant}/device#${code}`);
  await page.reload();
  const ines = page.getByRole('button', { name: /Inès Robin/ });
  await ines.waitFor();
  assert.equal(page.url(), `${server.url}/o/${tenant}/device`);
  await look(page, 'tablet-names');
  const type = async (pin) => { for (const digit of pin) await page.getByRole('button', { name: digit, exact: true }).tap(); };
  await ines.tap();
  await page.getByText('Le premier code, donné par la direction').waitFor();
  await look(page, 'tablet-pin');
  await type(first);
  await page.getByText('Votre nouveau code PIN').waitFor();
  await type('123456');
  await page.getByText('Encore une fois').waitFor();
  await type('123456');
  await page.getByText(/Ce code serait deviné/).waitFor();
  await picture(page, 'tablet-weak');
  for (const ask of ['Votre nouveau code PIN', 'Encore une fois']) {
    await page.getByText(ask).waitFor();
    await type(own);
  }
  await page.getByRole('link', { name: 'Noter', exact: true }).waitFor();
  await look(page, 'tablet-home');
  assert.equal(await page.getByRole('link', { name: 'Votre compte' }).count(), 0);

  // She begins to log, and is called away: the tablet locks, her session is over on the server, and her draft waits for her alone.
  const log = async () => {
    await page.getByRole('link', { name: 'Noter', exact: true }).click();
    await page.getByRole('heading', { level: 2, name: /^7\. Souffler comme une tortue/ }).waitFor();
  };
  const taps = async (legend, answer) => page.getByRole('group', { name: new RegExp(`^${legend}`) }).getByLabel(new RegExp(`^\\s*${answer.replaceAll(' ', '\\s')}\\s*$`)).check();
  await log();
  await taps('Durée .prévue', '35 min');
  await page.getByText(/gardé sur cet appareil à/).waitFor();
  await page.clock.fastForward('01:45');
  await page.getByText(/Touchez l.écran pour rester/).waitFor();
  await picture(page, 'tablet-soon');
  await page.clock.fastForward('00:20');
  await ines.waitFor();
  assert.equal((await context.request.get(`${server.url}/t/${tenant}/units`)).status(), 401);
  await page.goBack().catch(() => undefined);
  await ines.waitFor();
  await ines.tap();
  await type('900817');
  await page.getByText(/Encore 4 essais/).waitFor();
  await type(own);
  await page.getByRole('link', { name: 'Noter', exact: true }).waitFor();
  await log();
  await page.getByText(/gardé sur cet appareil à/).waitFor();
  await page.getByRole('button', { name: 'Tout a été fait' }).click();
  for (const [legend, answer] of [['Pris par l’atelier', '6'], ['Se sont éloignés', '2'], ['Le groupe était pris', 'souvent'], ['Et vous, en jouant', 'à l’aise'], ['Quelque chose a été changé', 'Non, comme écrit']]) await taps(legend, answer);
  await look(page, 'tablet-log');
  await page.getByRole('button', { name: 'Enregistrer l’atelier' }).click();
  await page.getByText('7 sur 16 tenus').waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  await picture(page, 'tablet-phone');
  await page.setViewportSize({ width: 820, height: 1180 });

  // Taken away, it is out at the next touch.
  await director.setViewportSize({ width: 1280, height: 900 });
  await director.getByRole('button', { name: 'Retirer Tablette des grands' }).click();
  await director.getByRole('button', { name: 'Retirer', exact: true }).last().click();
  await director.getByText('Tablette des grands est retirée.').waitFor();
  await page.getByRole('link', { name: 'Accueil', exact: true }).click();
  await page.getByRole('button', { name: 'Installer la tablette' }).waitFor();
  assert.equal(await page.getByText('Inès').count(), 0);
  assert.deepEqual([...elsewhere, ...more], []);
  await context.close();
});
