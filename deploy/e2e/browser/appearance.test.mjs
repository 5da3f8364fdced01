// What the eye holds together across the modules: one way back, chains that say what they count, paper that is read
// in black and white.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { browse, caller, serve, visitor } from './platform.mjs';
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

/** Makes sure that the demonstration's content is there; it comes a moment after the start. */
async function filled(call, path, of = 'records') {
  for (const end = Date.now() + 60_000; Date.now() < end;) {
    const found = (await call('GET', path))[of];
    if (found.length > 0) return found;
    await new Promise((on) => { setTimeout(on, 100); });
  }
  return assert.fail(`${path} stays empty`);
}

test('the way back looks the same wherever it stands, and names where it leads', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url);
  const call = await caller(page, server.url, tenant, 'core:coordinator');
  const [cycle] = await filled(call, '/piloufilou/cycles');
  const [petition] = await filled(call, '/mobilisation/petitions');
  const [community] = await filled(call, '/cap/communities');
  const [tool] = await filled(call, '/toolbox/tools');
  const places = {
    [`modules/piloufilou/cycles/${cycle.id}`]: 'Tous les cycles',
    [`modules/piloufilou/cycles/${cycle.id}/sheet?n=1`]: `${cycle.doc.group}, ${cycle.doc.place}`,
    'modules/portrait/prepare': 'Tous les portraits',
    [`modules/mobilisation/petitions/${petition.id}`]: 'Pétitions',
    [`modules/mobilisation/edit/${petition.id}`]: petition.doc.title.fr,
    [`modules/cap/communities/${community.id}`]: 'Toutes les communautés d’apprentissage',
    [`modules/toolbox/collections/tools/${tool.id}`]: 'Outils',
    'sites/import': 'Lieux d’accueil',
  };
  const looks = new Set();
  for (const [place, name] of Object.entries(places)) {
    await page.goto(`${server.url}/o/${tenant}/${place}`);
    const back = page.locator('rb-back').getByRole('link', { name, exact: true });
    await back.waitFor();
    looks.add(await back.evaluate((link) => {
      const { color, fontSize, textDecorationLine } = getComputedStyle(link);
      return [color, fontSize, textDecorationLine, link.getBoundingClientRect().height, link.querySelectorAll('svg').length].join(' ');
    }));
    await page.emulateMedia({ media: 'print' });
    await back.waitFor({ state: 'hidden' });
    await page.emulateMedia({ media: 'screen' });
  }
  assert.equal(looks.size, 1, [...looks].join('\n'));
  assert.match([...looks][0], / 44 1$/, 'a target of 44 px with its arrow');
  assert.deepEqual(elsewhere, []);
  await context.close();
});

test('a figure of the chain that counts in part is filled in part', async () => {
  const { page, context } = await visitor(browser, server.url);
  const call = await caller(page, server.url, tenant, 'core:coordinator');
  const wave = await openWave(call, { title: 'Portrait en chemin' });
  await send(call, wave, await codeOf(call, wave.id, 'Le Petit Pont'), 5); // of 186 people: a figure stands for 12
  await page.goto(`${server.url}/o/${tenant}/modules/portrait/waves/${wave.id}`);
  const chain = page.locator('rb-chain svg[role=img]');
  await chain.waitFor();
  const filledAt = (share) => chain.evaluate((drawn, at) => {
    const { left, top, width, height } = drawn.getBoundingClientRect();
    const [, , across, down] = drawn.getAttribute('viewBox').split(' ').map(Number);
    const found = drawn.getRootNode().elementFromPoint(left + (13 / across) * width, top + ((1 + at) / down) * height); // the middle of the first figure
    return found?.getAttribute('class');
  }, share);
  assert.equal(await filledAt(4), 'off', 'the head of the first figure');
  assert.equal(await filledAt(20), 'part', 'its skirt');
  await context.close();
});
