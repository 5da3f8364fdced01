// The two-puppet programme in a real browser: an educator at nap time on a phone, a programme lead on Monday, a
// family at home.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { browse, caller, look, narrow, phone, picture, serve, signIn, visitor } from './platform.mjs';

const tenant = 'niort';
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

const home = () => `${server.url}/o/${tenant}/modules/piloufilou`;
// Spaces are no-break ones where French wants them.
const said = (name) => new RegExp(`^\\s*${name.replaceAll(' ', '\\s')}\\s*$`);
const tap = (scope, name) => scope.getByLabel(said(name)).check();
// One question on the log: the group of buttons under a legend.
const question = (scope, legend) => scope.getByRole('group', { name: new RegExp(`^${legend}`) });

test('story: an educator logs workshop 7 of 16 at nap time, on a phone', async (t) => {
  const { page, elsewhere, context } = await visitor(browser, server.url, phone);

  await t.test('from the sign-in page to the end in under two minutes', async () => {
    const began = Date.now();
    await signIn(page, server.url, tenant, 'core:educator');
    await page.getByText(/Atelier 7 aujourd’hui avec «.Les Grands.»/).waitFor();
    await picture(page, 'workshop-home');
    await page.getByRole('link', { name: 'Noter', exact: true }).click();
    await page.getByRole('heading', { level: 2, name: /^7\. Souffler comme une tortue/ }).waitFor();
    await page.getByRole('button', { name: 'Tout a été fait' }).click();
    await page.getByLabel('Les enfants essaient à leur tour, par le corps ou la marionnette').uncheck(); // five of six
    await page.getByText('Ce qui a été fait (5 sur 6)').waitFor();
    await tap(question(page, 'Durée .prévue'), '35 min');
    await tap(question(page, 'Pris par l’atelier'), '6');
    await tap(question(page, 'Se sont éloignés'), '2');
    await tap(question(page, 'Le groupe était pris'), 'souvent');
    await tap(question(page, 'Et vous, en jouant'), 'à l’aise');
    await tap(question(page, 'Quelque chose a été changé'), 'Oui');
    await page.getByLabel(/^Quoi/).fill('La plume remplacée par un foulard');
    await page.getByLabel(/^Pourquoi/).fill('La plume s’est envolée');
    await page.getByRole('textbox', { name: /^Notes/ }).fill('Léo a soufflé longtemps avec Piko.');
    await look(page, 'workshop-log');
    await page.getByRole('button', { name: 'Enregistrer l’atelier' }).click();
    await page.getByText(/«.Léo.» ressemble à un prénom/).waitFor();
    await look(page, 'workshop-name');
    await page.getByText('un enfant a soufflé longtemps avec Piko.').waitFor();
    await page.getByRole('button', { name: 'Prendre ce texte' }).click();
    await page.getByRole('button', { name: 'Enregistrer l’atelier' }).click();
    await page.getByText('7 sur 16 tenus').waitFor();
    const seconds = (Date.now() - began) / 1000;
    t.diagnostic(`the machine's time for the whole, sign-in, pictures and axe included: ${seconds.toFixed(1)} s`);
    assert.ok(seconds < 120);
  });

  await t.test('reads it back, without the name', async () => {
    await page.getByText(/35.min sur 40/).waitFor();
    await page.getByText(/6 pris par l’atelier, 2 éloignés/).first().waitFor();
    await page.getByText('un enfant a soufflé longtemps avec Piko.').waitFor();
    assert.equal(await page.getByText('Léo').count(), 0);
    await look(page, 'workshop-cycle');
    await narrow(page, 'workshop-cycle-320');
  });

  await t.test('corrects it, and what was typed waits on the device', async () => {
    await page.setViewportSize(phone.viewport);
    await page.getByRole('button', { name: 'Autres actions, atelier 7' }).click();
    await page.getByRole('link', { name: 'Corriger' }).click();
    await page.getByText('Ce qui a été fait (5 sur 6)').waitFor();
    await tap(question(page, 'Durée .prévue'), '40 min');
    await page.getByText(/gardé sur cet appareil à/).waitFor();
    await narrow(page, 'workshop-log-320');
    await page.setViewportSize(phone.viewport);
  });

  await t.test('by the keyboard, the bar that sends never hides the field in use', async () => {
    await page.reload();
    await page.getByLabel('Date', { exact: true }).focus();
    const seen = [];
    while (seen.at(-1)?.name !== 'textarea') {
      await page.keyboard.press('Tab');
      seen.push(await page.evaluate(() => {
        let field = document.activeElement;
        while (field.shadowRoot?.activeElement) field = field.shadowRoot.activeElement;
        const { top, bottom, left } = field.getBoundingClientRect();
        let above = document.elementFromPoint(left + 5, (top + bottom) / 2);
        while (above?.shadowRoot?.elementFromPoint(left + 5, (top + bottom) / 2) && above.shadowRoot.elementFromPoint(left + 5, (top + bottom) / 2) !== above) above = above.shadowRoot.elementFromPoint(left + 5, (top + bottom) / 2);
        return { name: field.localName, label: field.labels?.[0]?.textContent.trim() ?? '', hidden: above?.closest('.send') !== null };
      }));
    }
    assert.ok(seen.length > 8, `only ${seen.length} stops before the notes`);
    assert.deepEqual(seen.filter((s) => s.hidden), []);
  });

  await t.test('loses the network in the middle, is told beside the button, and sends when it is back', async () => {
    await context.setOffline(true);
    await page.getByRole('button', { name: 'Enregistrer l’atelier' }).click();
    const told = page.getByRole('alert').getByText('Pas de connexion. Rien n’est perdu');
    await told.waitFor();
    assert.ok(await told.evaluate((e) => { const { top, bottom } = e.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight; }), 'the message is out of sight');
    await picture(page, 'workshop-offline');
    await context.setOffline(false);
    await page.getByRole('button', { name: 'Enregistrer l’atelier' }).click();
    await page.getByText(/40.min sur 40/).last().waitFor();
  });

  await t.test('prepares the next one', async () => {
    await page.getByRole('link', { name: /Préparer l’atelier 8/ }).click();
    await page.getByRole('heading', { level: 1, name: /^8\. Dans les chaussures de l’autre/ }).waitFor();
    await look(page, 'workshop-sheet');
  });

  assert.deepEqual(elsewhere, []);
  await context.close();
});

test('story: several workshops in one go, after the fact; a draft survives a reload', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  await signIn(page, server.url, tenant, 'core:coordinator');
  await page.goto(home());
  await page.getByRole('link', { name: /^Noter, Les Moyens/ }).click();
  await page.getByText('3 ateliers attendent').waitFor();
  await page.getByLabel(/\b10, /).check();
  await page.getByLabel(/\b11, /).check();
  const entry = (n) => page.locator('rb-piloufilou-entry').filter({ has: page.getByRole('heading', { name: new RegExp(`^${n}\\. `) }) });
  for (const n of [9, 10]) {
    await entry(n).getByRole('button', { name: 'Tout a été fait' }).click();
    await tap(question(entry(n), 'Durée .prévue'), '35 min');
  }
  await tap(entry(11), 'N’a pas eu lieu');
  await page.reload();
  await page.getByText(/gardé sur cet appareil à/).waitFor();
  assert.equal(await page.locator('rb-piloufilou-entry').count(), 3);
  await page.getByRole('button', { name: 'Enregistrer 3 ateliers' }).click();
  await page.getByText('Atelier 11 : dites pourquoi il n’a pas eu lieu.').waitFor();
  await look(page, 'workshops-several');
  await tap(entry(11), 'Maladie');
  await page.getByRole('button', { name: 'Enregistrer 3 ateliers' }).click();
  await page.getByText('9 sur 16 tenus, 2 non tenus, 5 à venir').waitFor();
  assert.deepEqual(elsewhere, []);
  await context.close();
});

test('story: a programme lead sees who needs support, certifies, opens a cycle and prints the report', async (t) => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  await signIn(page, server.url, tenant, 'core:coordinator');
  await look(page, 'edition-home');

  await t.test('an edition at a glance, and the cycles without supervision', async () => {
    await page.getByRole('link', { name: 'Ateliers', exact: true }).click();
    await page.getByText('cycles sans supervision').waitFor();
    await look(page, 'edition');
    await page.getByLabel('Montrer').selectOption('unsupervised');
    assert.equal(await page.getByRole('heading', { level: 3 }).count(), 2);
    await narrow(page, 'edition-320');
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  await t.test('a cycle waits for a certificate', async () => {
    await page.getByLabel('Montrer').selectOption('planned');
    await page.getByRole('link', { name: 'Le petit groupe, La Cabane', exact: true }).click();
    await page.getByText(/Chloé Mercier n’a pas de certificat valable/).waitFor();
    assert.ok(await page.getByRole('button', { name: 'Ouvrir le cycle' }).isDisabled());
    await look(page, 'cycle-planned');
  });

  await t.test('attendance, then the certificate', async () => {
    await page.goto(`${home()}/people`);
    await page.getByText('Jouer avec deux marionnettes').click();
    await page.getByRole('button', { name: 'Certifier Chloé Mercier' }).click();
    await page.getByText(/La formation n’a pas été suivie assez longtemps/).waitFor();
    await page.getByText('Jouer avec deux marionnettes').click();
    await page.getByText('Jouer avec deux marionnettes').click();
    await page.getByLabel('Minutes suivies par Chloé Mercier').fill('720');
    await page.getByLabel('Minutes suivies par Chloé Mercier').press('Tab');
    await look(page, 'people');
    await page.getByRole('button', { name: 'Enregistrer les présences' }).click();
    await page.getByText('Les présences sont enregistrées.').first().waitFor();
    if (!(await page.getByRole('button', { name: 'Certifier Chloé Mercier' }).isVisible())) await page.getByText('Jouer avec deux marionnettes').click();
    await page.getByRole('button', { name: 'Certifier Chloé Mercier' }).click();
    await page.getByText('Le certificat est délivré.').first().waitFor();
    await narrow(page, 'people-320');
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  await t.test('the cycle opens, its calendar has an address', async () => {
    await page.goto(home());
    await page.getByRole('link', { name: 'Le petit groupe, La Cabane', exact: true }).click();
    await page.getByRole('button', { name: 'Ouvrir le cycle' }).click();
    await page.getByText('0 sur 16 tenus, 16 à venir').waitFor();
    await page.getByRole('button', { name: 'Créer une adresse' }).click();
    await page.getByText(/elle n’est montrée qu’une fois/).waitFor();
    await look(page, 'cycle-open');
    const address = await page.locator('rb-copy').first().evaluate((e) => e.text);
    const calendar = await (await fetch(address)).text();
    assert.match(calendar, /^BEGIN:VCALENDAR\r\n/);
    assert.equal(calendar.split('BEGIN:VEVENT').length - 1, 16);
    assert.match(calendar, /Le petit groupe/);
    await page.getByRole('button', { name: 'Couper l’adresse' }).click();
    await page.getByRole('button', { name: 'Créer une adresse' }).waitFor();
    assert.equal((await fetch(address)).status, 404);
  });

  await t.test('a supervision is recorded where there was none', async () => {
    await page.goto(home());
    await page.getByRole('link', { name: 'Matinée du relais, Relais petite enfance de Niort', exact: true }).click();
    await page.getByRole('link', { name: 'Noter une supervision' }).click();
    await page.getByLabel('Ce qui va bien').fill('Tout le groupe respire ensemble.');
    await page.getByLabel('Changement convenu').fill('Laisser le silence durer.');
    await look(page, 'supervise');
    await page.getByRole('button', { name: 'Enregistrer la supervision' }).click();
    await page.getByText('Laisser le silence durer.').waitFor();
  });

  await t.test('the report of the network, of a site, on paper, as a file', async () => {
    await page.goto(home());
    await page.getByRole('link', { name: 'Bilan', exact: true }).click();
    await page.getByRole('heading', { level: 1, name: 'Bilan de l’édition' }).waitFor();
    await look(page, 'report');
    const waits = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Tableur (CSV)' }).click();
    assert.match((await waits).suggestedFilename(), /\.csv$/);
    await page.emulateMedia({ media: 'print' });
    await picture(page, 'report-print');
    assert.ok(!(await page.getByRole('button', { name: 'Imprimer' }).isVisible()));
    await page.emulateMedia({ media: 'screen' });
    await page.getByRole('link', { name: 'Le Petit Pont' }).first().click();
    await page.getByRole('heading', { level: 1, name: /Bilan du lieu.* Le Petit Pont/ }).waitFor();
    await narrow(page, 'report-320');
  });

  assert.deepEqual(elsewhere, []);
  await context.close();
});

test('the whole in English', async () => {
  const { page, context } = await visitor(browser, server.url);
  await signIn(page, server.url, tenant, 'core:director');
  await page.getByRole('button', { name: 'English' }).click();
  for (const [path, heading] of [['', 'Two-puppet programme'], ['/programmes', 'Workshop programmes']]) {
    await page.goto(home() + path);
    await page.getByRole('heading', { level: 1, name: heading }).waitFor();
    await look(page, `workshops-en${path.replace('/', '-')}`);
  }
  await page.getByText('Psychosocial competences covered').click();
  await page.getByText('Each of the nine general competences is served').waitFor();
  await look(page, 'coverage-en');
  await context.close();
});

test('a family reads the card on a phone, in plain words, in English, and without JavaScript', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url, phone);
  await page.goto(`${server.url}/p/${tenant}/piloufilou/card`);
  await page.getByRole('heading', { level: 1, name: 'Programme à deux marionnettes' }).waitFor();
  await look(page, 'card-list');
  await page.getByRole('link', { name: /^7\. / }).click();
  await page.getByRole('heading', { level: 1, name: 'Souffler comme une tortue' }).waitFor();
  await look(page, 'card');
  await page.getByRole('button', { name: 'En mots simples' }).click();
  await page.getByText(/Je rentre la tête. Je souffle. Je ressors./).waitFor();
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByText(/I draw my head in. I breathe out./).waitFor();
  await narrow(page, 'card-320');
  assert.deepEqual(elsewhere, []);
  await context.close();

  const bare = await visitor(browser, server.url, { javaScriptEnabled: false });
  await bare.page.goto(`${server.url}/p/${tenant}/piloufilou/card`);
  await bare.page.getByRole('link', { name: 'Souffler comme une tortue' }).click();
  await bare.page.getByRole('heading', { level: 1, name: 'Souffler comme une tortue' }).waitFor();
  await bare.page.getByText(/faites trois souffles de tortue ensemble/).waitFor();
  await picture(bare.page, 'card-without-script');
  await bare.context.close();
});

test('story: the coordination closes the town for some weeks, and no workshop of a site is planned then', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  const call = await caller(page, server.url, tenant, 'core:coordinator');
  const day = (n) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
  const [from, to] = [day(35), day(63)];
  await page.goto(`${server.url}/o/${tenant}/sites`);
  await page.getByRole('link', { name: 'Fermetures' }).click();
  await page.getByText(/Aucune fermeture n.est prévue/).waitFor();
  await page.getByRole('button', { name: 'Ajouter une fermeture' }).click();
  await page.getByLabel('Français').fill('Fermeture d’été');
  await page.getByLabel('Premier jour de fermeture').fill(from);
  await page.getByLabel('Dernier jour de fermeture').fill(to);
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('La fermeture est enregistrée.').waitFor();
  await page.getByRole('listitem').filter({ hasText: 'Fermeture d’été' }).waitFor();
  await look(page, 'closures');
  await narrow(page, 'closures-320');
  await page.setViewportSize({ width: 1280, height: 900 });

  const { doc } = (await call('GET', '/piloufilou/cycles')).records[0];
  const plan = { edition: doc.edition, unit: doc.unit, group: 'Les Moyens', ages: 'mixed', children: 8, facilitator: doc.facilitator, first_on: day(28) };
  const { id } = await call('POST', '/piloufilou/cycles', plan);
  await page.goto(`${home()}/cycles/${id}`);
  await page.getByText(/Aucun atelier quand le lieu est fermé.: Fermeture d’été/).waitFor();
  await look(page, 'closures-cycle');
  const { dates } = await call('GET', `/piloufilou/cycles/${id}:dates`);
  assert.deepEqual(dates.slice(0, 2), [day(28), day(70)], 'the first workshop is before, the second after');
  assert.deepEqual(dates.filter((d) => from <= d && d <= to), []);
  assert.deepEqual(elsewhere, []);
  await context.close();
});
