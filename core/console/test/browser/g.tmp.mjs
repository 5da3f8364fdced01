import { launch, open, violations } from './browser.mjs';
import { readFileSync, readdirSync } from 'node:fs';
const css = readFileSync('/work/main/core/console/dist/assets/console/' + readdirSync('/work/main/core/console/dist/assets/console').find((f) => f.startsWith('console-')), 'utf8');
const b = await launch();
for (const look of [{ name: 'desk', width: 1000 }, { name: 'phone', width: 390, dark: true }]) {
  const { page, trouble } = await open(b, look);
  await page.setContent('<!doctype html><html lang="fr-FR"><title>x</title><body></body></html>');
  await page.addStyleTag({ content: css }); await page.addScriptTag({ content: readFileSync('/tmp/gallery.js', 'utf8') });
  await page.waitForTimeout(500); await page.screenshot({ path: `/tmp/rb-shots/gallery-${look.name}.png`, fullPage: true });
  console.log(look.name, trouble, await violations(page));
}
{
  const { start } = await import('./server.mjs'); const s = await start(); const { page } = await open(b, { width: 800 });
  await page.goto(s.origin + '/o/reseau/invite'); await page.waitForTimeout(800);
  await page.getByLabel('Nom de la personne').fill('Marc Lefort'); await page.getByLabel('Rôle').selectOption({ index: 3 }); await page.getByRole('button', { name: /Créer l/ }).click(); await page.waitForTimeout(600);
  await page.screenshot({ path: '/tmp/rb-shots/issued.png', fullPage: true }); await page.pdf({ path: '/tmp/rb-shots/letter.pdf' }); await page.emulateMedia({ media: 'print' }); await page.screenshot({ path: '/tmp/rb-shots/letter.png', fullPage: true });
  const p2 = (await open(b, { width: 390, height: 700 })).page; await p2.goto(s.origin + '/o/ville/sites'); await p2.waitForTimeout(700); await p2.getByRole('button', { name: 'Menu' }).click(); await p2.waitForTimeout(200); await p2.screenshot({ path: '/tmp/rb-shots/menu.png' });
  await p2.getByRole('button', { name: 'Menu' }).click(); await p2.getByRole('button', { name: 'Ajouter un lieu' }).click(); await p2.waitForTimeout(300); await p2.screenshot({ path: '/tmp/rb-shots/dialog.png' });
  s.stop();
}
await b.close();
