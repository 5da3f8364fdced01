// Sites from a spreadsheet, by the hundred: what Excel writes, slips told line by line, a list that folds; a
// session that ends meanwhile; a trial message that lies in this organisation's mailbox and in no other.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { browse, caller, look, narrow, serve, signIn, visitor } from './platform.mjs';

const tenant = 'les-petits-cailloux';
const other = 'cpe-des-deux-rives';

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

const file = (lines, encoding = 'utf8') => ({ name: 'lieux.csv', mimeType: 'text/csv', buffer: Buffer.from(lines.join('\r\n'), encoding) });

function list() {
  const lines = ['Nom;Type;Effectif;Territoire'];
  for (let t = 1; t <= 10; t++) lines.push(`Quartier ${t};Territoire;;`);
  for (let i = 1; i <= 290; i++) lines.push(`Crèche ${i};Crèche collective;${5 + (i % 9)};Quartier ${1 + (i % 10)}`);
  return lines;
}

test('story: a team comes in from an Excel list: invited by mail or by letter, in one go', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  await signIn(page, server.url, 'niort', 'core:administrator');
  await page.goto(`${server.url}/o/niort/people`);
  await page.getByRole('link', { name: 'Inviter une liste' }).click();
  await page.getByLabel('Envoyer les invitations par courriel').check();
  await page.getByLabel('Fichier Excel ou CSV').setInputFiles('deploy/e2e/testdata/equipe.xlsx');
  await page.getByText('Classeur « equipe.xlsx »').or(page.getByText(/Classeur «.equipe\.xlsx.»/)).first().waitFor();
  await page.getByText(/3 à inviter, 0 à qui donner un rôle/).waitFor();
  await look(page, 'people-import');
  await narrow(page, 'people-import-320');
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByRole('button', { name: 'Écrire 3 lignes' }).click();
  await page.getByRole('heading', { level: 1, name: '3 invitations sont prêtes' }).waitFor();
  await page.getByText(/Une invitation part par courriel/).waitFor();
  await page.getByRole('button', { name: 'Préparer les 2 lettres' }).click();
  await page.getByText('Bonjour Yanis Morel,').waitFor();
  await page.getByText('Bonjour Sarah Blanc,').waitFor();
  await look(page, 'people-import-done');
  // The one sent by mail lies where this server keeps its messages, with a link that opens the door.
  await page.goto(`${server.url}/o/niort/settings/mailbox`);
  await page.getByText(/maelle@example\.org/).first().waitFor();
  assert.deepEqual(elsewhere, []);
  await context.close();
});

test('story: an administrator tries a rule on what was done before it is kept', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  await signIn(page, server.url, tenant, 'core:administrator');
  const made = await page.request.post(`${server.url}/t/${tenant}/invitations`, { data: { name: 'Lou Petit', role: 'core:educator' }, headers: { Origin: server.url } });
  assert.equal(made.status(), 201);
  await page.goto(`${server.url}/o/${tenant}/settings`);
  await page.getByRole('link', { name: /Règles de refus/ }).click();
  await page.getByText('Comment écrire une règle').click();
  await page.getByLabel('Les règles').fill('package rb.overlay\n\ndeny if {\n');
  await page.getByRole('button', { name: 'Essayer' }).click();
  await page.getByText(/overlay\.rego:\d/).first().waitFor();
  await page.getByLabel('Les règles').fill('package rb.overlay\n\ndeny if input.action == "core:invitation.create"\n');
  await page.getByRole('button', { name: 'Ajouter un exemple' }).click();
  await page.getByLabel('Rôle').selectOption({ label: 'Direction' });
  await page.getByLabel('peut', { exact: true }).check();
  await page.getByLabel('Action', { exact: true }).selectOption({ label: 'Inviter une personne' });
  await page.getByRole('button', { name: 'Essayer' }).click();
  await page.getByText(/L.exemple 1 n.est pas tenu/).waitFor();
  await page.getByText(/acte récent serait décidé autrement/).waitFor();
  await look(page, 'policy');
  await narrow(page, 'policy-320');
  await page.setViewportSize({ width: 1280, height: 900 });
  await page.getByLabel('ne peut pas', { exact: true }).check();
  await page.getByRole('button', { name: 'Essayer' }).click();
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText(/Enregistré à/).waitFor();
  // It refuses from now on; and is taken back for those who come after.
  const invite = () => page.request.post(`${server.url}/t/${tenant}/invitations`, { data: { name: 'Max Petit', role: 'core:educator' }, headers: { Origin: server.url } });
  assert.equal((await invite()).status(), 403);
  const { slug: _s, template: _t, managed: _m, ...settings } = await (await page.request.get(`${server.url}/t/${tenant}/settings`)).json();
  await page.request.put(`${server.url}/t/${tenant}/settings`, { data: { ...settings, overlay: '', expectations: [] }, headers: { Origin: server.url } });
  assert.equal((await invite()).status(), 201);
  assert.deepEqual(elsewhere, []);
  await context.close();
});

test('story: a territory closes a module, and one of its sites reads who decided that', async () => {
  const town = await visitor(browser, server.url);
  await signIn(town.page, server.url, 'niort', 'core:administrator');
  const units = (await (await town.page.request.get(`${server.url}/t/niort/units`)).json()).units;
  const director = await visitor(browser, server.url);
  await signIn(director.page, server.url, 'niort', 'core:director');
  const grants = (await (await director.page.request.get(`${server.url}/t/niort/me`)).json()).grants;
  const site = units.find((u) => u.path === grants[0].unit_path);
  const above = units.find((u) => u.id === site.parent_id);
  const set = async ({ page }, unit) => {
    await page.goto(`${server.url}/o/niort/sites`);
    await page.getByLabel('Chercher un lieu').fill(unit.name); // a search unfolds the tree
    await page.getByRole('button', { name: `Actions pour ${unit.name}`, exact: true }).click();
    await page.getByRole('menuitem', { name: 'Réglages' }).or(page.getByRole('button', { name: 'Réglages', exact: true })).first().click();
    await page.getByRole('heading', { name: `Réglages de ${unit.name}` }).waitFor();
    return page.locator('rb-dialog[open]');
  };
  let dialog = await set(town, above);
  await look(town.page, 'unit-settings');
  await dialog.getByLabel('Jours fériés').selectOption({ label: 'Alsace et Moselle' });
  await dialog.getByLabel('Programme à deux marionnettes').selectOption({ label: 'Fermé, sans exception en dessous' });
  await dialog.getByRole('button', { name: 'Enregistrer' }).click();
  await town.page.getByText(`Les réglages de ${above.name} sont enregistrés.`).waitFor();

  dialog = await set(director, site);
  await dialog.getByText(`fermé, sans exception possible, par décision pour ${above.name}`).waitFor();
  assert.equal(await dialog.getByLabel('Programme à deux marionnettes').count(), 0, 'what is settled above cannot be chosen');
  assert.match(await dialog.getByLabel('Jours fériés').locator('option').first().textContent(), new RegExp(`^Alsace et Moselle, comme ${above.name}$`));
  await narrow(director.page, 'unit-settings-320');
  await director.page.setViewportSize({ width: 1280, height: 900 });
  assert.equal(await director.page.getByRole('link', { name: 'Ateliers' }).count(), 0, 'a module that is closed at her site is not in her menu');

  const reopened = await town.page.request.put(`${server.url}/t/niort/units/${above.id}/settings`, { data: {}, headers: { Origin: server.url } });
  assert.equal(reopened.status(), 200);
  await director.page.goto(`${server.url}/o/niort/`);
  await director.page.getByRole('link', { name: 'Ateliers' }).first().waitFor();
  assert.deepEqual([...town.elsewhere, ...director.elsewhere], []);
  await Promise.all([town.context.close(), director.context.close()]);
});

test('a list from Excel is previewed, corrected line by line, and written', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  await signIn(page, server.url, tenant, 'core:administrator');
  await page.goto(`${server.url}/o/${tenant}/sites/import`);
  const choose = page.getByLabel('Fichier Excel ou CSV');

  await choose.setInputFiles({ name: 'lieux.csv', mimeType: 'text/csv', buffer: Buffer.from('PK\u0003\u0004') });
  await page.getByText(/ne se lit ni comme un classeur Excel/).waitFor();
  await choose.setInputFiles({ name: 'lieux.csv', mimeType: 'text/csv', buffer: Buffer.from('') });
  await page.getByText('Le fichier est vide.').waitFor();
  await choose.setInputFiles({ name: 'lieux.csv', mimeType: 'text/csv', buffer: Buffer.from([0, 1, 2, 255]) });
  await page.getByText(/ne se lit ni comme un classeur Excel/).waitFor();
  const wrong = list();
  wrong[20] = 'Crèche X;Château;vingt;Quartier 1';
  wrong[30] = wrong[29];
  await choose.setInputFiles(file(wrong, 'latin1'));
  await page.getByText(/2 lignes sont à corriger/).waitFor();
  await page.getByText(/«\sChâteau\s» n’est pas une sorte de lieu/).waitFor();
  await page.getByText(/«\svingt\s» n’est pas un nombre/).waitFor();
  await page.getByText(/la ligne 30 parle du même lieu/).waitFor();
  assert.equal(await page.getByRole('button', { name: /^Écrire/ }).count(), 0, 'it may be written with slips in it');
  await look(page, 'import-slips');
  await narrow(page, 'import-slips-narrow');
  await page.setViewportSize({ width: 1280, height: 900 });

  await choose.setInputFiles(file(['\ufeff' + list()[0], ...list().slice(1)]));
  await page.getByRole('button', { name: /^Écrire 300 lieux/ }).click();
  await page.getByText(/300 lieux créés/).waitFor();
  const rows = page.locator('rb-sites li');
  await page.getByRole('button', { name: 'Lieux de Quartier 3', exact: true }).waitFor();
  assert.ok((await rows.count()) < 40, 'a long list begins folded');
  await look(page, 'sites-many');
  await page.getByLabel('Chercher un lieu').fill('crèche 29');
  await rows.filter({ hasText: 'Crèche 29' }).first().waitFor();
  await narrow(page, 'sites-narrow');
  assert.deepEqual(elsewhere, [], 'requests to other hosts, or errors on the page');
  await context.close();
});

test('a kind of its own is named, used, and a territory closes and reopens with what is below it', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  await signIn(page, server.url, tenant, 'core:administrator');
  await page.goto(`${server.url}/o/${tenant}/settings/kinds`);
  await page.getByRole('button', { name: 'Ajouter une sorte' }).click();
  await page.getByLabel('Français').last().fill('Crèche parentale');
  await page.getByText('Une équipe dans un lieu').last().click();
  await look(page, 'kinds');
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText(/Enregistré à/).waitFor();

  await page.goto(`${server.url}/o/${tenant}/sites`);
  const menu = (name) => page.getByRole('button', { name: `Actions pour ${name}`, exact: true });
  await page.getByRole('button', { name: 'Ajouter un territoire' }).click();
  await page.getByLabel('Nom', { exact: true }).fill('Presqu’île');
  await page.locator('rb-unit-form').getByRole('button', { name: 'Enregistrer' }).click();
  await menu('Presqu’île').click();
  await page.getByRole('button', { name: 'Ajouter un lieu ici' }).locator('visible=true').click();
  await page.getByLabel('Nom', { exact: true }).fill('La Farandole');
  await page.getByLabel('Sorte de lieu').selectOption({ label: 'Crèche parentale' });
  await page.getByLabel('Effectif du personnel').fill('7');
  await page.locator('rb-unit-form').getByRole('button', { name: 'Enregistrer' }).click();
  await menu('La Farandole').waitFor();
  await page.waitForFunction(() => document.activeElement !== document.body, undefined, { timeout: 5_000 });

  await menu('Presqu’île').click();
  await page.getByRole('button', { name: 'Fermer ce territoire' }).locator('visible=true').click();
  await page.locator('rb-confirm').getByText(/Ferme aussi.*La Farandole/).waitFor();
  await look(page, 'close-territory');
  await page.locator('rb-confirm').getByRole('button', { name: 'Fermer le territoire' }).click();
  await menu('La Farandole').waitFor({ state: 'detached' });
  await page.waitForFunction(() => document.activeElement !== document.body, undefined, { timeout: 5_000 });
  await page.getByRole('button', { name: 'Annuler', exact: true }).click();
  await menu('La Farandole').waitFor();
  assert.deepEqual(elsewhere, [], 'requests to other hosts, or errors on the page');
  await context.close();
});

test('a session that ends while somebody writes loses nothing', async () => {
  const { page, context } = await visitor(browser, server.url);
  await signIn(page, server.url, tenant, 'core:administrator');
  await page.goto(`${server.url}/o/${tenant}/invite`);
  await page.getByLabel('Nom de la personne').fill('Yann Kerbrat');
  await page.getByLabel('Rôle').selectOption({ label: 'Direction' });
  await context.clearCookies();
  await page.getByRole('button', { name: /Créer l.invitation/ }).click();
  const again = page.locator('rb-again');
  await again.getByLabel('Mot de passe', { exact: true }).fill('ribambelle-demo');
  await look(page, 'session-over');
  await again.getByRole('button', { name: 'Reprendre' }).click();
  await page.getByRole('heading', { level: 1, name: /Yann Kerbrat est prête/ }).waitFor();
  await context.close();
});

test('a trial message lies in the mailbox of its organisation, and in no other', async () => {
  const { page, context } = await visitor(browser, server.url);
  await signIn(page, server.url, tenant, 'core:administrator');
  await page.goto(`${server.url}/o/${tenant}/settings/mail`);
  await page.getByLabel('Adresse', { exact: true }).fill('essai@exemple.fr');
  await page.getByRole('button', { name: /Envoyer le message d.essai/ }).click();
  await page.getByText(/essai@exemple\.fr est dans la boîte/).waitFor();
  await look(page, 'mail');
  await page.getByRole('link', { name: 'Ouvrir la boîte' }).first().click();
  const letter = page.locator('rb-mailbox summary').filter({ hasText: 'essai@exemple.fr' });
  await letter.click();
  await page.getByRole('paragraph').getByText(/arrive bien/).waitFor();
  await look(page, 'mailbox');
  await narrow(page, 'mailbox-narrow');
  await context.close();

  const neighbour = await visitor(browser, server.url);
  const call = await caller(neighbour.page, server.url, other, 'core:administrator');
  assert.deepEqual((await call('GET', '/outbox?kind=mail')).items, [], 'another organisation sees the message');
  const refused = await neighbour.page.request.get(`${server.url}/t/${tenant}/outbox?kind=mail`);
  assert.equal(refused.status(), 404, 'another organisation’s mailbox is told of');
  await neighbour.context.close();
});
