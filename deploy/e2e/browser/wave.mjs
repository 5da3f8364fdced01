// An open portrait over the town's sites, made over the API, and how people answer it.

import assert from 'node:assert/strict';

export const tenant = 'niort';

/** Opens a portrait; `access` is "link" or "slips", `sites` the names of those that take part (all by default), `follows` the portrait before. */
export async function openWave(call, { title, access = 'link', sites, follows = '' }) {
  const kept = (await call('GET', '/portrait/questionnaires')).records[0];
  const questionnaire = kept ?? (await call('POST', '/portrait/samples/nos-pratiques:adopt', {}));
  const { units } = await call('GET', '/units');
  const made = await call('POST', '/portrait/waves', { title, questionnaire_id: questionnaire.id, follows, unit: units.find((u) => u.name === 'Niort').id });
  const chosen = made.doc.sites.filter((s) => !sites || sites.includes(s.name));
  await call('PUT', `/portrait/waves/${made.id}`, { ...made.doc, access, sites: chosen });
  await call('POST', `/portrait/waves/${made.id}:open`, {});
  return { id: made.id, units, items: questionnaire.doc.dimensions.flatMap((d) => d.items.map((i) => i.key)) };
}

/** The code on the poster of a site. */
export async function codeOf(call, id, site) {
  const { sites } = await call('GET', `/portrait/waves/${id}:access`);
  return sites.find((s) => s.name === site).code;
}

/** Sends n whole answers with a code, over the API, each statement so many points higher. */
export async function send(call, wave, code, n, higher = 0) {
  for (let person = 0; person < n; person++) {
    const values = Object.fromEntries(wave.items.map((key, i) => [key, Math.min(4, ((person + i) % 5) + higher)]));
    await call('POST', '/portrait/answers:submit', { code, values, language: 'fr' });
  }
}

/** Arrives with a code on the first screen, and sees that the code has left the address. */
export async function arrive(page, base, code) {
  await page.goto(`${base}/p/${tenant}/portrait/answer#${code}`);
  await page.getByRole('heading', { name: /Qui verra mes réponses/ }).waitFor();
  assert.ok(!page.url().includes(code), 'the code stays in the address');
}

/** Begins on one's own or a shared device; returns the resume code of a shared one. */
export async function begin(page, device) {
  await page.getByLabel(device).check();
  await page.getByRole('button', { name: 'Commencer' }).click();
  if (device === 'Mon appareil') {
    await page.getByText(/Énoncé \d+ sur/).waitFor();
    return '';
  }
  const shown = page.getByText(/^[0-9A-Z]{3} [0-9A-Z]{3}$/).first();
  const resume = (await shown.textContent()).trim();
  return resume;
}

/** Answers every statement by taps, up to the last screen before sending. */
export async function answerAll(page, choice = 'Souvent') {
  const total = Number(/sur (\d+)/.exec(await page.getByText(/Énoncé \d+ sur/).textContent())[1]);
  for (let n = 1; n <= total; n++) {
    await page.getByText(new RegExp(`Énoncé ${n} sur`)).waitFor();
    await page.getByRole('button', { name: choice, exact: true }).click();
  }
  await page.getByRole('heading', { name: 'Avant d’envoyer' }).waitFor();
}
