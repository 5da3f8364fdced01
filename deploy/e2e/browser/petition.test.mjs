// A petition, from the form on a phone to the withdrawal; the campaign manager beside it; somebody who tells a story.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { browse, caller, look, narrow, phone, picture, serve, visitor } from './platform.mjs';

const tenant = 'les-petits-cailloux';
let server;
let browser;

before(async () => {
  server = await serve('--demo', '--tenants', 'tenants');
  browser = await browse();
  const { page, context } = await visitor(browser, server.url);
  await filled(page);
  await context.close();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

// The demonstration brings its content a moment after the start.
async function filled(page) {
  await page.goto(`${server.url}/p/${tenant}/mobilisation/movement`);
  await page.waitForFunction(async (slug) => (await (await fetch(`/t/${slug}/mobilisation/public/movement`)).json()).petitions.length > 0, tenant);
}

// The links in the newest message to an address, as an administrator sees it in the mailbox.
async function links(address) {
  const { page, context } = await visitor(browser, server.url);
  const call = await caller(page, server.url, tenant, 'core:administrator');
  for (;;) { // each look is a request; the message is there within a second or two
    const { items } = await call('GET', '/outbox');
    const found = items.find((m) => m.data.to.includes(address));
    if (!found) continue;
    await context.close();
    return [...found.data.text.matchAll(/http\S+\/link[#?]\S+/g)].map(([at]) => at);
  }
}

test('story: somebody signs on a phone, confirms, and takes it back', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url, phone);
  await page.goto(`${server.url}/p/${tenant}/mobilisation/petition`);
  await page.getByRole('heading', { name: /Quatre demandes/ }).waitFor();
  await page.getByText('60 signatures confirmées').waitFor();
  assert.equal(await page.getByRole('checkbox', { checked: true }).count(), 0, 'a box is ticked beforehand');
  await look(page, 'petition-phone');
  await page.getByRole('button', { name: 'Signer' }).click();
  await page.getByRole('alert').getByText('À corriger').waitFor();
  await look(page, 'petition-mistakes');
  await page.getByLabel('Votre nom').fill('Maya Diallo');
  await page.getByLabel('Votre adresse électronique').fill('maya@exemple.test');
  await page.getByRole('checkbox', { name: /Je signe cette pétition/ }).check();
  await page.getByRole('button', { name: 'Signer' }).click();
  await page.getByRole('heading', { name: 'Regardez vos messages' }).waitFor();
  await look(page, 'petition-sent');

  const [confirm, withdraw] = await links('maya@exemple.test');
  await page.goto(confirm);
  await page.getByRole('button', { name: 'Confirmer ma signature' }).click();
  await page.getByRole('heading', { name: 'Votre signature est confirmée' }).waitFor();
  await look(page, 'petition-confirmed');
  await page.goto(`${server.url}/p/${tenant}/mobilisation/petition`);
  await page.getByText('61 signatures confirmées').waitFor();
  await page.goto(withdraw); // one click in the message, one here
  await page.getByRole('button', { name: 'Retirer ma signature' }).click();
  await page.getByRole('heading', { name: 'Votre signature est retirée' }).waitFor();
  await page.goto(`${server.url}/p/${tenant}/mobilisation/petition?lang=en`);
  await page.getByText('60 confirmed signatures').waitFor();
  await narrow(page, 'petition-narrow');
  assert.deepEqual(elsewhere, []);
  assert.deepEqual(await context.cookies(), []);
  await context.close();
});

test('story: a story is told, read, published, and withdrawn', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url, phone);
  const text = 'Depuis que nous sortons chaque jour, les après-midi sont plus calmes pour tout le monde.';
  await page.goto(`${server.url}/p/${tenant}/mobilisation/story`);
  await page.getByLabel('Votre témoignage').fill(text);
  await page.getByLabel('Signé (facultatif)').fill('Nora');
  await page.getByRole('checkbox', { name: 'Notre site' }).check();
  await page.getByLabel('Votre adresse électronique').fill('nora@exemple.test');
  await page.getByRole('checkbox', { name: /Aucun enfant/ }).check();
  await page.getByRole('checkbox', { name: /j’accepte que/ }).check();
  await look(page, 'story-form');
  await page.getByRole('button', { name: 'Confier ce témoignage' }).click();
  await page.getByRole('heading', { name: 'Regardez vos messages' }).waitFor();
  const [confirm, withdraw] = await links('nora@exemple.test');
  await page.goto(confirm);
  await page.getByRole('button', { name: 'Confier mon témoignage' }).click();
  await page.getByRole('heading', { name: 'Votre témoignage est bien arrivé' }).waitFor();

  const desk = await visitor(browser, server.url);
  await caller(desk.page, server.url, tenant, 'core:coordinator');
  await desk.page.goto(`${server.url}/o/${tenant}/modules/mobilisation/stories`);
  const card = desk.page.getByRole('listitem').filter({ hasText: text });
  await card.waitFor();
  await look(desk.page, 'stories-desk');
  await card.getByRole('button', { name: 'Publier tel quel' }).click();
  await card.waitFor({ state: 'detached' });
  const told = async () => { // how often the page tells it, once it tells any
    await page.goto(`${server.url}/p/${tenant}/mobilisation/movement`);
    await page.locator('rb-mobilisation-page').getByRole('figure').first().waitFor();
    return page.getByText(text).count();
  };
  assert.equal(await told(), 1);
  await page.getByRole('heading', { name: 'Qui s’est engagé' }).waitFor();
  assert.match(await page.getByRole('listitem').filter({ hasText: /Mesure \d/ }).first().innerText(), /en retard depuis le/, 'a late commitment is not the first');
  await look(page, 'movement-phone');
  await page.goto(withdraw);
  await page.getByRole('button', { name: 'Retirer mon témoignage' }).click();
  await page.getByRole('heading', { name: 'Votre témoignage est retiré' }).waitFor();
  assert.equal(await told(), 0);
  assert.deepEqual([...elsewhere, ...desk.elsewhere], []);
  await Promise.all([context.close(), desk.context.close()]);
});

test('story: the campaign manager writes a petition, opens it, and sees who signed', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  await caller(page, server.url, tenant, 'mobilisation:campaigner');
  await page.goto(`${server.url}/o/${tenant}/`);
  await page.getByText('responsable de campagne').waitFor(); // a module's role has a name, not a code
  await page.goto(`${server.url}/o/${tenant}/modules/mobilisation/stories`);
  await page.getByText('Une personne qui modère les témoignages le relira').first().waitFor();
  await page.goto(`${server.url}/o/${tenant}/modules/mobilisation`);
  await page.getByRole('heading', { name: 'Pétitions' }).waitFor();
  await look(page, 'petitions-desk');
  await page.getByRole('link', { name: /Ouvrir, Jouer dehors/ }).click();
  await page.getByText('Personne d’autre ne la voit').waitFor();
  await page.getByRole('button', { name: 'Ouvrir la pétition' }).click();
  await page.getByText('Chacun peut signer').waitFor();
  await page.getByRole('button', { name: 'Mettre en pause' }).click();
  await page.getByLabel('Motif').fill('Nous corrigeons une date.');
  await page.locator('rb-dialog').getByRole('button', { name: 'Mettre en pause' }).click();
  await page.getByText('personne ne peut signer').waitFor();
  await look(page, 'petition-desk');
  await page.goto(`${server.url}/o/${tenant}/modules/mobilisation/platform`);
  await page.getByText('1 en retard').waitFor();
  await look(page, 'platform-desk');
  await page.goto(`${server.url}/o/${tenant}/modules/mobilisation/demands`);
  await page.getByText('ni DOI ni archive').first().waitFor();
  await look(page, 'demands-desk');
  await page.goto(`${server.url}/o/${tenant}/modules/mobilisation/newsletter`);
  await page.getByText('Preuves de consentement').waitFor();
  await narrow(page, 'newsletter-narrow');
  assert.deepEqual(elsewhere, []);
  await context.close();
});

/** Fills in a plain form and sends it once it is old enough: sooner, it would be a robot's, and each try counts. */
async function sendsPlainly(page, button, fill) {
  await fill();
  const given = Number((await page.locator('input[name="stamp"]').inputValue()).split('.')[0]) * 1000;
  await page.waitForTimeout(Math.max(0, given + 6_000 - Date.now()));
  await page.getByRole('button', { name: button }).click();
  await page.getByRole('heading', { name: 'Regardez vos messages' }).waitFor();
}

test('somebody whose browser runs no script signs, confirms, and takes it back', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url, { ...phone, javaScriptEnabled: false });
  const before = await (await page.goto(`${server.url}/p/${tenant}/mobilisation/petition`)).body();
  assert.ok(before.length <= 30 << 10, `the page weighs ${before.length} bytes`);
  await page.getByRole('heading', { name: /Quatre demandes/ }).waitFor();
  assert.equal(await page.getByRole('checkbox', { checked: true }).count(), 0, 'a box is ticked beforehand');
  await picture(page, 'petition-plain');
  await page.getByLabel('Votre nom').fill('Lou Martin');
  await page.getByLabel('Votre adresse électronique').fill('lou');
  await page.getByLabel('Votre adresse électronique').press('Enter');
  await page.getByRole('alert').waitFor();
  assert.equal(await page.getByLabel('Votre nom').inputValue(), 'Lou Martin');
  await page.getByRole('alert').getByText('À corriger').waitFor();
  await picture(page, 'petition-plain-mistakes');
  await sendsPlainly(page, 'Signer', async () => {
    await page.getByLabel('Votre adresse électronique').fill('lou@exemple.test');
    await page.getByLabel(/Je signe cette pétition/).check();
  });
  await picture(page, 'petition-plain-sent');

  const [confirm] = await links('lou@exemple.test');
  assert.match(confirm, /\?token=/, 'the link cannot be read without a script');
  await page.goto(confirm);
  await page.getByText(/Quatre demandes/).waitFor();
  await page.getByRole('button', { name: 'Confirmer ma signature' }).click();
  await page.getByRole('heading', { name: 'Votre signature est confirmée' }).waitFor();
  await picture(page, 'link-plain');
  await page.getByRole('button', { name: 'Retirer ma signature' }).click(); // to what it is, then to do it
  await page.getByRole('button', { name: 'Retirer ma signature' }).click();
  await page.getByRole('heading', { name: 'Votre signature est retirée' }).waitFor();
  await page.goto(`${server.url}/p/${tenant}/mobilisation/petition?lang=en`);
  await page.getByRole('button', { name: 'Sign', exact: true }).waitFor();
  await page.setViewportSize({ width: 320, height: 800 });
  await picture(page, 'petition-plain-320');
  assert.deepEqual(elsewhere, []);
  assert.deepEqual(await context.cookies(), []);

  // The same link where scripts run.
  const other = await visitor(browser, server.url);
  await other.page.goto(confirm);
  await other.page.getByRole('heading', { name: 'Confirmer ma signature' }).waitFor();
  await Promise.all([context.close(), other.context.close()]);
});

test('somebody whose browser runs no script reads of the movement, tells a story, and asks for news', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url, { ...phone, javaScriptEnabled: false });
  const read = await (await page.goto(`${server.url}/p/${tenant}/mobilisation/movement`)).body();
  assert.ok(read.length <= 30 << 10, `the page weighs ${read.length} bytes`);
  await page.getByRole('heading', { name: 'Ce que nous demandons' }).waitFor();
  await page.getByRole('heading', { name: 'Notre histoire' }).waitFor();
  assert.match(await page.getByRole('heading', { name: 'Qui s’est engagé' }).locator('xpath=following::li[1]').innerText(), /en retard depuis le/, 'a late commitment is not the first');
  await picture(page, 'movement-plain');

  await page.getByRole('link', { name: 'Confier un témoignage' }).click();
  assert.equal(await page.getByRole('checkbox', { checked: true }).count(), 0, 'a box is ticked beforehand');
  await page.getByRole('button', { name: 'Confier ce témoignage' }).click();
  await page.getByRole('alert').getByRole('link', { name: /Écrivez entre 30/ }).waitFor();
  await picture(page, 'story-plain-mistakes');
  await sendsPlainly(page, 'Confier ce témoignage', async () => {
    await page.getByLabel('Votre témoignage').fill('Au relais, on prend enfin le temps de regarder les enfants jouer.');
    await page.getByLabel('Notre site', { exact: true }).check();
    await page.getByLabel('Votre adresse électronique').fill('ada@exemple.test');
    await page.getByLabel(/Aucun enfant/).check();
    await page.getByLabel(/j’accepte que/).check();
  });
  const [told] = await links('ada@exemple.test');
  assert.match(told, /\?token=/, 'the link cannot be read without a script');
  await page.goto(told);
  await page.getByRole('button', { name: 'Confier mon témoignage' }).click();
  await page.getByRole('heading', { name: 'Votre témoignage est bien arrivé' }).waitFor();

  await page.goto(`${server.url}/p/${tenant}/mobilisation/movement`);
  await page.getByRole('link', { name: 'Recevoir nos nouvelles' }).click();
  await sendsPlainly(page, 'M’inscrire', async () => {
    await page.getByLabel('Votre adresse électronique').fill('ada+nouvelles@exemple.test');
    await page.getByLabel(/Je souhaite recevoir/).check();
  });
  await picture(page, 'newsletter-plain-sent');
  const [news] = await links('ada+nouvelles@exemple.test');
  await page.goto(news);
  await page.getByRole('button', { name: 'Recevoir les nouvelles' }).click();
  await page.getByRole('heading', { name: 'Vous recevrez nos nouvelles' }).waitFor();
  assert.deepEqual(elsewhere, []);
  assert.deepEqual(await context.cookies(), []);
  await context.close();
});
