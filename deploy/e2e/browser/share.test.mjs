// An association reads the network reports of three municipalities beside each other and together; one of them ends it.

import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';

import { browse, caller, look, narrow, phone, picture, serve, visitor } from './platform.mjs';
import { send } from './wave.mjs';

const towns = ['Ville des Sources', 'Ville du Pont', 'Ville Haute'];
const slugOf = (name) => name.toLowerCase().replaceAll(' ', '-');
const association = 'reseau-des-villes';

let files;
let server;
let browser;

function organisation(slug, name, template) {
  mkdirSync(join(files, slug));
  writeFileSync(join(files, slug, 'tenant.yaml'), `slug: ${slug}
name: ${name}
country: FR
wording: fr-FR
languages: [fr, en]
template: ${template}
zone: Europe/Paris
officer: {name: Dominique Petit, email: donnees@${slug}.example}
hosting: France
modules:
  portrait: {on: true}
  toolbox: {on: true}
units:
  - key: lieu
    name: ${name}
    kind: territory
    units:
      - {key: lilas, name: Les Lilas, kind: creche-collective, headcount: 12}
      - {key: roses, name: Les Roses, kind: creche-collective, headcount: 12}
`);
  writeFileSync(join(files, slug, 'demo.yaml'), `people:
  - {login: ${slug}.administration, name: Dominique Petit, language: fr, role: "core:administrator"}
  - {login: ${slug}.coordination, name: Camille Roy, language: fr, role: "core:coordinator"}
`);
}

before(async () => {
  files = mkdtempSync(join(tmpdir(), 'ribambelle-towns-'));
  organisation(association, 'Réseau des villes', 'association');
  for (const name of towns) organisation(slugOf(name), name, 'municipality');
  server = await serve('--demo', '--tenants', files);
  browser = await browse();
});
after(async () => {
  await browser?.close();
  await server?.stop();
  rmSync(files, { recursive: true, force: true });
});

// A closed portrait of a town, made over the API; how many answer at its two places.
async function closedPortrait(call, name, lilas, roses) {
  const questionnaire = await call('POST', '/portrait/samples/nos-pratiques:adopt', {});
  const { units } = await call('GET', '/units');
  const made = await call('POST', '/portrait/waves', { title: `Portrait de départ, ${name}`, questionnaire_id: questionnaire.id, unit: units.find((u) => u.kind === 'territory').id });
  await call('POST', `/portrait/waves/${made.id}:open`, {});
  const wave = { id: made.id, items: questionnaire.doc.dimensions.flatMap((d) => d.items.map((i) => i.key)) };
  const { sites } = await call('GET', `/portrait/waves/${made.id}:access`);
  for (const [site, n] of [['Les Lilas', lilas], ['Les Roses', roses]]) await send(call, wave, sites.find((s) => s.name === site).code, n);
  await call('POST', `/portrait/waves/${made.id}:close`, {});
}

test('an association reads the reports of three municipalities, and one of them stops sharing', async () => {
  const { page, elsewhere } = await visitor(browser, server.url);
  await caller(page, server.url, association, 'core:administrator');
  const first = await visitor(browser, server.url);
  for (const [i, name] of towns.entries()) {
    const { page: town } = i === 0 ? first : await visitor(browser, server.url);
    const call = await caller(town, server.url, slugOf(name), 'core:administrator');
    await closedPortrait(call, name, 6 + i, 6);
    let code;
    if (i === 0) {
      await town.goto(`${server.url}/o/${slugOf(name)}/settings/shares`);
      await town.getByRole('heading', { name: 'Vous ne partagez rien' }).waitFor();
      await look(town, 'shares-empty');
      await town.getByRole('button', { name: 'Proposer un partage' }).click();
      const dialog = town.locator('rb-dialog[open]');
      await dialog.getByLabel(/Rapports de réseau/).check();
      await dialog.getByLabel(/^Adresse de l’autre organisation/).fill(association);
      await dialog.getByLabel(/^À quoi cela sert/).fill('Bilan annuel du réseau');
      await look(town, 'shares-offer');
      await dialog.getByRole('button', { name: 'Obtenir le code' }).click();
      await dialog.getByRole('heading', { name: 'Code à transmettre' }).waitFor();
      code = await dialog.locator('rb-copy').evaluate((e) => e.text);
      await look(town, 'shares-code');
      await dialog.getByRole('button', { name: 'Terminé' }).click();
      await town.getByText('n’a pas encore pris le code').waitFor();
    } else {
      const made = await call('POST', '/shares', { to: association, module: 'portrait', what: 'network', purpose: 'Bilan annuel du réseau', expires: new Date(Date.now() + 90 * 86_400_000).toISOString() });
      ({ code } = made);
    }
    await page.goto(`${server.url}/o/${association}/settings/shares`);
    await page.getByRole('button', { name: 'J’ai reçu un code' }).click();
    const dialog = page.locator('rb-dialog[open]');
    await dialog.getByRole('textbox', { name: 'Code' }).fill(code);
    await dialog.getByRole('button', { name: 'Voir la proposition' }).click();
    const accept = page.getByRole('button', { name: new RegExp(`^Accepter.*${name}`) });
    await accept.waitFor();
    if (i === 0) await look(page, 'shares-received');
    await accept.click();
    await page.locator('rb-dialog[open]').getByRole('button', { name: 'Accepter' }).click();
    await accept.waitFor({ state: 'detached' });
  }

  await page.getByRole('link', { name: 'Lire les rapports' }).click();
  await page.getByRole('heading', { level: 1, name: 'Rapports partagés' }).waitFor();
  const table = page.locator('rb-table');
  for (const name of [...towns, 'Ensemble']) await table.getByRole('rowheader', { name: new RegExp(name) }).waitFor();
  await table.getByRole('row', { name: /Ensemble/ }).getByText('39', { exact: true }).waitFor();
  assert.match(await table.getByRole('row', { name: /Ensemble/ }).innerText(), /39\s+\d,\d\d/, 'the whole has no figures');
  assert.equal(await page.getByText('Les Lilas').count(), 0, 'a place is named');
  await look(page, 'shared-reports');
  await page.setViewportSize(phone.viewport);
  await picture(page, 'shared-reports-phone');
  await narrow(page, 'shared-reports-narrow');
  await page.setViewportSize({ width: 1280, height: 900 });

  await first.page.reload();
  await first.page.getByRole('button', { name: /^Mettre fin/ }).click();
  await first.page.locator('rb-dialog[open]').getByRole('button', { name: 'Mettre fin' }).click();
  await first.page.getByText('terminé', { exact: true }).waitFor();
  await look(first.page, 'shares-ended');
  await page.reload();
  await table.getByRole('row', { name: /Ensemble/ }).getByText('27', { exact: true }).waitFor();
  assert.equal(await page.getByText(towns[0]).count(), 0, 'the report of a town that ended it is shown');
  await page.goto(`${server.url}/o/${association}/settings/shares`);
  await page.getByText(/l’autre organisation y a mis fin/).waitFor();
  await page.setViewportSize(phone.viewport);
  await picture(page, 'shares-phone');
  assert.deepEqual(elsewhere, []);
});

test('a municipality takes over what an association publishes, and is proposed the next version', async () => {
  const { page, elsewhere } = await visitor(browser, server.url);
  const call = await caller(page, server.url, association, 'core:administrator');
  const tool = { title: 'La valise des retrouvailles', domain: 'parents', ages: 'mixed', summary: 'Préparer ensemble le moment du départ.', language: 'fr', licence: 'CC BY-SA 4.0' };
  const made = await call('POST', '/toolbox/tools', tool);
  const { doc } = await call('POST', '/portrait/samples/nos-pratiques:adopt', {});
  const own = await call('POST', '/portrait/questionnaires', { ...doc, code: 'nos-gestes', title: { fr: 'Nos gestes', en: 'Our gestures' }, status: 'draft' });
  await call('POST', `/portrait/questionnaires/${own.id}:publish`, {});
  await page.goto(`${server.url}/o/${association}/settings/works`);
  await page.getByRole('heading', { name: 'Vous ne publiez rien' }).waitFor();
  await look(page, 'works-empty');
  const publish = async (name, note) => {
    await page.getByRole('button', { name: 'Publier', exact: true }).click();
    const dialog = page.locator('rb-dialog[open]');
    const choice = dialog.getByLabel('Publication');
    await choice.selectOption(await choice.locator('option', { hasText: name }).first().getAttribute('value'));
    if (note) await dialog.getByLabel(/^Ce qui change/).fill(note);
    await dialog.getByText(/CC BY/).waitFor();
    await look(page, 'works-publish');
    await dialog.getByRole('button', { name: 'Publier', exact: true }).click();
    await dialog.getByRole('heading', { name: 'C’est publié' }).waitFor();
    const code = await dialog.locator('rb-copy').evaluate((e) => e.text);
    await look(page, 'works-code');
    await dialog.getByRole('button', { name: 'Terminé' }).click();
    return code;
  };
  const codes = [await publish(tool.title), await publish('Nos gestes')];

  const { page: town } = await visitor(browser, server.url);
  await caller(town, server.url, slugOf(towns[1]), 'core:administrator');
  await town.goto(`${server.url}/o/${slugOf(towns[1])}/settings/works`);
  const dialog = town.locator('rb-dialog[open]');
  for (const [i, code] of codes.entries()) {
    await town.getByRole('button', { name: 'J’ai reçu un code' }).click();
    if (i === 0) {
      await dialog.getByRole('textbox', { name: 'Code' }).fill(`${code}x`);
      await dialog.getByRole('button', { name: 'S’abonner' }).click();
      await dialog.getByText(/Ce code ne convient pas/).waitFor();
    }
    await dialog.getByRole('textbox', { name: 'Code' }).fill(code);
    await dialog.getByRole('button', { name: 'S’abonner' }).click();
    await dialog.getByText('Lire le contenu').click();
    await look(town, `works-look-${i}`);
    if (i === 1) {
      await town.setViewportSize(phone.viewport);
      await picture(town, 'works-look-phone');
      await town.setViewportSize({ width: 1280, height: 900 });
    }
    await dialog.getByRole('button', { name: 'Reprendre' }).click();
    await town.getByText('C’est repris.').first().waitFor();
    await dialog.waitFor({ state: 'detached' });
  }

  await call('PUT', `/toolbox/tools/${made.id}`, { ...tool, title: 'La valise, deuxième essai' });
  await page.reload();
  await publish('La valise, deuxième essai', 'Une photo de chaque enfant n’est plus demandée.');
  await look(page, 'works-published');
  await town.goto(`${server.url}/o/${slugOf(towns[1])}/`);
  await town.getByRole('link', { name: 'Une nouvelle version vous est proposée.' }).click();
  await town.getByText('version 2 proposée').waitFor();
  await look(town, 'works-proposed');
  await town.getByRole('button', { name: /^Regarder/ }).click();
  await dialog.getByText(/elle remplace celle que vous aviez reprise/).waitFor();
  await dialog.getByText('Une photo de chaque enfant n’est plus demandée.').waitFor();
  await dialog.getByRole('button', { name: 'Reprendre' }).click();
  await dialog.waitFor({ state: 'detached' });
  await town.getByRole('rowheader', { name: /La valise, deuxième essai/ }).waitFor();
  await town.setViewportSize(phone.viewport);
  await picture(town, 'works-phone');
  await narrow(town, 'works-narrow');
  assert.deepEqual(elsewhere, []);
});
