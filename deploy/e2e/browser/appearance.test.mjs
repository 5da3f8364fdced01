// What the eye holds together across the modules: one way back, chains that say what they count, paper that is read
// in black and white.

import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';

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

test('a list says in its own words how one adds to it, and plainly where it has none', async () => {
  const { page, context } = await visitor(browser, server.url);
  const call = await caller(page, server.url, tenant, 'core:coordinator');
  await filled(call, '/mobilisation/movements');
  await page.goto(`${server.url}/o/${tenant}/modules/mobilisation/movement/edit`);
  await page.getByRole('button', { name: 'Ajouter un axe', exact: true }).waitFor();
  assert.equal(await page.getByText('Ajouter\u202f:').count(), 0);
  await page.getByRole('button', { name: 'English' }).click();
  await page.getByRole('button', { name: 'Add an axis', exact: true }).waitFor();
  await context.close();
});

test('sheets of paper wear the organisation’s colour in any light, and say competences in words', async () => {
  const { page, context } = await visitor(browser, server.url, { colorScheme: 'dark' });
  const call = await caller(page, server.url, tenant, 'core:coordinator');
  const { brand } = (await call('GET', '/me')).tenant;
  const wave = await openWave(call, { title: 'Portrait sur papier' });
  const own = await page.evaluate((colour) => { const e = document.createElement('i'); e.style.color = colour; return e.style.color; }, brand.primary);
  for (const sheet of ['posters', 'letters']) {
    await page.goto(`${server.url}/o/${tenant}/modules/portrait/waves/${wave.id}/${sheet}`);
    const mark = page.locator('article.sheet rb-mark').first();
    await mark.waitFor();
    assert.equal(await mark.evaluate((e) => getComputedStyle(e).color), own, sheet);
  }
  const [cycle] = await filled(call, '/piloufilou/cycles');
  await page.goto(`${server.url}/o/${tenant}/modules/piloufilou/cycles/${cycle.id}/sheet?n=1`);
  await page.getByRole('heading', { name: 'Compétences psychosociales' }).waitFor();
  const lines = await page.getByRole('heading', { name: 'Compétences psychosociales' }).locator('xpath=following-sibling::ul[1]/li').allTextContents();
  assert.ok(lines.length > 0);
  for (const line of lines) assert.match(line, /^\p{L}.{8,} [CES]\d[a-d]$/u);
  await page.goto(`${server.url}/o/${tenant}/modules/piloufilou/editions/${cycle.doc.edition}/report`);
  await page.getByRole('heading', { name: 'Par lieu' }).waitFor();
  await page.emulateMedia({ media: 'print' });
  assert.equal(await page.getByRole('button', { name: 'Imprimer' }).count(), 0, 'paper has no buttons');
  assert.equal(await page.getByRole('heading', { name: 'Par lieu' }).evaluate((h) => getComputedStyle(h).breakAfter), 'avoid');
  await context.close();
});

/** The texts of a page that French typography would set otherwise: a space that a line may break at before : ; ? ! »
 * or after «, and in Québec any space before ; ? !. */
const loose = (page, canada) => page.evaluate((anywhere) => {
  const wrong = anywhere ? /(?<!«)[ \u00a0\u202f][;?!](?=\s|$)| [:»](?=\s|$|[.,)])|« /u : / [:;?!»](?=\s|$|[.,)])|« /u;
  const found = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) {
      if (wrong.test(node.data) && !node.parentElement?.closest('[lang^="en"]')) found.push(node.data.trim());
    } else if (!['STYLE', 'SCRIPT', 'TEXTAREA', 'CODE', 'PRE'].includes(node.nodeName)) {
      if (node.shadowRoot) walk(node.shadowRoot);
      node.childNodes.forEach(walk);
    }
  };
  walk(document.body);
  return found;
}, canada);

/** What the field is called in France, and nowhere in Québec. */
const france = /crèche|EAJE|\bPMI\b|\bRPE\b|relais|assistante?s? maternel|puéricult|préau|\b(la commune|communes)\b|décret|Niort/i;

/** What a page says, a piece of text each. */
const said = (page) => page.evaluate(() => {
  const found = [];
  const walk = (node) => {
    if (node.nodeType === Node.TEXT_NODE) found.push(node.data.trim());
    else if (!['STYLE', 'SCRIPT'].includes(node.nodeName)) {
      if (node.shadowRoot) walk(node.shadowRoot);
      node.childNodes.forEach(walk);
    }
  };
  walk(document.body);
  return found;
});

/** The addresses that a page links to, below a prefix, with ids left out so that each kind of page is seen once. */
const linked = (page, prefix) => page.evaluate((below) => {
  const found = [];
  const walk = (root) => root.querySelectorAll('*').forEach((e) => {
    if (e.shadowRoot) walk(e.shadowRoot);
    if (e.localName === 'a' && e.href.startsWith(below)) found.push(e.href);
  });
  walk(document);
  return found;
}, prefix);

const kindOf = (address) => address.replace(/[?#].*/, '').replace(/[0-9a-f]{8}-[0-9a-f-]{27}/g, 'id').replace(/\/$/, '');

// Much of it is waiting for pages: the three organisations are looked at side by side.
describe('French is set as it is where people read it', { concurrency: 3 }, () => {
  for (const [organisation, role] of [['niort', 'core:coordinator'], ['cpe-des-deux-rives', 'core:coordinator'], ['les-petits-cailloux', 'core:administrator']]) {
    test(`French is set as ${organisation} sets type, on every page that ${role} reaches and in every sample`, async (t) => {
      const { page, context } = await visitor(browser, server.url);
      const call = await caller(page, server.url, organisation, role);
      await filled(call, '/mobilisation/petitions');
      const seen = new Set();
      const wrong = [];
      const abroad = [];
      const pages = [`${server.url}/o/${organisation}/`];
      for (let next = pages.shift(); next; next = pages.shift()) {
        if (seen.has(kindOf(next))) continue;
        seen.add(kindOf(next));
        await page.goto(next);
        await page.waitForLoadState('networkidle');
        for (const text of await loose(page, organisation.startsWith('cpe'))) wrong.push(`${kindOf(next).slice(server.url.length)}: ${text}`);
        if (organisation.startsWith('cpe')) abroad.push(...(await said(page)).filter((line) => france.test(line)).map((line) => `${kindOf(next).slice(server.url.length)}: ${line}`));
        pages.push(...await linked(page, `${server.url}/o/${organisation}/`));
      }
      t.diagnostic(`${seen.size} kinds of pages`);
      assert.ok(seen.size > 15, `only ${seen.size} kinds of pages were reached`);
      assert.deepEqual(wrong, []);
      assert.deepEqual(abroad, [], 'words of France in Québec');
      await context.close();
    });

    test(`French is set as ${organisation} sets type on public pages too, with JavaScript and without`, async () => {
      const { page, context } = await visitor(browser, server.url);
      const call = await caller(page, server.url, organisation, role);
      const [petition] = await filled(call, '/mobilisation/petitions');
      const addresses = [`mobilisation/petition?petition=${petition.id}`, 'mobilisation/movement', 'mobilisation/story', 'mobilisation/newsletter', ...(organisation === 'les-petits-cailloux' ? [] : ['cap/next', 'piloufilou/card', 'portrait/progress'])];
      const plain = await visitor(browser, server.url, { javaScriptEnabled: false });
      const wrong = [];
      for (const address of addresses) {
        for (const { name, reader } of [{ name: 'with', reader: page }, { name: 'without', reader: plain.page }]) {
          await reader.goto(`${server.url}/p/${organisation}/${address}`);
          await reader.waitForLoadState('networkidle');
          for (const text of await loose(reader, organisation.startsWith('cpe'))) wrong.push(`${address}, ${name}: ${text}`);
        }
      }
      assert.deepEqual(wrong, []);
      await plain.context.close();
      await context.close();
    });
  }
});
