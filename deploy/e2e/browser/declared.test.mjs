// A module that is only a declaration, from an empty folder to a report on paper, by people who do not program: written,
// changed, packed, installed, opened by the administrator, used on a phone and at a desk, in French and in English.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { browse, caller, look, narrow, phone, picture, root, serve, visitor } from './platform.mjs';
import { tenant } from './wave.mjs';

let server;
let browser;
let folder;

before(async () => {
  server = await serve('--demo', '--tenants', 'tenants');
  browser = await browse();
  folder = mkdtempSync(join(tmpdir(), 'declared-'));
});
after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(folder, { recursive: true, force: true });
});

const ribambelle = (...args) => execFileSync(join(root, 'bin/ribambelle'), args, { cwd: folder, encoding: 'utf8' });

test('story: a visit report, from an empty folder to paper', async () => {
  ribambelle('module', 'new', '--declared', 'visites');
  const file = join(folder, 'visites/collections/reports.yaml');
  writeFileSync(file, readFileSync(file, 'utf8').replace('{fr: Personnes rencontrées, en: People met}', '{fr: Personnes présentes, en: People present}'));
  assert.match(ribambelle('module', 'verify', 'visites'), /sound/);
  ribambelle('module', 'keygen', 'reseau.example.org', '--to', 'reseau.key');
  ribambelle('module', 'pack', 'visites');
  ribambelle('module', 'sign', 'visites-1.0.0.rmod', '--key', 'reseau.key');
  ribambelle('module', 'publisher', 'trust', 'reseau.key.pub', '--data', server.data);
  ribambelle('module', 'install', 'visites-1.0.0.rmod', '--data', server.data);

  const desk = await visitor(browser, server.url);
  await caller(desk.page, server.url, tenant, 'core:administrator');
  await desk.page.goto(`${server.url}/o/${tenant}/modules`);
  await desk.page.getByRole('region', { name: 'Comptes rendus de visite' }).getByRole('button', { name: /^Ouvrir/ }).click();
  await desk.page.getByRole('button', { name: /^Fermer/ }).first().waitFor();
  await picture(desk.page, 'declared-opened');
  await desk.page.getByRole('link', { name: /Comptes rendus/ }).first().waitFor();
  await look(desk.page, 'declared-opened');

  await writes();
  await readsAtADesk(desk.page);
  assert.deepEqual(desk.elsewhere, [], 'requests to other hosts, or errors on the page');
  await desk.context.close();
});

// writes a report on a phone, step by step.
async function writes() {
  const { page, elsewhere, context } = await visitor(browser, server.url, phone);
  const call = await caller(page, server.url, tenant, 'core:coordinator');
  await page.goto(`${server.url}/o/${tenant}/modules/visites/collections/reports/new`);
  await page.getByRole('heading', { level: 2, name: 'La visite' }).waitFor();
  await page.getByRole('button', { name: 'Continuer' }).click();
  await page.getByText(/points? sont? à corriger|À corriger/i).first().waitFor();
  await page.getByLabel('Date de la visite').fill('2026-03-02');
  const { units } = await call('GET', '/units');
  await page.getByLabel(/Lieu d.accueil/).selectOption(units.find((u) => u.key === 'le-petit-pont').id);
  await page.getByText('Première visite').click();
  await page.getByLabel('Personnes présentes').fill('La directrice, deux éducatrices');
  await look(page, 'declared-phone-step-1');
  await page.getByRole('button', { name: 'Continuer' }).click();
  await page.getByRole('heading', { level: 2, name: 'Ce qui a été vu et convenu' }).waitFor();
  await page.getByLabel('Ce qui a été observé').fill('Un accueil calme le matin.\nLes parents sont attendus à la porte.');
  await page.getByRole('button', { name: /Ajouter/ }).first().click();
  await page.getByRole('textbox', { name: /^Quoi/ }).fill("Relire le projet d'accueil");
  await page.getByRole('textbox', { name: /^Qui / }).fill('La directrice');
  await look(page, 'declared-phone-step-2');
  await page.getByRole('button', { name: 'Étape précédente' }).click();
  assert.equal(await page.getByLabel('Personnes présentes').inputValue(), 'La directrice, deux éducatrices');
  await page.getByRole('button', { name: 'Continuer' }).click();
  assert.match(await page.getByLabel('Ce qui a été observé').inputValue(), /Un accueil calme/);
  await page.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByText('2 mars 2026').or(page.getByText('02/03/2026')).first().waitFor();
  await look(page, 'declared-phone-list');
  assert.deepEqual(elsewhere, [], 'requests to other hosts, or errors on the page');
  await context.close();
}

// readsAtADesk lists, prints and exports the report, in French and in English.
async function readsAtADesk(page) {
  const call = await caller(page, server.url, tenant, 'core:administrator');
  await page.goto(`${server.url}/o/${tenant}/modules/visites`);
  await page.getByRole('columnheader', { name: 'Objet de la visite' }).waitFor();
  assert.deepEqual(await page.getByRole('columnheader').allInnerTexts(), ['Date de la visite', 'Lieu d’accueil', 'Objet de la visite', 'Suite', 'Ouvrir']);
  await look(page, 'declared-desk-list');
  await page.getByRole('link', { name: /^Ouvrir,/ }).first().click();
  await page.getByRole('heading', { level: 1, name: '2 mars 2026, Le Petit Pont' }).waitFor();
  await page.getByText('Un accueil calme le matin.').waitFor();
  await look(page, 'declared-desk-reading');
  await page.getByRole('link', { name: 'Version à imprimer' }).click();
  await page.getByRole('button', { name: 'Imprimer' }).waitFor();
  await page.getByRole('heading', { level: 1, name: 'Compte rendu de visite' }).waitFor();
  await page.getByRole('cell', { name: 'Relire le projet d’accueil' }).waitFor();
  await look(page, 'declared-desk-paper');
  await page.emulateMedia({ media: 'print' });
  await page.getByRole('button', { name: 'Imprimer' }).waitFor({ state: 'hidden' });
  await picture(page, 'declared-printed');
  await page.emulateMedia({ media: 'screen' });
  await narrow(page, 'declared-paper-narrow');
  await page.setViewportSize({ width: 1280, height: 900 });
  const csv = await page.evaluate(async (at) => (await fetch(at)).text(), `${server.url}/t/${tenant}/visites/reports:export`);
  assert.match(csv, /Date de la visite,Lieu d'accueil,Objet de la visite,Durée en minutes,Prochaine visite,Suite\r?\n2026-03-02,Le Petit Pont,Première visite,,,À faire/);
  const { person } = await call('GET', '/me');
  await call('PUT', '/me', { name: person.name, language: 'en' });
  await page.reload();
  await page.getByRole('heading', { level: 1, name: 'Visit report' }).waitFor();
  await look(page, 'declared-paper-english');
  await page.goto(`${server.url}/o/${tenant}/modules/visites`);
  await page.getByRole('columnheader', { name: 'Purpose of the visit' }).waitFor();
  await look(page, 'declared-list-english');
}
