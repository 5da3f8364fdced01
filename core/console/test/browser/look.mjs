// Takes a picture of every screen, on a phone and on a desk, in both themes and languages, and lists what axe
// and the console say. `node test/browser/look.mjs FOLDER [screen…]`: pictures are to be looked at.
import { mkdir } from 'node:fs/promises';

import { launch, open, overflow, settled, violations } from './browser.mjs';
import { start } from './server.mjs';

const [folder = '/tmp/rb-shots', ...only] = process.argv.slice(2);
const screens = {
  welcome: '/', 'sign-in': '/o/ville/sign-in', home: '/o/ville/', sites: '/o/ville/sites', import: '/o/ville/sites/import', closures: '/o/ville/sites/closures', 'closures-site': '/o/ville/sites/closures/s1', people: '/o/ville/people', groups: '/o/ville/people/groups', person: '/o/ville/people/p2', 'people-import': '/o/ville/people/import', policy: '/o/ville/settings/policy', invite: '/o/ville/invite', modules: '/o/ville/modules', config: '/o/ville/settings/modules/portrait',
  module: '/o/ville/modules/portrait/waves/1', settings: '/o/ville/settings', organisation: '/o/ville/settings/organisation', words: '/o/ville/settings/words', audit: '/o/ville/audit', rights: '/o/ville/rights', keys: '/o/ville/settings/keys', mail: '/o/ville/settings/mail', mailbox: '/o/ville/settings/mailbox', account: '/o/ville/account', 'my-organisations': '/o/ville/my-organisations', support: '/o/ville/settings/support', helping: '/o/reseau/sites',
  setup: '/setup#TOKEN', join: '/o/ville/join#NEW', 'join-known': '/o/ville/join#KNOWN', missing: '/o/ville/nowhere', public: '/p/ville/portrait/answer#CODE', closed: '/p/ville/portrait/other',
};
const looks = [{ name: 'desk', width: 1280, height: 900 }, { name: 'phone', width: 390, height: 844, dark: true }, { name: 'small', width: 320, height: 640, lang: 'en' }];

await mkdir(folder, { recursive: true });
const browser = await launch();
let bad = 0;
for (const [name, path] of Object.entries(screens)) {
  if (only.length > 0 && !only.includes(name)) continue;
  const server = await start({ setup: name === 'setup' });
  for (const look of looks) {
    const { page, trouble, close } = await open(browser, look);
    if (look.lang) await page.addInitScript((l) => localStorage.setItem('rb-language', l), look.lang);
    await page.goto(server.origin + path);
    await settled(page);
    await page.screenshot({ path: `${folder}/${name}-${look.name}.png`, fullPage: true });
    const wide = await overflow(page);
    const found = [...(await violations(page)), ...trouble, ...(wide > 0 ? [`${wide} px too wide`] : [])];
    bad += found.length;
    console.log(`${found.length === 0 ? 'ok ' : 'BAD'} ${name} ${look.name}`);
    for (const f of found) console.log(`    ${f.slice(0, 500)}`);
    await close();
  }
  server.stop();
}
await browser.close();
process.exitCode = bad > 0 ? 1 : 0;
