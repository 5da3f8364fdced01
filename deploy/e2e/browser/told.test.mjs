// What reaches a person, and what is held about one: notices in their list, by mail as they chose, on paper for those without mail;
// their own page of what is held, and what they ask of the privacy officer.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { browse, caller, look, narrow, phone, picture, serve, signIn, visitor } from './platform.mjs';

const tenant = 'niort';
let browser, server;
before(async () => {
  [browser, server] = await Promise.all([browse(), serve('--demo', '--tenants', 'tenants')]);
});
after(async () => { await browser?.close(); await server?.stop(); });

/** Asks until the answer will do. */
async function until(ask, will) {
  for (let tries = 0; tries < 100; tries++) {
    const answer = await ask();
    if (will(answer)) return answer;
    await new Promise((later) => { setTimeout(later, 100); });
  }
  assert.fail('it did not come');
}

const paris = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 16);

/** A community of the adviser's with two members: one with an e-mail address, one without. */
async function circle(office, lead) {
  const made = await office('POST', '/cap/communities', { title: 'Grandir dehors', public: 'educators', starts: paris(2), rule: 'FREQ=DAILY;COUNT=8', minutes: 90, capacity: 12 });
  await office('POST', `/cap/communities/${made.id}:open`);
  const me = await lead('GET', '/me');
  const { seat } = await office('POST', `/cap/communities/${made.id}:appoint`, { person: me.person.id, role: 'mentor', name: me.person.name, email: 'mentor@example.org' });
  const room = await lead('GET', `/cap/seats/${seat}:room`);
  await lead('POST', `/cap/seats/${seat}:sign`, { digest: room.pact.digest });
  return { id: made.id, move: (n, reason) => lead('POST', `/cap/seats/${seat}/sessions/${room.sessions[n].id}:move`, { starts_at: paris(20 + n), reason }) };
}

/** Somebody new at a site, with or without an e-mail address, who joins a community. */
async function newcomer(office, admin, community, name, email) {
  const { page, context } = await visitor(browser, server.url);
  const { units } = await office('GET', '/units');
  const site = units.find((u) => u.class === 'site');
  const { code } = await office('POST', '/invitations', { name, role: 'core:educator', unit_id: site.id });
  const login = name.toLowerCase().replace(' ', '.');
  const call = async (path, data) => {
    const answered = await page.request.post(`${server.url}/t/${tenant}${path}`, { data });
    assert.ok(answered.ok(), `${path}: ${await answered.text()}`);
  };
  await call('/invitations:accept', { token: code, login, password: 'une phrase bien longue', language: 'fr' });
  const { person } = await page.request.get(`${server.url}/t/${tenant}/me`).then((a) => a.json());
  if (email) await admin('PUT', `/people/${person.id}`, { name, email, language: 'fr' });
  await call(`/cap/communities/${community}:join`, { name, email: 'x@example.org' });
  return { page, context, site, call };
}

test('story: a member reads what they were told, chooses one message a week, and ends it from a message; another gets it on paper', async () => {
  const coordinator = await visitor(browser, server.url);
  const office = await caller(coordinator.page, server.url, tenant, 'core:coordinator');
  const admin = await caller((await visitor(browser, server.url)).page, server.url, tenant, 'core:administrator');
  const lead = await caller((await visitor(browser, server.url)).page, server.url, tenant, 'core:adviser');
  const community = await circle(office, lead);
  const ines = await newcomer(office, admin, community.id, 'Ines Moreau', 'ines@example.org');
  const paul = await newcomer(office, admin, community.id, 'Paul Girard');
  await community.move(2, 'Verglas');

  const { page } = ines;
  const list = () => page.request.get(`${server.url}/t/${tenant}/me/notices`).then((a) => a.json());
  await until(list, (told) => told.unread === 1);
  await page.goto(`${server.url}/o/${tenant}/`);
  await page.getByRole('link', { name: '1 avis est à lire.' }).click();
  await page.getByRole('heading', { name: 'Séance 3 déplacée : Grandir dehors' }).waitFor();
  await look(page, 'notices');
  await page.getByRole('button', { name: /^Marquer comme lu, Séance 3/ }).click();
  await page.getByText('Vous avez tout lu.').waitFor();

  await page.getByRole('link', { name: 'Choisir ce que je reçois' }).click();
  await page.getByLabel('Séance déplacée').selectOption('Dans le résumé de la semaine');
  await page.getByText('C’est enregistré.').waitFor();
  await look(page, 'notices-choices');
  await page.setViewportSize(phone.viewport);
  await picture(page, 'notices-choices-phone');
  await page.goto(`${server.url}/o/${tenant}/notices`);
  await page.getByRole('heading', { name: /^Séance 3/ }).waitFor();
  await picture(page, 'notices-phone');
  await narrow(page, 'notices-narrow');

  const mails = await until(() => admin('GET', '/outbox').then((o) => o.items), (items) => items.some((i) => i.data.to.includes('ines@example.org')));
  const letter = mails.find((i) => i.data.to.includes('ines@example.org')).data;
  const leave = /\/o\/niort\/leave#\S+/.exec(letter.text)?.[0];
  assert.ok(leave, `no way out of the message:\n${letter.text}`);
  const stranger = await visitor(browser, server.url, phone);
  await stranger.page.goto(server.url + leave);
  await stranger.page.getByText('Vous ne recevrez plus par courriel : Séance déplacée.').waitFor();
  await picture(stranger.page, 'notices-leave-phone');
  const choices = await page.request.get(`${server.url}/t/${tenant}/me/notice-choices`).then((a) => a.json());
  assert.equal(choices.modules[0].kinds.find((k) => k.name === 'session-moved').way, 'weekly', 'looking at the link ended something');
  await stranger.page.getByRole('button', { name: 'Ne plus recevoir' }).click();
  await stranger.page.getByText('C’est fait.').waitFor();
  await look(stranger.page, 'notices-left');

  await coordinator.page.goto(`${server.url}/o/${tenant}/notices/paper/${paul.site.id}`);
  await coordinator.page.getByRole('heading', { name: 'Pour Paul Girard' }).waitFor();
  assert.equal(await coordinator.page.getByText('Ines Moreau').count(), 0, 'somebody with mail is on paper');
  await look(coordinator.page, 'notices-paper');
  await coordinator.page.emulateMedia({ media: 'print' });
  await picture(coordinator.page, 'notices-paper-print');
  await coordinator.page.emulateMedia({ media: null });
  await coordinator.page.setViewportSize(phone.viewport);
  await picture(coordinator.page, 'notices-paper-phone');
  await coordinator.page.getByRole('button', { name: 'Remis à Paul Girard' }).click();
  await coordinator.page.getByText('Rien à remettre.').waitFor();

  await paul.page.goto(`${server.url}/o/${tenant}/account`);
  await paul.page.getByRole('button', { name: 'English' }).click();
  await paul.page.getByText('Your account has no e-mail address').waitFor();
  await picture(paul.page, 'notices-english');
  for (const { elsewhere } of [coordinator, stranger]) assert.deepEqual(elsewhere, []);
});

test('story: a member reads what is held about them, takes a copy, asks for erasure, and has the officer’s answer', async () => {
  const office = await caller((await visitor(browser, server.url)).page, server.url, tenant, 'core:coordinator');
  const admin = await caller((await visitor(browser, server.url)).page, server.url, tenant, 'core:administrator');
  const lead = await caller((await visitor(browser, server.url)).page, server.url, tenant, 'core:adviser');
  const community = await circle(office, lead);
  const { page, site, call } = await newcomer(office, admin, community.id, 'Lou Petit', 'lou@example.org');
  assert.ok(site);
  const { communities } = await page.request.get(`${server.url}/t/${tenant}/cap/home`).then((a) => a.json());
  const seat = communities.find((c) => c.id === community.id).seat.id;
  const { pact } = await page.request.get(`${server.url}/t/${tenant}/cap/seats/${seat}:room`).then((a) => a.json());
  await call(`/cap/seats/${seat}:sign`, { digest: pact.digest });

  await page.goto(`${server.url}/o/${tenant}/account`);
  await page.getByRole('link', { name: 'Voir ce qui est détenu sur moi' }).click();
  await page.getByRole('heading', { level: 1, name: 'Ce qui est détenu sur moi' }).waitFor();
  await page.getByText('Suivre le pacte d’entraide').waitFor();
  await page.getByText('Rendez votre place, dans la communauté').waitFor();
  await look(page, 'held');
  const [file] = await Promise.all([page.waitForEvent('download'), page.getByRole('link', { name: 'Tout télécharger' }).click()]);
  assert.match(file.suggestedFilename(), /\.json$/);
  await page.getByRole('button', { name: 'Demander l’effacement' }).click();
  await page.getByLabel('Un mot pour la personne qui répond').fill('Je quitte la crèche en juin.');
  await picture(page, 'held-ask');
  await page.getByRole('button', { name: 'Envoyer la demande' }).click();
  await page.getByText(/Une réponse vous est due au plus tard le/).waitFor();
  await page.setViewportSize(phone.viewport);
  await picture(page, 'held-phone');
  await narrow(page, 'held-narrow');

  const officer = await visitor(browser, server.url);
  await signIn(officer.page, server.url, tenant, 'core:privacy-officer');
  await officer.page.getByRole('link', { name: '1 demande d’effacement attend une réponse.' }).click();
  await officer.page.getByText('Je quitte la crèche en juin.').waitFor();
  await look(officer.page, 'held-requests');
  await officer.page.setViewportSize(phone.viewport);
  await picture(officer.page, 'held-requests-phone');
  await officer.page.getByRole('button', { name: 'Refuser, Lou Petit' }).click();
  await officer.page.getByLabel('Raison').fill('Les attestations de formation se gardent six ans.');
  await officer.page.getByRole('button', { name: 'Répondre', exact: true }).click();
  await officer.page.getByText('La réponse est envoyée.').waitFor();

  await page.reload();
  await page.getByText(/refusé\s?: Les attestations/).waitFor();
  await page.goto(`${server.url}/o/${tenant}/notices`);
  await page.getByRole('heading', { name: 'Réponse à votre demande d’effacement' }).waitFor();
  await page.goto(`${server.url}/o/${tenant}/held`);
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('heading', { level: 1, name: 'What is held about me' }).waitFor();
  await picture(page, 'held-english');
  assert.deepEqual(officer.elsewhere, []);
});
