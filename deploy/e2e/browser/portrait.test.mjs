// A portrait in a real browser: the coordinator prepares and opens it, educators answer on a phone and on a
// shared tablet, the coordinator reads what may be told.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { browse, look, phone, serve, signIn, visitor } from './platform.mjs';

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

test('a portrait, from turning the module on to reading the results', async (t) => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  let code = '';

  await t.test('the coordinator signs in', async () => {
    await page.goto(`${server.url}/`);
    await look(page, 'welcome');
    await signIn(page, server.url, tenant, 'core:coordinator');
    await look(page, 'home');
  });

  await t.test('prepares a portrait and sees who cannot be shown', async () => {
    await page.goto(`${server.url}/o/${tenant}/modules/portrait`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await look(page, 'portrait-list');
    await page.getByRole('link', { name: /Préparer un portrait/ }).first().click();
    await page.getByRole('button', { name: /^Prendre/ }).click();
    await page.getByRole('radio').first().waitFor();
    await look(page, 'prepare-what');
    await page.getByRole('button', { name: 'Continuer' }).click();
    for (const box of await page.getByRole('checkbox').all()) await box.check();
    await look(page, 'prepare-sites');
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByLabel(/Dernier jour/).fill('2099-06-30');
    await look(page, 'prepare-access');
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByText(/ne pourront? pas être montrés? seuls?/).first().waitFor();
    await look(page, 'prepare-check');
    await page.getByRole('button', { name: 'Ouvrir le portrait' }).click();
    await page.getByRole('heading', { name: 'À faire' }).waitFor();
    await look(page, 'wave-open');
  });

  await t.test('prints posters and letters', async () => {
    await page.getByRole('link', { name: 'Imprimer les affiches' }).click();
    await page.getByText(/^[0-9A-Z]{4}-/).first().waitFor();
    await look(page, 'posters');
    code = (await page.getByText(/^[0-9A-Z]{4}-/).first().textContent()).replaceAll('-', '').trim();
    await page.goBack();
    await page.getByRole('link', { name: /Lettre aux directions/ }).click();
    await page.getByRole('heading', { name: 'Note aux équipes' }).waitFor();
    await look(page, 'letters');
  });

  await t.test('an educator answers on her phone', async () => {
    const educator = await visitor(browser, server.url, phone);
    await answer(educator.page, code, 'Mon appareil', 'phone');
    await educator.page.getByRole('heading', { name: /Merci/ }).waitFor();
    await look(educator.page, 'phone-done');
    assert.deepEqual(educator.elsewhere, [], 'requests to other hosts, or errors on the page');
    await educator.context.close();
  });

  await t.test('two respondents in a row on a shared tablet leave nothing', () => sharedTablet(code));

  await t.test('the coordinator ends it and reads the results', async () => {
    await fillUp(code);
    await page.goto(`${server.url}/o/${tenant}/modules/portrait`);
    await page.getByRole('link', { name: /^Voir/ }).first().click();
    await page.getByRole('button', { name: 'Terminer maintenant' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Terminer maintenant' }).click();
    await page.getByRole('link', { name: /Voir les résultats/ }).click();
    await page.getByRole('heading', { name: 'Ce qui va bien' }).waitFor();
    await look(page, 'results');
    await page.getByText('masqué').first().waitFor();
    await page.emulateMedia({ colorScheme: 'dark' });
    await look(page, 'results-dark');
    await page.setViewportSize({ width: 320, height: 800 });
    await page.emulateMedia({ colorScheme: 'light' });
    await look(page, 'results-320');
    const wide = await page.evaluate(() => document.documentElement.scrollWidth);
    assert.ok(wide <= 320, `the results scroll sideways at 320 px: ${wide}`);
  });

  assert.deepEqual(elsewhere, [], 'requests to other hosts, or errors on the page');
  await context.close();
});

// answer goes through the whole questionnaire by taps.
async function answer(page, code, device, name) {
  await page.goto(`${server.url}/p/${tenant}/portrait/answer#${code}`);
  await page.getByRole('heading', { name: /Qui verra mes réponses/ }).waitFor();
  assert.ok(!page.url().includes(code), 'the code stays in the address');
  await look(page, `${name}-who`);
  await page.getByLabel(device).check();
  await page.getByRole('button', { name: 'Commencer' }).click();
  const noted = page.getByRole('button', { name: /C’est noté/ });
  if (device !== 'Mon appareil') {
    await noted.waitFor();
    await look(page, `${name}-resume`);
    await noted.click();
  }
  await page.getByRole('heading', { level: 1 }).waitFor();
  await look(page, `${name}-item`);
  const review = page.getByRole('heading', { name: 'Avant d’envoyer' });
  for (let i = 0; i < 60 && !(await review.isVisible()); i++) {
    await page.getByRole('button', { name: 'Souvent' }).or(review).first().waitFor();
    if (!(await review.isVisible())) await page.getByRole('button', { name: 'Souvent' }).click();
  }
  await look(page, `${name}-review`);
  await page.getByRole('button', { name: 'Envoyer mes réponses' }).click();
}

async function sharedTablet(code) {
  const tablet = await visitor(browser, server.url, { viewport: { width: 820, height: 1180 }, hasTouch: true });
  const { page } = tablet;
  const stored = () => page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));

  await answer(page, code, 'Un appareil partagé', 'tablet');
  await page.getByRole('button', { name: 'Terminer et laisser la place' }).click();
  await page.getByRole('heading', { name: /Qui verra mes réponses/ }).waitFor();
  assert.doesNotMatch(await stored(), /repondre|values|sealed/, 'the first respondent left something in the storage');
  assert.equal(await page.getByRole('radio', { checked: true }).count(), 0, 'the device question is already answered');

  // The second one begins, then reloads: what was answered is sealed, and only the resume code opens it.
  await page.getByLabel('Un appareil partagé').check();
  await page.getByRole('button', { name: 'Commencer' }).click();
  const resume = (await page.getByText(/^[0-9A-Z]{3} [0-9A-Z]{3}$/).first().textContent()).trim();
  await page.getByRole('button', { name: /C’est noté/ }).click();
  await page.getByRole('button', { name: 'Parfois' }).click();
  await page.getByRole('button', { name: 'Faire une pause' }).click();
  await page.getByRole('heading', { name: 'Des réponses sont en pause' }).waitFor();
  await page.waitForFunction(() => sessionStorage.length > 0);
  assert.doesNotMatch(await stored(), /"repondre"|parfois/i, 'a paused draft lies in clear');
  await page.reload();
  await page.getByRole('heading', { name: 'Des réponses sont en pause' }).waitFor();
  await look(page, 'tablet-locked');
  await page.getByLabel('Code de reprise').fill('000000');
  await page.getByRole('button', { name: 'Reprendre' }).click();
  await page.getByText('Ce n’est pas le code de reprise.').waitFor();
  await page.getByLabel('Code de reprise').fill(resume);
  await page.getByRole('button', { name: 'Reprendre' }).click();
  await page.getByText(/Énoncé 2 sur/).waitFor();
  await page.getByRole('button', { name: 'Précédent' }).click();
  await page.getByRole('button', { name: 'Parfois', pressed: true }).waitFor();

  // Going back in the browser's history never shows anybody's answers.
  await page.goto(`${server.url}/p/${tenant}/portrait/answer`);
  await page.goBack();
  await page.getByRole('heading', { level: 1 }).waitFor();
  assert.equal(await page.getByRole('button', { pressed: true }).count(), 0, 'going back shows an answer');
  assert.deepEqual(tablet.elsewhere, [], 'requests to other hosts, or errors on the page');
  await tablet.context.close();
}

// fillUp adds answers over the API until the site of that code can be shown.
async function fillUp(code) {
  const api = `${server.url}/t/${tenant}/portrait/answers`;
  const headers = { 'Content-Type': 'application/json' };
  const started = await (await fetch(`${api}:start`, { method: 'POST', headers, body: JSON.stringify({ code }) })).json();
  const items = started.questionnaire.dimensions.flatMap((d) => d.items.map((i) => i.key));
  for (let n = 0; n < 6; n++) {
    const values = Object.fromEntries(items.map((key, i) => [key, (n + i * 3) % 5]));
    const sent = await fetch(`${api}:submit`, { method: 'POST', headers, body: JSON.stringify({ code, values, language: 'fr' }) });
    assert.equal(sent.status, 201, await sent.text());
  }
}
