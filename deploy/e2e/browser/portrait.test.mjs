// A portrait in a real browser, by those who lead it: prepared, opened, printed, changed under way, closed, read.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { browse, caller, look, narrow, phone, picture, serve, signIn, visitor } from './platform.mjs';
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

const home = () => `${server.url}/o/${tenant}/modules/portrait`;

test('story: a coordinator prepares a portrait, opens it and prints what teams need', async (t) => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  const next = () => page.getByRole('button', { name: 'Continuer', exact: true }).click();

  await t.test('signs in and finds no portrait yet', async () => {
    await page.goto(`${server.url}/`);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await look(page, 'welcome');
    await signIn(page, server.url, tenant, 'core:coordinator');
    await page.getByRole('link', { name: 'Portrait de la qualité' }).click();
    await page.getByText('Aucun portrait pour l’instant').waitFor();
    await look(page, 'portrait-first');
  });

  await t.test('is told each mistake of a questionnaire by its line, in French', async () => {
    await page.getByRole('link', { name: 'Questionnaires', exact: true }).click();
    await page.getByLabel('Ou collez un texte YAML').fill('code: outil\nversion: "1"\nlicense: CC0\nlanguages: [fr]\ntitle: {fr: Outil}\nscales: []\ndimensions: []\n');
    await page.getByRole('button', { name: 'Importer', exact: true }).click();
    const said = page.getByRole('alert').filter({ hasText: 'Rien n’a été importé' });
    await said.getByText(/ligne 2, colonne 1.: "1" n’est pas une version/).waitFor();
    await said.getByText(/ligne 3, colonne 1.: il n’y a pas de champ "license"/).waitFor();
    await said.getByText(/ligne 6, colonne 1.: doit contenir une échelle/).waitFor();
    await narrow(page, 'questionnaire-320-mistakes');
    await page.setViewportSize({ width: 1280, height: 900 });
  });

  await t.test('prepares it, one question a screen', async () => {
    await page.getByRole('link', { name: 'Portraits', exact: true }).click();
    await page.getByRole('link', { name: /Préparer un portrait/ }).click();
    await page.getByRole('button', { name: /^Prendre/ }).click();
    await page.getByRole('radio', { checked: true }).waitFor();
    await look(page, 'prepare-1');
    await next();
    await page.getByText('Quels lieux répondent').waitFor();
    assert.equal(await page.getByRole('checkbox', { checked: true }).count(), 13);
    await page.getByText(/186 personnes invitées/).waitFor();
    // The relay declares eleven people, childminders among them; one who is invited separately counts one more.
    await page.getByText(/9 lieux à domicile, comptés dans cet effectif/).click();
    await page.getByRole('checkbox', { name: /Assistante maternelle 1/ }).check();
    await page.getByText(/1 personne, à domicile.: jamais montrée seule/).waitFor();
    await page.getByText(/187 personnes invitées/).waitFor();
    await page.getByRole('checkbox', { name: /Assistante maternelle 1/ }).uncheck();
    await page.getByRole('checkbox', { name: 'Le Jardin de Sèvre' }).uncheck();
    await look(page, 'prepare-2');
    await next();
    await page.getByRole('radio', { name: /Une affiche par lieu/, checked: true }).waitFor();
    await page.getByLabel('Note aux équipes', { exact: true }).fill('Salle de pause, lundi à 14 h.');
    await look(page, 'prepare-3');
    await next();
  });

  await t.test('sees who cannot be shown, and groups them', async () => {
    await page.getByText(/170 personnes invitées dans 12 lieux d’accueil/).waitFor();
    await page.getByText(/2 lieux ne pourront pas être montrés seuls/).waitFor();
    await page.getByRole('listitem').filter({ hasText: /Bulle d’air, 4 personnes.*effectif sous le seuil/ }).waitFor();
    await page.getByRole('listitem').filter({ hasText: /Les Trois Pommes, 5 personnes.*masqué pour protéger un autre lieu/ }).waitFor();
    await look(page, 'prepare-4');
    await page.getByRole('button', { name: 'Regrouper ces lieux' }).first().click();
    await page.getByRole('button', { name: 'Défaire' }).waitFor();
    await page.getByText('Tous les lieux pourront être montrés si leurs équipes répondent.').waitFor();
    await page.getByRole('button', { name: 'Ouvrir le portrait' }).click();
    await page.getByRole('heading', { name: 'À faire' }).waitFor();
    await look(page, 'wave-open');
  });

  await t.test('prints posters and letters in both languages', async () => {
    await page.getByRole('link', { name: 'Imprimer les affiches' }).click();
    await page.getByText(/^[0-9A-Z]{5}-[0-9A-Z]{5}$/).first().waitFor();
    await look(page, 'posters');
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.getByRole('button', { name: 'Imprimer' }).isVisible(), false, 'the print button is on paper');
    assert.equal(await page.getByRole('navigation').first().isVisible(), false, 'the menu is on paper');
    await picture(page, 'posters-print');
    await page.emulateMedia({ media: 'screen' });
    await page.goBack();
    await page.getByRole('link', { name: /Lettre aux directions/ }).click();
    await page.getByRole('heading', { name: 'Note aux équipes', exact: true }).waitFor();
    await page.getByText('Salle de pause, lundi à 14 h.').waitFor();
    await page.getByLabel('Langue du document').selectOption({ label: 'English' });
    await page.getByRole('heading', { name: 'Notice to staff' }).waitFor();
    await look(page, 'letters-en');
  });

  await t.test('extends it, adds a late site, raises a headcount', async () => {
    await page.getByRole('link', { name: /^Portrait de départ/ }).click();
    await page.getByRole('button', { name: 'Prolonger' }).click();
    const dialog = page.locator('rb-dialog[open]');
    await dialog.getByLabel('Nouveau dernier jour').fill('2099-06-30');
    await dialog.getByRole('button', { name: 'Prolonger' }).click();
    await page.getByText(/Le dernier jour est le 30 juin 2099/).waitFor();
    await page.getByRole('button', { name: 'Augmenter un effectif' }).click();
    await dialog.getByLabel('Dans quel lieu').selectOption({ label: 'La Cabane' });
    await dialog.getByLabel('Nouvel effectif').fill('9');
    await dialog.getByRole('button', { name: 'Augmenter un effectif' }).click();
    await page.getByRole('row', { name: /La Cabane 9 0/ }).waitFor();
    await page.getByRole('button', { name: 'Ajouter un lieu' }).click();
    await look(page, 'wave-add');
    await dialog.getByLabel('Quel lieu s’ajoute').selectOption({ label: 'Le Jardin de Sèvre' });
    await dialog.getByRole('button', { name: 'Ajouter un lieu' }).click();
    await page.getByRole('row', { name: /Le Jardin de Sèvre/ }).waitFor();
  });

  await t.test('cancels it while nobody has answered', async () => {
    await page.getByRole('button', { name: 'Annuler le portrait' }).click();
    await page.locator('rb-dialog[open]').getByRole('button', { name: 'Annuler le portrait' }).click();
    await page.getByText(/Ce portrait a été annulé/).waitFor();
  });

  assert.deepEqual(elsewhere, [], 'requests to other hosts, or errors on the page');
  await context.close();
});

test('a portrait in preparation is renamed, and deleted when nobody wants it', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  const call = await caller(page, server.url, tenant, 'core:coordinator');
  const questionnaire = (await call('GET', '/portrait/questionnaires')).records[0] ?? (await call('POST', '/portrait/samples/nos-pratiques:adopt', {}));
  const { units } = await call('GET', '/units');
  await call('POST', '/portrait/waves', { title: 'Essai de mars', questionnaire_id: questionnaire.id, unit: units.find((u) => u.name === 'Niort').id });
  await page.goto(home());
  await page.getByRole('link', { name: 'Renommer ou supprimer, Essai de mars' }).click();
  await page.getByRole('link', { name: /Continuer/ }).waitFor();
  await look(page, 'portrait-draft');
  await page.getByRole('button', { name: 'Renommer' }).click();
  await page.getByLabel('Nom du portrait').fill('Portrait de mars');
  await page.locator('rb-dialog').getByRole('button', { name: 'Renommer' }).click();
  await page.getByRole('heading', { level: 1, name: 'Portrait de mars' }).waitFor();
  await page.getByRole('button', { name: 'Supprimer le brouillon' }).click();
  const dialog = page.locator('rb-dialog[open]');
  await dialog.getByText(/Portrait de mars/).waitFor();
  await dialog.getByRole('button', { name: 'Supprimer le brouillon' }).click();
  await page.getByRole('heading', { level: 1, name: 'Portraits' }).waitFor();
  assert.equal(await page.getByText('Portrait de mars').count(), 0);
  assert.deepEqual(elsewhere, [], 'requests to other hosts, or errors on the page');
  await context.close();
});

test('story: a closed portrait shows strengths before needs, and masks what could tell on somebody', async (t) => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  const call = await caller(page, server.url, tenant, 'core:coordinator');
  const wave = await openWave(call, { title: 'Portrait de suivi' });
  const answers = { 'Bulle d’air': 3, 'La Cabane': 5, 'Le Petit Pont': 12, 'Les Libellules': 9 };
  for (const [site, n] of Object.entries(answers)) await send(call, wave, await codeOf(call, wave.id, site), n);

  await t.test('the coordinator closes it', async () => {
    await page.goto(`${home()}/waves/${wave.id}`);
    await page.getByText(/des personnes invitées ont répondu/).waitFor();
    await page.getByRole('button', { name: 'Terminer maintenant' }).click();
    await page.locator('rb-dialog[open]').getByRole('button', { name: 'Terminer maintenant' }).click();
    await page.getByRole('link', { name: /Voir les résultats/ }).click();
    await page.getByRole('heading', { name: 'Ce qui va bien' }).waitFor();
    const order = await page.getByRole('heading', { name: /^Ce qui (va bien|peut grandir)$/ }).allTextContents();
    assert.deepEqual(order, ['Ce qui va bien', 'Ce qui peut grandir']);
    await page.getByText(/changement observé, pas d’effet/).waitFor();
    await look(page, 'results');
  });

  await t.test('a site below the floor is masked, and no number of it is on the page', async () => {
    const row = page.getByRole('row', { name: /Bulle d’air/ });
    assert.match(await row.textContent(), /^\s*Bulle d’air(\s*masqué\s*)+$/);
    await page.getByLabel('Montrer un lieu').selectOption({ label: 'Bulle d’air (masqué)' });
    await page.getByText(/montré seul, ce résultat pourrait désigner des personnes/).waitFor();
    await look(page, 'results-masked');
  });

  await t.test('a director sees the own site only', async () => {
    const director = await visitor(browser, server.url, phone);
    await signIn(director.page, server.url, tenant, 'core:director');
    await director.page.goto(`${home()}/waves/${wave.id}/results`);
    await director.page.getByRole('heading', { name: 'Ce qui va bien' }).waitFor();
    await director.page.getByText(/Votre lieu.: Le Petit Pont/).waitFor();
    assert.equal(await director.page.getByText(/Les Libellules|La Cabane|Bulle d’air/).count(), 0, 'another site is named');
    await look(director.page, 'results-director');
    assert.deepEqual(director.elsewhere, []);
    await director.context.close();
  });

  await t.test('the next portrait says what has changed, and concludes nothing from two sites', async () => {
    const next = await openWave(call, { title: 'Portrait, un an plus tard', follows: wave.id });
    for (const [site, n] of Object.entries({ 'Le Petit Pont': 12, 'Les Libellules': 9 })) await send(call, next, await codeOf(call, next.id, site), n, 1);
    await call('POST', `/portrait/waves/${next.id}:close`, {});
    await page.goto(`${home()}/waves/${next.id}/results`);
    const change = page.locator('rb-portrait-change');
    await change.getByRole('heading', { name: 'Évolution' }).waitFor();
    await change.getByText(/2 lieux ne suffisent pas pour conclure.; l’écart observé est de \+/).first().waitFor();
    assert.equal(await change.getByText(/a augmenté|a baissé|impact|significati/).count(), 0, 'something is concluded from two sites');
    await change.locator('summary').click();
    await change.getByText(/La Cabane/).waitFor();
    await look(page, 'change');
    await page.goto(`${home()}/waves/${wave.id}/results`);
  });

  await t.test('reads in the dark, in English, on paper and on 320 px', async () => {
    await page.emulateMedia({ colorScheme: 'dark' });
    await page.reload();
    await page.getByRole('heading', { name: 'Ce qui va bien' }).waitFor();
    await look(page, 'results-dark');
    await page.emulateMedia({ colorScheme: 'light' });
    await page.reload();
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByRole('heading', { name: 'What goes well' }).waitFor();
    await look(page, 'results-en');
    await page.emulateMedia({ media: 'print' });
    await picture(page, 'results-print');
    await page.emulateMedia({ media: 'screen' });
    await narrow(page, 'results-320');
  });

  assert.deepEqual(elsewhere, [], 'requests to other hosts, or errors on the page');
  await context.close();
});
