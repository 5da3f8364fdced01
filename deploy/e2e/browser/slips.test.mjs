// Slips that work once: made, printed, used, used again in vain, replaced.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { browse, caller, look, phone, picture, serve, visitor } from './platform.mjs';
import { answerAll, arrive, begin, openWave, tenant } from './wave.mjs';

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

test('a slip is used once and a lost one is replaced without a name', async (t) => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  const call = await caller(page, server.url, tenant, 'core:coordinator');
  const wave = await openWave(call, { title: 'Portrait par billets', access: 'slips', sites: ['La Cabane', 'Le Petit Pont'] });
  const slip = page.getByText(/^[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}$/);
  let code;

  await t.test('the coordinator makes and prints them, once', async () => {
    await page.goto(`${server.url}/o/${tenant}/modules/portrait/waves/${wave.id}`);
    await page.getByRole('link', { name: /Billets/ }).click();
    await page.getByRole('button', { name: 'Préparer les billets' }).click();
    await page.getByText('24 billets sont prêts').waitFor();
    assert.equal(await slip.count(), 24);
    code = (await slip.first().textContent()).trim();
    await look(page, 'slips');
    await page.emulateMedia({ media: 'print' });
    await picture(page, 'slips-print');
    await page.emulateMedia({ media: 'screen' });
    await page.reload();
    await page.getByText(/Tous les billets ont été émis/).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Préparer les billets' }).count(), 0, 'the page offers what was done');
    assert.equal(await slip.count(), 0);
  });

  await t.test('a used slip is refused', async () => {
    const educator = await visitor(browser, server.url, phone);
    await arrive(educator.page, server.url, code);
    await begin(educator.page, 'Mon appareil');
    await answerAll(educator.page);
    await educator.page.getByRole('button', { name: 'Envoyer mes réponses' }).click();
    await educator.page.getByRole('heading', { name: /Merci/ }).waitFor();
    await educator.page.goto(`${server.url}/p/${tenant}/portrait/answer?again#${code}`);
    await educator.page.getByText(/il a déjà servi/).waitFor();
    assert.deepEqual(educator.elsewhere, []);
    await educator.context.close();
  });

  await t.test('a lost one is replaced', async () => {
    await page.getByLabel('Lieu').selectOption({ label: 'Le Petit Pont' });
    await page.getByRole('button', { name: 'Remplacer un billet' }).click();
    await slip.first().waitFor();
    assert.equal(await slip.count(), 1);
    const educator = await visitor(browser, server.url, phone);
    await arrive(educator.page, server.url, (await slip.first().textContent()).trim());
    await educator.context.close();
  });

  assert.deepEqual(elsewhere, [], 'requests to other hosts, or errors on the page');
  await context.close();
});
