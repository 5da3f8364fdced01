// Educators without an account: on a phone, and one after the other on a tablet that belongs to all.

import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { browse, caller, look, narrow, phone, serve, visitor } from './platform.mjs';
import { answerAll, arrive, begin, codeOf, openWave, tenant } from './wave.mjs';

let server;
let browser;
let code;

before(async () => {
  server = await serve('--demo', '--tenants', 'tenants');
  browser = await browse();
  const { page, context } = await visitor(browser, server.url);
  const call = await caller(page, server.url, tenant, 'core:coordinator');
  const wave = await openWave(call, { title: 'Portrait de départ' });
  code = await codeOf(call, wave.id, 'Le Petit Pont');
  await context.close();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

const stored = (page) => page.evaluate(() => JSON.stringify({ ...localStorage, ...sessionStorage }));

test('story: an educator answers on her phone, with a pause', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url, phone);
  await arrive(page, server.url, code);
  await look(page, 'phone-who');
  await page.getByRole('button', { name: 'Commencer' }).click();
  await page.getByText('Dites sur quel appareil vous répondez.').waitFor();
  await begin(page, 'Mon appareil');
  await look(page, 'phone-item');
  await page.getByRole('button', { name: 'Sans objet pour moi' }).click();
  await page.getByText(/Énoncé 2 sur/).waitFor();
  await page.getByText(/Enregistré sur cet appareil à/).waitFor();

  // She scans the poster again an hour later: what she had answered is there.
  await arrive(page, server.url, code);
  await page.getByRole('button', { name: 'Commencer' }).click();
  await page.getByText(/Énoncé 2 sur/).waitFor();
  await page.getByRole('button', { name: 'Précédent' }).click();
  await page.getByRole('button', { name: 'Sans objet pour moi', pressed: true }).locator('svg').waitFor(); // not by colour alone
  await answerAll(page);
  await look(page, 'phone-review');
  await page.getByRole('button', { name: 'Envoyer mes réponses' }).click();
  await page.getByRole('heading', { name: /Merci/ }).waitFor();
  await look(page, 'phone-done');
  await page.getByRole('button', { name: 'Terminer', exact: true }).waitFor();
  assert.equal(await stored(page), '{}', 'something stays on the phone');
  assert.deepEqual(elsewhere, [], 'requests to other hosts, or errors on the page');
  await context.close();
});

test('the page speaks English and fits 320 px', async () => {
  const { page, context } = await visitor(browser, server.url, { ...phone, locale: 'en-GB' });
  await page.goto(`${server.url}/p/${tenant}/portrait/answer#${code}`);
  await page.getByRole('heading', { name: 'Who will see my answers?' }).waitFor();
  await narrow(page, 'phone-320-who');
  await page.getByLabel('My own device').check();
  await page.getByRole('button', { name: 'Begin' }).click();
  await page.getByText(/Statement 1 of/).waitFor();
  await narrow(page, 'phone-320-item');
  await context.close();
});

test('answers by the keyboard alone', async () => {
  const { page, context } = await visitor(browser, server.url);
  const press = async (key, until) => {
    for (let n = 0; n < 40; n++) {
      await page.keyboard.press(key);
      const at = await page.evaluate(() => {
        let on = document.activeElement;
        let label = on?.textContent ?? '';
        while (on?.shadowRoot?.activeElement) { on = on.shadowRoot.activeElement; label = on.textContent?.trim() || label; }
        return `${on?.tagName} ${on?.value ?? ''} ${label}`.replace(/\s+/g, ' ');
      });
      if (until.test(at)) return;
    }
    assert.fail(`${key} never reaches ${until}`);
  };
  await arrive(page, server.url, code);
  await press('Tab', /^INPUT own/);
  await page.keyboard.press('Space');
  await press('Tab', /^BUTTON.*Commencer/);
  await page.keyboard.press('Enter');
  await page.getByText(/Énoncé 1 sur/).waitFor();
  await press('Tab', /^BUTTON Souvent/);
  await page.keyboard.press('Enter');
  await page.getByText(/Énoncé 2 sur/).waitFor();
  await press('Tab', /^BUTTON.*Relire et envoyer/);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Avant d’envoyer' }).waitFor();
  await press('Tab', /^BUTTON 2/);
  await page.keyboard.press('Enter');
  await page.getByText(/Énoncé 2 sur/).waitFor();
  await context.close();
});

test('a code that is not known is said to be so', async () => {
  const { page, context } = await visitor(browser, server.url, phone);
  await page.goto(`${server.url}/p/${tenant}/portrait/answer#AAAAA-AAAAA`);
  await page.getByText(/Ce code n’est pas reconnu/).waitFor();
  await look(page, 'phone-code');
  await context.close();
});

test('two respondents in a row on a shared tablet leave nothing to each other', async () => {
  const { page, elsewhere, context } = await visitor(browser, server.url, { viewport: { width: 820, height: 1180 }, hasTouch: true });
  const noted = () => page.getByRole('button', { name: /C’est noté/ }).click();
  const paused = page.getByRole('heading', { name: 'Des réponses sont en pause' });
  await page.clock.install();

  await arrive(page, server.url, code);
  await begin(page, 'Un appareil partagé');
  await look(page, 'tablet-resume');
  await noted();
  await answerAll(page);
  await page.getByRole('button', { name: 'Envoyer mes réponses' }).click();
  await page.getByRole('button', { name: 'Terminer et laisser la place' }).click();
  await page.getByRole('heading', { name: /Qui verra mes réponses/ }).waitFor();
  assert.equal(await stored(page), '{}', 'the first respondent left something in the storage');
  assert.equal(await page.getByRole('radio', { checked: true }).count(), 0, 'the question about the device is answered already');

  // The second one is called away: after two minutes nothing shows, and only the resume code opens it.
  const resume = await begin(page, 'Un appareil partagé');
  await noted();
  await page.getByRole('button', { name: 'Parfois', exact: true }).click();
  await page.getByText(/Énoncé 2 sur/).waitFor();
  await page.waitForFunction(() => sessionStorage.length > 0);
  await page.clock.fastForward(121_000);
  await paused.waitFor();
  assert.equal(await page.getByText(/Énoncé/).count(), 0, 'a sealed draft shows');
  assert.doesNotMatch(await stored(page), new RegExp(`${code.replace('-', '-?')}|values`), 'a sealed draft lies in clear');
  await look(page, 'tablet-locked');
  await page.getByLabel('Code de reprise').fill('000000');
  await page.getByRole('button', { name: 'Reprendre' }).click();
  await page.getByText('Ce n’est pas le code de reprise.').waitFor();
  await page.getByLabel('Code de reprise').fill(resume.toLowerCase());
  await page.getByRole('button', { name: 'Reprendre' }).click();
  await page.getByText(/Énoncé 2 sur/).waitFor();

  // A reload and the back button show nothing of it either.
  await page.reload();
  await paused.waitFor();
  await page.goto(`${server.url}/p/${tenant}/portrait/answer?again`);
  await page.goBack();
  await paused.waitFor();
  assert.equal(await page.getByRole('button', { pressed: true }).count(), 0, 'going back shows an answer');
  await page.getByRole('button', { name: /Ce n’est pas moi/ }).click();
  await page.getByRole('heading', { name: 'Répondre au questionnaire' }).waitFor();
  assert.equal(await stored(page), '{}', 'an erased draft is still there');
  assert.deepEqual(elsewhere, [], 'requests to other hosts, or errors on the page');
  await context.close();
});
