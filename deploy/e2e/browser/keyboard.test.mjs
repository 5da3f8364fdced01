// One story of each module by the keyboard alone: Tab, Shift+Tab, Space, Enter, arrows, Escape. At every stop the focus is
// seen, within the window, and never lost. That of the portrait is with its answers.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { browse, caller, serve, visitor } from './platform.mjs';

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

/** What has the focus, through shadow roots: what it is called, and whether one sees that it is there. */
const focused = (page) => page.evaluate(() => {
  let at = document.activeElement;
  while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
  if (!at || at === document.body) return undefined;
  const host = at.getRootNode().host;
  const name = at.getAttribute('aria-label') || at.labels?.[0]?.textContent || at.textContent.trim() || host?.textContent || '';
  let ringed = at.type === 'date' || at.type === 'time'; // their inner parts are the browser's
  for (let e = at, i = 0; e instanceof Element && i < 3; e = e.parentElement ?? e.getRootNode().host, i++) {
    const { outlineStyle, outlineWidth } = getComputedStyle(e);
    ringed ||= outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2;
  }
  const { top, bottom, left, right, width } = at.getBoundingClientRect();
  return { name: name.trim().replace(/\s+/g, ' '), ringed, within: width > 0 && bottom > 0 && top < innerHeight && right > 0 && left < innerWidth };
});

/** What the focus is on once it is on what is wanted: a screen gives it away a moment after it is drawn. */
async function rests(page, wanted, lost) {
  for (const end = Date.now() + 10_000; Date.now() < end;) {
    const at = await focused(page);
    if (at && wanted(at)) return at;
    await page.evaluate(() => new Promise((drawn) => { requestAnimationFrame(drawn); }));
  }
  return assert.fail(lost);
}
const anywhere = () => true;

/** Presses Tab until the focus is on what is called so. */
async function tabTo(page, name) {
  const seen = [];
  for (let stop = 0; stop < 120; stop++) {
    await page.keyboard.press('Tab');
    await page.evaluate(() => new Promise((drawn) => { requestAnimationFrame(drawn); }));
    const at = await focused(page);
    if (!at) continue; // the browser's own bar
    assert.ok(at.ringed, `the focus on “${at.name}” is not seen`);
    assert.ok(at.within, `the focus on “${at.name}” is outside the window`);
    if (name.test(at.name)) return;
    seen.push(at.name);
  }
  assert.fail(`Tab never comes to ${name}: ${seen.join(' | ')}`);
}

test('story: by the keyboard, an educator logs a workshop', async () => {
  const { page, context } = await visitor(browser, server.url);
  const call = await caller(page, server.url, tenant, 'core:educator');
  for (const end = Date.now() + 60_000; Date.now() < end;) { // the demonstration's content comes a moment after the start
    if ((await call('GET', '/piloufilou/cycles')).records.length > 0) break;
  }
  await page.goto(`${server.url}/o/${tenant}/`);
  await page.getByRole('link', { name: 'Noter', exact: true }).waitFor();
  await tabTo(page, /^Noter$/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 2, name: /^7\. / }).waitFor();
  await tabTo(page, /^Tout a été fait$/);
  await page.keyboard.press('Enter');
  await page.getByText('Ce qui a été fait (6 sur 6)').waitFor();
  await tabTo(page, /^30 min$/); // a group of choices is one stop; arrows go within it
  await page.keyboard.press('Space');
  await page.keyboard.press('ArrowRight');
  assert.ok(await page.getByLabel(/^\s*35\s+min\s*$/).isChecked());
  await tabTo(page, /^Enregistrer l’atelier$/);
  await page.route(/\/piloufilou\/cycles\//, async (route) => { await new Promise((later) => { setTimeout(later, 500); }); await route.continue(); }); // a slow network
  await page.keyboard.press('Enter');
  await page.getByText('7 sur 16 tenus').waitFor();
  await rests(page, anywhere, 'after the log, the focus is nowhere');
  await context.close();
});

test('story: by the keyboard, somebody commits in a community, and Escape gives the focus back', async () => {
  const { page, context } = await visitor(browser, server.url);
  await caller(page, server.url, tenant, 'core:coordinator');
  await page.goto(`${server.url}/o/${tenant}/modules/cap`);
  await page.getByRole('link', { name: /^Entrer/ }).first().waitFor();
  await tabTo(page, /^Entrer/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Ce que j’essaie' }).waitFor();
  await tabTo(page, /^D’ici la prochaine séance/);
  await page.keyboard.type('Lire le budget à voix haute');
  await tabTo(page, /^Je m’engage$/);
  await page.keyboard.press('Enter');
  await page.getByText('Lire le budget à voix haute').first().waitFor();
  await rests(page, anywhere, 'after the commitment, the focus is nowhere');
  await tabTo(page, /^Attester les heures/);
  const asked = (await focused(page)).name;
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').waitFor();
  await rests(page, (at) => at.name !== '', 'the question takes no focus');
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'hidden' });
  await rests(page, (at) => at.name === asked, 'the focus does not come back to what opened the question');
  await context.close();
});

test('story: by the keyboard, somebody signs a petition', async () => {
  const { page, context } = await visitor(browser, server.url);
  await page.goto(`${server.url}/p/${tenant}/mobilisation/petition`);
  await page.getByRole('button', { name: 'Signer' }).waitFor();
  await tabTo(page, /^Votre nom/);
  await page.keyboard.type('Jeanne Clavier');
  await tabTo(page, /^Votre adresse électronique/);
  await page.keyboard.type('jeanne.clavier@example.org');
  await tabTo(page, /^Je signe cette pétition/);
  await page.keyboard.press('Space');
  await tabTo(page, /^Signer/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Regardez vos messages' }).waitFor({ timeout: 60_000 });
  await rests(page, anywhere, 'after signing, the focus is nowhere');
  await context.close();
});
