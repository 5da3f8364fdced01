// A real browser for the tests, and what every test asks of a screen.
import { createRequire } from 'node:module';
import { readFile } from 'node:fs/promises';
import { chromium } from 'playwright-core';

const axePath = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** Launches Debian's chromium, or the one that CHROMIUM names. */
export const launch = () => chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync', '--no-first-run', '--disable-gpu'],
});

/** Opens a page of a given width and theme that gathers what goes wrong on it. */
export async function open(browser, { width = 1280, height = 900, dark = false, lang = 'fr' } = {}) {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', locale: lang === 'en' ? 'en-GB' : 'fr-FR', reducedMotion: 'reduce' });
  const page = await context.newPage();
  page.setDefaultTimeout(8000);
  const trouble = [];
  page.on('pageerror', (e) => trouble.push(String(e)));
  page.on('console', (m) => { if (m.type() === 'error' && !/status of (4|5)\d\d|ERR_INTERNET_DISCONNECTED/.test(m.text())) trouble.push(m.text()); });
  return { page, trouble, close: () => context.close() };
}

/** Waits until nothing loads any more. */
export async function settled(page) {
  await page.waitForLoadState('networkidle');
  await page.waitForTimeout(150);
}

/** Runs axe over the page, shadow roots included; returns its violations in short. */
export async function violations(page) {
  await page.evaluate(await readFile(axePath, 'utf8'));
  const { violations: found } = await page.evaluate(() => globalThis.axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'] }));
  return found.map((v) => `${v.id}: ${v.help} — ${v.nodes.slice(0, 3).map((n) => `${n.target.flat().join(' ')} ${n.failureSummary?.split('\n').slice(1, 3).join(' ')}`).join(' | ')}`);
}

/** Reports how many pixels the page is wider than its window. */
export const overflow = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
