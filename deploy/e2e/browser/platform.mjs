// A built server on a free port and a data folder of its own, and a browser to look at it. RIBAMBELLE_BROWSER_ENGINE=postgres
// puts what the server keeps into a database of PostgreSQL instead of SQLite.

import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { chromium } from 'playwright-core';

import { database } from './postgres.mjs';

const here = dirname(fileURLToPath(import.meta.url));
export const root = join(here, '../../..');
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const shots = join(root, 'deploy/e2e/shots');
mkdirSync(shots, { recursive: true });

/** Starts `ribambelle serve` and waits until it says its address. */
export async function serve(...args) {
  const data = mkdtempSync(join(tmpdir(), 'ribambelle-browser-'));
  const kept = process.env.RIBAMBELLE_BROWSER_ENGINE === 'postgres' ? await database() : undefined;
  const child = spawn(join(root, 'bin/ribambelle'), ['serve', '--listen', '127.0.0.1:0', '--data', data, ...args], { cwd: root, env: { RIBAMBELLE_HOOK_TIME: '10s', ...process.env, ...kept?.environment } });
  let said = '';
  const url = await new Promise((found, failed) => {
    child.stdout.on('data', (chunk) => {
      said += chunk;
      const address = /http:\/\/127\.0\.0\.1:\d+/.exec(said);
      if (address) found(address[0]);
    });
    child.stderr.on('data', (chunk) => { said += chunk; });
    child.on('exit', (code) => failed(new Error(`the server ended with ${code}:\n${said}`)));
  });
  return {
    url,
    data,
    said: () => said,
    async stop() {
      child.removeAllListeners('exit');
      await new Promise((ended) => { child.once('exit', ended); child.kill('SIGTERM'); });
      await kept?.stop();
      rmSync(data, { recursive: true, force: true });
    },
  };
}

/** Opens Debian's Chromium, or the one that CHROMIUM names. */
export const browse = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run'],
});

/** A fresh person in front of a fresh browser profile. Every request to another host fails the test. */
export async function visitor(browser, base, options = {}) {
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1280, height: 900 }, ...options });
  const elsewhere = [];
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  page.on('request', (r) => { if (!r.url().startsWith(base) && !r.url().startsWith('data:') && !r.url().startsWith('blob:')) elsewhere.push(r.url()); });
  page.on('pageerror', (error) => elsewhere.push(`error: ${error.message}`));
  return { context, page, elsewhere };
}

/** Runs a command of the program. */
export const ribambelle = (...args) => execFileSync(join(root, 'bin/ribambelle'), args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });

/** An operator, who comes by the link of an invitation. */
export async function operator(browser, server, options) {
  const link = /\/o\/system\/join#\S+/.exec(ribambelle('person', 'invite', 'Ariane Petit', '--tenant', 'system', '--role', 'core:operator', '--data', server.data))?.[0];
  const { page, context, elsewhere } = await visitor(browser, server.url, options);
  await page.goto(server.url + link);
  await page.getByLabel('Votre identifiant').fill(`ariane${Date.now()}`);
  await page.getByLabel('Votre mot de passe', { exact: true }).fill('une phrase bien longue');
  await page.getByRole('button', { name: 'Ouvrir mon accès' }).click();
  await page.waitForURL(/\/o\/system\/?$/);
  return { page, context, elsewhere };
}

export const phone = { viewport: { width: 390, height: 844 }, hasTouch: true, isMobile: true, deviceScaleFactor: 2 };

/** Keeps a picture for people. */
export const picture = (page, name) => page.screenshot({ path: join(shots, `${name}.png`), fullPage: true, timeout: 60_000 });

/** Keeps a picture, and lets axe look for what keeps people out. */
export async function look(page, name) {
  await picture(page, name);
  await page.evaluate(axe);
  const found = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  assert.deepEqual(found.violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).join(' | ')}`), [], `axe on ${name}`);
}

/** Makes sure that nothing scrolls sideways in a window as narrow as 320 px. */
export async function narrow(page, name) {
  await page.setViewportSize({ width: 320, height: 800 });
  await page.evaluate(() => new Promise((painted) => { requestAnimationFrame(() => requestAnimationFrame(painted)); }));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth);
  await look(page, name);
  assert.ok(wide <= 320, `${name} scrolls sideways at 320 px: ${wide}`);
}

/** The account of the demonstration that has a role. */
async function account(base, tenant, role) {
  const welcome = await (await fetch(`${base}/welcome`)).json();
  const login = welcome.organisations.find((o) => o.slug === tenant)?.logins.find((l) => l.role === role);
  assert.ok(login, `no demonstration account for ${role} in ${tenant}`);
  return login;
}

/** Signs in with an account of the demonstration, by the form. */
export async function signIn(page, base, tenant, role) {
  const login = await account(base, tenant, role);
  await page.goto(`${base}/o/${tenant}/`);
  await page.getByLabel('Identifiant').fill(login.login);
  await page.getByLabel('Mot de passe', { exact: true }).fill(login.password);
  await page.getByRole('button', { name: 'Se connecter' }).click();
  await page.getByRole('heading', { level: 1, name: new RegExp(login.name.split(' ')[0]) }).waitFor();
}

/** Calls the API as somebody, for what a test needs but does not try; the page is signed in by it too. */
export async function caller(page, base, tenant, role) {
  const { login, password } = await account(base, tenant, role);
  const call = async (method, path, data) => {
    const answered = await page.request.fetch(`${base}/t/${tenant}${path}`, { method, data, headers: { 'Content-Type': 'application/json' } });
    const text = await answered.text();
    assert.ok(answered.ok(), `${method} ${path}: ${answered.status()} ${text}`);
    return text ? JSON.parse(text) : undefined;
  };
  await call('POST', '/sign-in', { login, password });
  return call;
}
