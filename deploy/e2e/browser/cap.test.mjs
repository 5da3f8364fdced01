// Learning communities in a real browser: prepared and opened by a coordinator, joined by an educator on a phone far
// away, led by a mentor, visited by an expert, certified and verified by an employer.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { browse, caller, look, narrow, phone, picture, serve, signIn, visitor } from './platform.mjs';
import { codeOf, openWave } from './wave.mjs';

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

const home = () => `${server.url}/o/${tenant}/modules/cap/`;

/** The civil time in Paris some days from now, as the API takes it. */
function paris(days) {
  const parts = new Intl.DateTimeFormat('sv-SE', { timeZone: 'Europe/Paris', year: 'numeric', month: '2-digit', day: '2-digit', hour: '2-digit', minute: '2-digit' });
  return parts.format(new Date(Date.now() + days * 86_400_000)).replace(' ', 'T');
}

/** Opens a community that has met every day for some days, led by the adviser. */
async function circle(fields) {
  const { page, context } = await visitor(browser, server.url);
  const office = await caller(page, server.url, tenant, 'core:coordinator');
  const made = await office('POST', '/cap/communities', { rule: 'FREQ=DAILY;COUNT=8', minutes: 90, capacity: 12, ...fields });
  await office('POST', `/cap/communities/${made.id}:open`);
  const mentor = await visitor(browser, server.url);
  const lead = await caller(mentor.page, server.url, tenant, 'core:adviser');
  const me = await lead('GET', '/me');
  const seat = await office('POST', `/cap/communities/${made.id}:appoint`, { person: me.person.id, role: 'mentor', name: me.person.name, email: 'mentor@example.org' });
  const room = await lead('GET', `/cap/seats/${seat.seat}:room`);
  await lead('POST', `/cap/seats/${seat.seat}:sign`, { digest: room.pact.digest });
  await context.close();
  return { id: made.id, seat: seat.seat, sessions: room.sessions, lead, page: mentor.page, elsewhere: mentor.elsewhere };
}

/** Gives an account of the demonstration a seat, by the API. */
async function joins(id, role, name) {
  const { page } = await visitor(browser, server.url);
  const call = await caller(page, server.url, tenant, role);
  const seat = await call('POST', `/cap/communities/${id}:join`, { name, email: `${role.split(':')[1]}@example.org` });
  const room = await call('GET', `/cap/seats/${seat.id}:room`);
  await call('POST', `/cap/seats/${seat.id}:sign`, { digest: room.pact.digest });
  return { call, seat: seat.id, page };
}

test('story: a coordinator prepares a community, leaves a holiday out, and opens it', async (t) => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  await signIn(page, server.url, tenant, 'core:coordinator');
  await page.getByRole('link', { name: 'Communautés d’apprentissage' }).click();
  await page.getByRole('heading', { name: 'En préparation' }).waitFor();
  await look(page, 'cap-list');

  await t.test('sees the dates that the rhythm makes', async () => {
    await page.getByRole('link', { name: 'Préparer une communauté' }).click();
    await page.getByLabel('Nom de la communauté').fill('Manger ensemble');
    await page.getByRole('checkbox', { name: 'Aménagement des lieux et matériel' }).check();
    await page.getByLabel('Première séance').fill('2099-09-08');
    await page.getByLabel('Première séance').press('Tab');
    await page.getByRole('checkbox', { name: /mardi 8 septembre/ }).waitFor();
    await page.getByRole('checkbox', { name: /8 décembre/ }).uncheck();
    assert.equal(await page.getByRole('checkbox', { checked: true, name: /2\d{3}$/ }).count(), 9);
    await look(page, 'cap-prepare');
    await narrow(page, 'cap-prepare-320');
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  await t.test('opens it, and is told that nobody leads it yet', async () => {
    await page.getByRole('button', { name: 'Ouvrir la communauté' }).click();
    await page.getByRole('heading', { name: 'Manger ensemble' }).waitFor();
    await page.getByText('Personne n’anime encore cette communauté').waitFor();
    assert.ok(await page.getByRole('checkbox', { name: 'Aménagement des lieux et matériel' }).isChecked());
    await look(page, 'cap-community');
    await page.getByRole('button', { name: 'Animer moi-même' }).click();
    await page.getByLabel('Votre adresse électronique').fill('camille@example.org');
    await page.locator('rb-dialog[open]').getByRole('button', { name: 'Animer moi-même' }).click();
    await page.getByText('mentorat').waitFor();
  });
  assert.deepEqual(elsewhere, []);
  await context.close();
});

test('story: an educator joins on a phone from Vancouver, signs, subscribes, commits and asks', async (t) => {
  const c = await circle({ title: 'Dehors, tous les jours', public: 'educators', starts: paris(1) });
  const { page, elsewhere, context } = await visitor(browser, server.url, { ...phone, timezoneId: 'America/Vancouver' });
  await caller(page, server.url, tenant, 'core:educator');
  await page.goto(home());
  await page.getByText('Réservée aux gestionnaires.').first().waitFor();
  await picture(page, 'cap-list-phone');

  await t.test('asks for a seat and signs the pact before anything is shown', async () => {
    await page.getByRole('button', { name: 'Demander une place, Dehors, tous les jours' }).click();
    await page.getByText('America/Vancouver').waitFor();
    await page.getByLabel('Votre adresse électronique').fill('ines@example.org');
    await look(page, 'cap-join-phone');
    await page.locator('rb-dialog[open]').getByRole('button', { name: 'Demander une place' }).click();
    await page.getByRole('heading', { name: 'Le pacte d’entraide' }).waitFor();
    assert.equal(await page.getByText('Les questions du groupe').count(), 0);
    await look(page, 'cap-pact-phone');
    await page.getByRole('button', { name: 'Je signe le pacte' }).click();
    await page.getByText('Les questions du groupe').waitFor();
  });

  await t.test('reads the hour of her own clock, and the community’s', async () => {
    await page.getByText(/heure de Paris/).first().waitFor();
    await narrow(page, 'cap-room-320');
    await page.setViewportSize(phone.viewport);
  });

  await t.test('gets an address that a calendar program reads', async () => {
    await page.getByRole('button', { name: 'Créer mon adresse' }).click();
    const address = await page.getByLabel('Adresse de mon agenda').innerText();
    const feed = await page.request.fetch(address);
    const text = await feed.text();
    assert.equal(feed.headers()['content-type'], 'text/calendar; charset=utf-8');
    assert.equal(text.match(/BEGIN:VEVENT/g).length, 8);
    assert.match(text, /DTSTART:\d{8}T\d{6}Z/);
  });

  await t.test('says what she will try, and asks the group', async () => {
    await page.getByLabel('D’ici la prochaine séance, je vais essayer…').fill('Sortir avant la collation');
    await page.getByLabel(/Un outil à essayer/).selectOption({ label: 'Dehors d’abord' });
    await page.getByRole('button', { name: 'Je m’engage' }).click();
    await page.getByRole('link', { name: 'Dehors d’abord' }).waitFor();
    await picture(page, 'cap-commitments-phone');
    await page.getByText('À revoir à la séance 1').waitFor();
    await page.getByRole('button', { name: 'Poser une question' }).click();
    await page.getByLabel('Votre question').fill('Et quand il pleut ?');
    await page.getByRole('button', { name: 'Envoyer au groupe' }).click();
    await page.getByRole('link', { name: 'Et quand il pleut ?' }).click();
    await page.getByRole('heading', { level: 1, name: 'Et quand il pleut' }).waitFor();
    await look(page, 'cap-thread-phone');
  });

  await t.test('reads the tool of the toolbox, and shares what the group made of it', async () => {
    await page.getByRole('link', { name: 'Revenir à la communauté' }).click();
    const room = page.url();
    await page.getByRole('link', { name: 'Dehors d’abord' }).click();
    await page.getByRole('heading', { level: 1, name: 'Dehors d’abord' }).waitFor();
    await look(page, 'toolbox-tool-phone');
    await page.goto(room);
    await page.getByRole('button', { name: 'Partager un outil' }).click();
    await page.getByLabel('Nom de l’outil').fill('Grille d’un matin dehors');
    await page.getByLabel('Adresse du document').fill('https://documents.example/grille');
    await page.getByLabel(/L’outil dont il part/).selectOption({ label: 'Dehors d’abord' });
    await page.getByRole('button', { name: 'Partager un outil' }).click();
    await page.getByText('Parti de :').waitFor();
    assert.equal(await page.getByRole('link', { name: 'Dehors d’abord' }).count(), 2, 'the commitment and the shared tool both lead to the toolbox');
    await look(page, 'cap-tools-phone');
  });
  assert.deepEqual(elsewhere, []);
  await context.close();
});

test('story: a mentor opens session 4 with twelve commitments, notes attendance and closes it', async (t) => {
  const c = await circle({ title: 'Tenir le budget', public: 'managers', starts: paris(-3) });
  const people = [await joins(c.id, 'core:director', 'Nadia Haddad'), await joins(c.id, 'core:coordinator', 'Camille Berthier'), await joins(c.id, 'core:administrator', 'Solène Marchand')];
  const [, , third, fourth, fifth] = c.sessions;
  await c.lead('POST', `/cap/seats/${c.seat}/sessions/${third.id}:open`);
  for (let i = 0; i < 12; i++) await people[i % 3].call('POST', `/cap/seats/${people[i % 3].seat}/commitments`, { text: `Essai ${i + 1}` });
  const { page, elsewhere } = c;

  await t.test('opens it', async () => {
    await page.goto(`${home()}rooms/${c.seat}/sessions/${fourth.id}`);
    await page.getByRole('button', { name: 'Ouvrir la séance' }).click();
    await page.getByText('Sur 12 : 12 à revoir.').waitFor();
  });

  await t.test('looks at what was promised: 7 kept, 3 partly, 2 moved on', async () => {
    for (let i = 0; i < 12; i++) {
      const answer = i < 7 ? 'tenu' : i < 10 ? 'en partie' : 'reporté';
      const group = page.getByRole('group', { name: new RegExp(`Essai ${i + 1}$`) });
      await group.getByRole('button', { name: answer, exact: true }).click();
      await group.getByRole('button', { name: answer, exact: true }).and(page.locator('[aria-busy="true"]')).waitFor({ state: 'detached' });
    }
    await page.getByText('Sur 12 : 7 tenus, 3 en partie et 2 reportés.').waitFor();
    await look(page, 'cap-session');
  });

  await t.test('validates attendance in minutes, then corrects one with a reason', async () => {
    await page.getByLabel('Présence de Nadia Haddad').selectOption('late');
    await page.getByLabel('Minutes de Nadia Haddad').fill('45');
    await page.getByRole('button', { name: 'Valider les présences' }).click();
    await page.getByText(/validée le/).first().waitFor();
    await page.getByLabel('Minutes de Nadia Haddad').fill('60');
    await page.getByLabel('Raison de la correction').fill('Arrivée à 13 h');
    await page.getByRole('button', { name: 'Enregistrer la correction' }).click();
    await page.getByText('1 correction').click();
    await page.getByText(/en partie,\s45\smin/).waitFor();
    await narrow(page, 'cap-session-320');
    await page.setViewportSize({ width: 1280, height: 900 });
    await page.getByRole('button', { name: 'Clore la séance' }).click();
    await page.getByText('Séance tenue pendant 90 minutes.').waitFor();
  });

  let link = '';
  await t.test('invites an expert to session 5 only', async () => {
    await page.goto(`${home()}rooms/${c.seat}/sessions/${fifth.id}`);
    await page.getByRole('button', { name: 'Inviter', exact: true }).click();
    await page.getByLabel('Nom').fill('Dre Savard');
    await page.getByLabel('Adresse électronique').fill('savard@example.org');
    await page.getByRole('button', { name: 'Envoyer l’invitation' }).click();
    link = await page.getByLabel('Lien d’invitation').innerText();
    await look(page, 'cap-invite');
    await page.locator('rb-dialog[open]').getByRole('button', { name: 'Fermer' }).last().click();
  });

  await t.test('who sees that session and nothing else, until the invitation is taken back', async () => {
    const expert = await visitor(browser, server.url, phone);
    await expert.page.goto(link);
    await expert.page.getByText('Bonjour Dre Savard').waitFor();
    await expert.page.getByText('Séance 5').waitFor();
    assert.ok(!expert.page.url().includes('#'), 'the secret stays in the address');
    assert.equal(await expert.page.getByText('Nadia').count(), 0);
    await look(expert.page, 'cap-guest-phone');
    await page.goto(`${home()}rooms/${c.seat}`);
    await page.getByRole('button', { name: 'Retirer l’invitation, Dre Savard' }).click();
    await page.getByText('L’invitation n’ouvre plus rien.').waitFor();
    await expert.page.goto('about:blank');
    await expert.page.goto(link);
    await expert.page.getByRole('heading', { name: 'Cette invitation n’ouvre plus rien' }).waitFor();
    assert.deepEqual(expert.elsewhere, []);
    await expert.context.close();
  });

  await t.test('certifies hours, and an employer verifies and prints them', async () => {
    await page.getByRole('button', { name: 'Attester les heures, Nadia Haddad' }).click();
    await page.locator('rb-dialog[open]').getByRole('button', { name: 'Attester les heures' }).click();
    const said = await page.getByText(/Attestation [0-9A-Z-]{14}\s*: 1,00\sh pour Nadia Haddad/).innerText();
    const number = /[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}/.exec(said)[0];
    const employer = await visitor(browser, server.url);
    await employer.page.goto(`${server.url}/p/${tenant}/cap/certificate`);
    await employer.page.getByLabel('Numéro').fill(number.toLowerCase());
    await employer.page.getByRole('button', { name: 'Vérifier' }).click();
    await employer.page.getByText('Cette attestation est authentique et valable').waitFor();
    await employer.page.getByText(/1,00\sheure/).waitFor();
    await narrow(employer.page, 'cap-certificate-320');
    await employer.page.setViewportSize({ width: 1280, height: 900 });
    await employer.page.emulateMedia({ media: 'print' });
    await picture(employer.page, 'cap-certificate-print');
    assert.equal(await employer.page.getByRole('button', { name: 'Vérifier' }).isVisible(), false);
    await employer.page.emulateMedia({ media: 'screen' });
    await page.reload();
    await page.getByRole('link', { name: `Attestation ${number}` }).waitFor();
    await page.getByRole('button', { name: 'Révoquer, Nadia Haddad' }).click();
    await page.locator('rb-dialog[open]').getByLabel('Raison').fill('Une séance comptée deux fois');
    await look(page, 'cap-revoke');
    await page.locator('rb-dialog[open]').getByRole('button', { name: 'Révoquer', exact: true }).click();
    await page.getByRole('button', { name: 'Attester les heures, Nadia Haddad' }).waitFor();
    await employer.page.getByRole('button', { name: 'Vérifier' }).click();
    await employer.page.getByText('Une séance comptée deux fois').waitFor();
    await employer.page.emulateMedia({ media: 'print' });
    await employer.page.getByText(/^Révoquée le .* n’atteste plus rien/).waitFor();
    await picture(employer.page, 'cap-certificate-revoked');
    await employer.page.emulateMedia({ media: 'screen' });
    await employer.page.getByLabel('Numéro').fill('0000-0000-0000');
    await employer.page.getByRole('button', { name: 'Vérifier' }).click();
    await employer.page.getByText('Aucune attestation ne porte ce numéro').waitFor();
    assert.deepEqual(employer.elsewhere, []);
    await employer.context.close();
  });
  assert.deepEqual(elsewhere, []);
});

test('in Québec the letters CAP are written out once on each page, and in English everything is English', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url, { locale: 'fr-CA', timezoneId: 'America/Toronto' });
  const town = 'cpe-des-deux-rives';
  await caller(page, server.url, town, 'core:coordinator');
  const written = page.getByText(/communautés d’apprentissage professionnelles \(CAP\)/i);
  await page.goto(`${server.url}/o/${town}/modules/cap/`);
  await page.getByRole('heading', { level: 1, name: 'CAP' }).waitFor();
  assert.equal(await written.count(), 1);
  await picture(page, 'cap-list-quebec');
  await page.getByRole('link', { name: /^Entrer/ }).click();
  await page.getByText('Ce que j’essaie').waitFor();
  assert.equal(await written.count(), 1);
  await look(page, 'cap-room-quebec');
  await page.getByRole('link', { name: 'English' }).or(page.getByRole('button', { name: 'English' })).click();
  await page.getByText('What I try').waitFor();
  await look(page, 'cap-room-english');
  assert.deepEqual(elsewhere, []);
  await context.close();
});

test('the public sees what is next, on a page of ours and without JavaScript', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url, { timezoneId: 'America/Montreal' });
  await page.goto(`${server.url}/p/${tenant}/cap/next`);
  await page.locator('small', { hasText: 'heure de Paris' }).first().waitFor();
  assert.equal(await page.getByText('Inès').count(), 0);
  await look(page, 'cap-next');
  await narrow(page, 'cap-next-320');
  assert.deepEqual(elsewhere, []);
  await context.close();
  const plain = await visitor(browser, server.url, { javaScriptEnabled: false });
  await plain.page.goto(`${server.url}/p/${tenant}/cap/next`);
  await plain.page.getByRole('heading', { name: 'Prochaines séances' }).waitFor();
  await plain.page.getByText(/\(heure de Paris\)/).first().waitFor();
  await picture(plain.page, 'cap-next-plain');
  await plain.context.close();
});

test('a low portrait suggests the communities that are about it', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  const call = await caller(page, server.url, tenant, 'core:coordinator');
  const wave = await openWave(call, { title: 'Portrait de mars', sites: ['Le Petit Pont'] });
  const code = await codeOf(call, wave.id, 'Le Petit Pont');
  for (let person = 0; person < 6; person++) {
    await call('POST', '/portrait/answers:submit', { code, values: Object.fromEntries(wave.items.map((key) => [key, 1])), language: 'fr' });
  }
  await call('POST', `/portrait/waves/${wave.id}:close`);
  await page.goto(`${server.url}/o/${tenant}/`);
  const card = page.getByText('Le portrait « Portrait de mars » invite à travailler « Interactions avec les enfants ». Des communautés en traitent').first();
  for (let tries = 0; tries < 20 && !(await card.isVisible()); tries++) { // the need comes by an event
    await page.reload();
    await page.getByRole('heading', { level: 1 }).waitFor();
    await card.waitFor({ timeout: 1_000 }).catch(() => {});
  }
  await look(page, 'home-suggested');
  await page.getByRole('link', { name: 'Voir les communautés' }).first().click();
  await page.getByText('invite à travailler « Interactions avec les enfants » : cette communauté en traite').first().waitFor();
  await page.getByText('Cette communauté traite de : Interactions avec les enfants et Interactions avec les parents').first().waitFor();
  await look(page, 'cap-list-suggested');
  await narrow(page, 'cap-list-suggested-320');
  assert.deepEqual(elsewhere, []);
  await context.close();
});
