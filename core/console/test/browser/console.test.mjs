// The console in a real browser, over fixtures: what people do, what they see when it fails, and that nothing
// they typed is lost. Screens are also held to WCAG by axe, at three widths.
import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';

import { launch, open, overflow, settled, violations } from './browser.mjs';
import { start } from './server.mjs';

let browser;
before(async () => (browser = await launch()));
after(() => browser.close());

// visit runs a story on a page and, at its end, asks that the browser had nothing to complain about.
async function visit(path, options, story) {
  const server = await start(options);
  const { page, trouble, close } = await open(browser, options);
  try {
    await page.goto(server.origin + path);
    await settled(page);
    await story(page, server);
    assert.deepEqual(trouble, []);
  } finally {
    await close();
    server.stop();
  }
}

test('a stranger comes to the sign-in page, is told what is wrong, and goes where they wanted', () =>
  visit('/o/ville/people', { signedIn: false }, async (page) => {
    assert.match(page.url(), /sign-in\?next=/);
    await page.getByLabel('Identifiant ou courriel').fill('claire');
    await page.getByLabel('Mot de passe', { exact: true }).fill('faux');
    await page.keyboard.press('Enter');
    await page.getByText('Identifiant ou mot de passe incorrect.').waitFor();
    assert.equal(await page.getByLabel('Identifiant ou courriel').inputValue(), 'claire');
    await page.getByLabel('Mot de passe', { exact: true }).fill('une phrase');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { level: 1, name: 'Personnes' }).waitFor();
    assert.match(page.url(), /\/o\/ville\/people$/);
  }));

test('a demonstration fills the sign-in page at one press, and no address carries a password', () =>
  visit('/', { signedIn: false }, async (page) => {
    await page.getByRole('button', { name: /coordination/i }).first().click();
    await page.getByRole('button', { name: 'Se connecter' }).waitFor();
    assert.equal(await page.getByLabel('Mot de passe', { exact: true }).inputValue(), 'une phrase à essayer');
    assert.ok(!page.url().includes('phrase'));
  }));

test('a form from a schema never seen checks, links to its errors, shows the server’s and keeps what was typed', () =>
  visit('/o/ville/settings/modules/portrait', {}, async (page, server) => {
    const floor = page.getByLabel('Seuil d’anonymat');
    await floor.fill('3');
    await page.getByLabel('Français').fill('');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('2 points sont à corriger').waitFor();
    await page.getByRole('button', { name: /Seuil d’anonymat.*au moins 5/ }).click();
    assert.equal(await floor.evaluate((e) => e.getRootNode().activeElement === e), true);
    await floor.fill('13');
    await page.getByLabel('Français').fill('Portrait de mars');
    await page.getByRole('button', { name: /Ajouter.*Créneau/ }).click();
    await page.getByRole('group', { name: 'Créneau 2' }).getByLabel('mardi').check();
    await page.getByRole('group', { name: 'Créneau 2' }).getByLabel('À partir du').fill('2026-04-01');
    await page.getByRole('button', { name: 'Monter Créneau 2' }).click();
    await page.getByLabel('Courriel').check();
    await page.getByLabel('Adresse').fill('a@example.org');
    assert.equal(await page.getByLabel(/Pondération/).isDisabled(), true);
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByRole('button', { name: /À partir du.*cette valeur n’est pas acceptée/ }).waitFor();
    assert.equal(await page.getByText(/in the past|must be kind/).count(), 0, 'what nobody has words for is told in general ones, not in English');
    const sent = server.state.asked.findLast((a) => a.method === 'PUT').body;
    assert.deepEqual(sent, {
      floor: 13, name: { fr: 'Portrait de mars' }, notice: 'Merci de votre temps.', ratio: 1.5, remind: true, channels: ['poster'], slots: [{ day: 'tue', from: '2026-04-01' }, { day: 'mon', from: '2026-03-02' }],
      labels: { T0: 'départ' }, contact: { kind: 'mail', to: 'a@example.org' },
    });
    assert.equal(await page.getByLabel('Français').inputValue(), 'Portrait de mars');
    assert.deepEqual(await violations(page), []);
    await floor.fill('14');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText(/Réglages enregistrés à/).waitFor();
  }));

test('a site that the server refuses keeps its form; one that it takes appears in the tree', () =>
  visit('/o/ville/sites', {}, async (page, server) => {
    await page.getByRole('button', { name: 'Ajouter un lieu' }).click();
    await page.getByLabel('Nom').fill('Refusé');
    await page.getByLabel('Crèche collective').check();
    await page.getByLabel('Rattaché à').selectOption({ label: '\u2003Mérignac' });
    await page.getByLabel('Effectif du personnel').fill('12');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByRole('button', { name: /Nom.*au moins 12 caractères/ }).waitFor();
    await page.getByRole('button', { name: /Effectif du personnel.*au plus 500/ }).waitFor();
    assert.equal(await page.getByLabel('Effectif du personnel').inputValue(), '12');
    assert.deepEqual(await violations(page), []);
    await page.getByLabel('Nom').fill('Les Cerisiers');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Les Cerisiers est ajouté.').waitFor();
    await page.getByRole('listitem').filter({ hasText: 'Les Cerisiers' }).waitFor();
    const posts = server.state.asked.filter((a) => a.method === 'POST' && a.path.endsWith('/units'));
    assert.deepEqual(posts.at(-1).body, { name: 'Les Cerisiers', kind: 'creche-collective', parent_id: 't2', headcount: 12 });
    assert.ok(posts.every((p) => p.headers['idempotency-key']));
  }));

test('what was typed outlives a network that is away', () =>
  visit('/o/ville/sites', {}, async (page) => {
    await page.getByRole('button', { name: 'Ajouter un lieu' }).click();
    await page.getByLabel('Nom').fill('Sans réseau');
    await page.getByLabel('Micro-crèche', { exact: true }).check();
    await page.context().setOffline(true);
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText(/Pas de connexion/).waitFor();
    await page.context().setOffline(false);
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Sans réseau est ajouté.').waitFor();
  }));

test('a dialog drops nothing that was typed without asking, and asks for nothing when nothing was', () =>
  visit('/o/ville/sites', {}, async (page) => {
    const open = () => page.getByRole('button', { name: 'Ajouter un lieu' }).click();
    const dialog = page.locator('rb-dialog');
    await open();
    await page.keyboard.press('Escape');
    await dialog.getByLabel('Nom').waitFor({ state: 'detached' });
    await open();
    await dialog.getByLabel('Nom').fill('Les Mésanges');
    await page.keyboard.press('Escape');
    await page.getByText('Abandonner ce que vous avez saisi ?'.replace(' ?', '\u202f?')).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.keyboard.press('Escape'); // the second means to stay
    await page.keyboard.press('Escape');
    await page.getByRole('button', { name: 'Continuer la saisie' }).click();
    assert.equal(await dialog.getByLabel('Nom').inputValue(), 'Les Mésanges');
    assert.equal(await dialog.getByLabel('Nom').evaluate((e) => e.getRootNode().activeElement === e), true, 'the focus is back where it was');
    await page.mouse.click(5, 450); // beside the dialog
    assert.equal(await dialog.getByLabel('Nom').inputValue(), 'Les Mésanges');
    await dialog.getByRole('button', { name: 'Fermer' }).click();
    await page.getByRole('button', { name: 'Abandonner', exact: true }).click();
    await dialog.getByLabel('Nom').waitFor({ state: 'detached' });
    await open();
    assert.equal(await dialog.getByLabel('Nom').inputValue(), '');
  }));

const calm = [{ module: 'portrait', title: { fr: 'Préparer un premier portrait', en: 'Prepare a first portrait' }, help: { fr: 'Dix minutes suffisent.' }, path: '/prepare', done: false }];

test('home agrees with the cards that stand on it', async () => {
  const lead = (page) => page.locator('.lead').first();
  await visit('/o/ville/', { calm: true, card: true }, async (page) => {
    await page.getByText('Portrait de départ').waitFor();
    await page.getByText('Voici où vous en êtes.').waitFor();
    assert.equal(await page.getByText('Tout est à jour.').count(), 0);
    assert.equal(await page.getByText(/Rien d.urgent/).count(), 0);
  });
  await visit('/o/ville/', { calm: true, card: false }, async (page) => {
    await page.getByText('Tout est à jour.').waitFor();
    assert.match(await lead(page).innerText(), /Rien d.urgent/);
  });
});

test('a module’s first step is next until it is done, then ticked', async () => {
  await visit('/o/ville/', { calm: true, card: false, steps: calm }, async (page) => {
    await page.getByText('Dix minutes suffisent.').waitFor();
    const go = page.getByRole('link', { name: /Y aller.*Préparer un premier portrait/ });
    assert.match(await go.getAttribute('href'), /\/o\/ville\/modules\/portrait\/prepare$/);
    assert.deepEqual(await violations(page), []);
  });
  await visit('/o/ville/', { calm: true, card: false, steps: [{ ...calm[0], done: true }] }, async (page) => {
    await page.getByText('Premiers pas terminés').waitFor();
    await page.getByText('Préparer un premier portrait, fait').waitFor();
    assert.equal(await page.getByRole('link', { name: 'Préparer un premier portrait' }).count(), 0);
  });
});

test('an import shows what it would do and writes nothing while a line is wrong', () =>
  visit('/o/ville/sites/import', {}, async (page, server) => {
    const lines = page.getByLabel('Ou collez les lignes ici');
    await lines.fill('nom;type;territoire;effectif\nLa Ruche;micro-creche;;6\nErreur;inconnu;;3\n');
    await page.getByRole('button', { name: "Voir l'aperçu" }).or(page.getByRole('button', { name: 'Voir l’aperçu' })).click();
    await page.getByText(/Une ligne est à corriger/).waitFor();
    await page.getByText(/Type\s: «\sinconnu\s» n’est pas une sorte de lieu connue/).waitFor();
    assert.equal(await page.getByRole('button', { name: /Écrire/ }).count(), 0);
    assert.deepEqual(await violations(page), []);
    await lines.fill('nom;type;territoire;effectif\nLa Ruche;micro-creche;;6\n');
    await page.getByRole('button', { name: /aperçu/ }).click();
    await page.getByRole('button', { name: 'Écrire 1 lieu' }).click();
    await page.getByRole('heading', { level: 1, name: 'Lieux d’accueil' }).waitFor();
    assert.deepEqual(server.state.asked.filter((a) => a.path.endsWith(':import')).map((a) => a.body.dry_run), [true, true, false]);
  }));

test('an invitation is a link to copy and a letter to print, in either language', () =>
  visit('/o/ville/invite', {}, async (page, server) => {
    await page.getByLabel('Nom de la personne').fill('Marc Lefort');
    await page.getByLabel('Rôle').selectOption({ label: 'Direction' });
    await page.getByRole('button', { name: 'Créer l’invitation' }).click();
    await page.getByRole('heading', { level: 1, name: /Marc Lefort est prête/ }).waitFor();
    const link = `${server.origin}/o/ville/join#K7QF-2MPX-9RTD`;
    await page.getByText(link, { exact: true }).waitFor();
    await page.getByText('Bonjour Marc Lefort,').waitFor();
    await page.getByLabel('English').check();
    await page.getByText('Hello Marc Lefort,').waitFor();
    assert.deepEqual(await violations(page), []);
    await page.emulateMedia({ media: 'print' });
    assert.equal(await page.getByRole('navigation').count(), 0);
    assert.equal(await page.getByText('Hello Marc Lefort,').isVisible(), true);
  }));

test('an invitation’s code leaves the address at once', () =>
  visit('/o/ville/join#NEW', { signedIn: false }, async (page, server) => {
    await page.getByRole('heading', { name: 'Bienvenue, Marc Lefort' }).waitFor();
    assert.equal(new URL(page.url()).hash, '');
    await page.goto('about:blank');
    await page.goto(`${server.origin}/o/ville/join#old`);
    await page.getByRole('heading', { level: 2, name: 'Ce lien n’est plus valable' }).waitFor();
  }));

test('closing a module asks once, naming what is under way, and can be taken back', () =>
  visit('/o/ville/modules', {}, async (page, server) => {
    await page.getByRole('button', { name: 'Fermer', exact: true }).click();
    await page.getByText(/Portrait en cours\s: T0 de mars/).waitFor();
    assert.deepEqual(await violations(page), []);
    assert.equal(server.state.on, true);
    await page.getByRole('button', { name: 'Fermer le module' }).click();
    await page.getByText('Portrait est fermé. Tout est conservé.').waitFor();
    await page.getByRole('navigation').getByText('Portraits').waitFor({ state: 'detached' });
    assert.equal(await page.locator('rb-confirm').count(), 0, 'it asks again');
    await page.getByRole('button', { name: 'Annuler' }).click();
    await page.getByRole('navigation').getByText('Portraits').waitFor();
  }));

const asks = () => ({
  publisher: 'outils.example.org',
  grants: [{ name: 'hear:cap.cycle.closed', why: {}, agreed: false }, { name: 'mail', why: { fr: 'Rappeler la fin', en: 'Remind of the end' }, agreed: false }],
});

test('a module says in words what it asks for, and is opened once that is agreed to', () =>
  visit('/o/ville/modules', { on: false, asks: asks() }, async (page, server) => {
    const sent = () => server.state.asked.filter((a) => a.method === 'POST').map((a) => [a.path.split(':')[1], a.body?.consent]);
    await page.getByRole('button', { name: 'Ouvrir Portrait' }).click();
    await page.getByText('envoyer des courriels au nom de votre organisation : Rappeler la fin').last().waitFor();
    await page.getByText('apprendre ce qui se passe dans un autre module (« cap.cycle.closed »)').last().waitFor();
    await page.getByText(/publié par outils.example.org. En l’ouvrant/).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole('button', { name: 'Annuler' }).click();
    assert.deepEqual(sent(), []);
    await page.getByRole('button', { name: 'Ouvrir Portrait' }).click();
    await page.getByRole('button', { name: 'Accepter et ouvrir' }).click();
    await page.getByText('Portrait est ouvert.').waitFor();
    assert.deepEqual(sent(), [['consent', ['hear:cap.cycle.closed', 'mail']], ['enable', undefined]]);
  }));

test('somebody who leaves hands their roles over to somebody who can come in', () =>
  visit('/o/ville/people/p2', {}, async (page, server) => {
    await page.getByRole('button', { name: 'Passer le relais' }).click();
    const dialog = page.locator('rb-dialog[open]');
    await dialog.getByText('Passer le relais de Nadia Benali').waitFor();
    assert.deepEqual(await violations(page), []);
    assert.equal(await dialog.getByRole('radio').count(), 1, 'neither who leaves nor who is suspended is offered');
    await dialog.getByRole('button', { name: 'Passer le relais' }).click();
    await dialog.getByText(/Choisissez/).first().waitFor();
    await dialog.getByText('Claire Dupont').click();
    await dialog.getByRole('button', { name: 'Passer le relais' }).click();
    await page.getByText('Le relais est passé.').waitFor();
    assert.deepEqual(server.state.asked.filter((a) => a.path.endsWith(':hand-over')).map((a) => a.body), [{ to: 'p1' }]);
  }));

test('who comes from another organisation is seen with its name, and let go', () =>
  visit('/o/ville/people', {}, async (page, server) => {
    await page.getByRole('row', { name: /Odile Ferrand.*Les Petits Cailloux.*Mérignac/ }).waitFor();
    await page.getByRole('button', { name: 'Retirer ses rôles à Odile Ferrand' }).click();
    await page.getByRole('button', { name: 'Retirer ses rôles', exact: true }).click();
    await page.getByText("Odile Ferrand n’a plus de rôle ici.").waitFor();
    assert.equal(server.state.asked.filter((a) => a.path === '/t/ville/guests/p9:dismiss').length, 1);
  }));

test('who works in several organisations has them on one page', () =>
  visit('/o/ville/my-organisations', {}, async (page, server) => {
    await page.getByRole('link', { name: 'Ouvrir Réseau des CPE de la Montérégie' }).waitFor();
    assert.equal(await page.getByRole('link', { name: /^Ouvrir/ }).count(), 1, 'the one that one is in is not offered');
    await page.getByRole('button', { name: /^Quitter Réseau/ }).click();
    assert.deepEqual(await violations(page), []);
    await page.getByRole('button', { name: 'Quitter l’organisation' }).click();
    await page.getByText(/Vous avez quitté Réseau/).waitFor();
    assert.equal(server.state.asked.filter((a) => a.path === '/t/ville/me/organisations/reseau:leave').length, 1);
  }));

test('an organisation lets support in for a reason and some hours, and the helper sees both', async () => {
  await visit('/o/ville/settings/support', {}, async (page, server) => {
    await page.getByRole('button', { name: 'Ouvrir à l’assistance' }).click();
    await page.getByLabel('Pourquoi').fill('Un rapport ne s’ouvre plus');
    await page.getByRole('button', { name: 'Ouvrir à l’assistance' }).click();
    await page.getByText(/\/o\/ville\/join#HELP$/).waitFor();
    await page.getByText(/assistance jusqu’au/).waitFor();
    assert.deepEqual(server.state.asked.filter((a) => a.path === '/t/ville/support').map((a) => a.body), [{ reason: 'Un rapport ne s’ouvre plus', hours: 4 }]);
  });
  await visit('/o/reseau/sites', {}, async (page) => {
    await page.getByRole('status').filter({ hasText: /Assistance à Réseau.*Un rapport ne s’ouvre plus.*Tout ce que vous faites est noté/ }).waitFor();
    assert.deepEqual(await violations(page), []);
  });
});

test('what is nearly full is told, in units that people know', () =>
  visit('/o/ville/settings/usage', {}, async (page) => {
    await page.getByText('bientôt plein').waitFor();
    await page.getByText(/^900\sMo sur 1\sGo$/).waitFor();
    await page.getByText(/^1,2\sMo sur 2\sGo$/).waitFor();
    await page.getByRole('img', { name: /^88\s% de la place$/ }).waitFor();
    assert.equal(await page.getByText('bientôt plein').count(), 1);
  }));

test('what was agreed to is withdrawn, and agreed to again, thing by thing', () =>
  visit('/o/ville/modules', { asks: { ...asks(), grants: asks().grants.map((g) => ({ ...g, agreed: true })) } }, async (page, server) => {
    const sent = () => server.state.asked.filter((a) => a.path.endsWith(':consent')).map((a) => a.body);
    await page.getByText('Ce que ce module permet, et à qui').click();
    assert.deepEqual(await violations(page), []);
    await page.getByRole('button', { name: /Retirer votre accord : envoyer des courriels/ }).click();
    await page.getByText('Votre accord est retiré pour Portrait.').waitFor();
    await page.getByRole('button', { name: /Accepter : envoyer des courriels/ }).click();
    await page.getByText('Votre accord est noté pour Portrait.').waitFor();
    assert.deepEqual(sent(), [{ withdraw: ['mail'] }, { consent: ['mail'] }]);
  }));

test('a module that is not confined is opened knowing that, even where it asks for nothing', () =>
  visit('/o/ville/modules', { on: false, asks: { publisher: 'outils.example.org', level: 'basic', grants: [] } }, async (page, server) => {
    await page.getByRole('button', { name: 'Ouvrir Portrait' }).click();
    await page.getByText(/lire tout ce que le serveur peut lire/).last().waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole('button', { name: 'Accepter et ouvrir' }).click();
    await page.getByText('Portrait est ouvert.').waitFor();
    assert.deepEqual(server.state.asked.filter((a) => a.method === 'POST').map((a) => a.path.split(':')[1]), ['enable']);
  }));

test('a release that asks for more waits, and says so', () =>
  visit('/o/ville/modules', { asks: { ...asks(), waiting: { version: '2.0.0', grants: [{ name: 'public', why: {}, agreed: false }] } } }, async (page, server) => {
    await page.getByText(/La version 2.0.0 demande davantage/).waitFor();
    await page.getByRole('button', { name: 'Lire ce qu’elle demande' }).click();
    await page.getByText('ouvrir des pages à tout le monde, sans compte').waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole('button', { name: 'Accepter', exact: true }).click();
    await page.getByText('Votre accord est noté pour Portrait.').waitFor();
    assert.equal(server.state.asked.filter((a) => a.path.endsWith(':consent')).length, 1);
    await page.getByText(/demande davantage/).waitFor({ state: 'detached' });
  }));

test('a session that ends while somebody writes loses nothing', () =>
  visit('/o/ville/sites', {}, async (page, server) => {
    await page.getByRole('button', { name: 'Ajouter un lieu' }).click();
    await page.getByLabel('Nom').fill('Les Mésanges');
    await page.getByLabel('Micro-crèche', { exact: true }).check();
    server.state.expired = true;
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    const again = page.locator('rb-again');
    await again.getByRole('heading', { name: 'Votre session est terminée' }).waitFor();
    assert.deepEqual(await violations(page), []);
    await again.getByLabel('Mot de passe', { exact: true }).fill('faux');
    await again.getByRole('button', { name: 'Reprendre' }).click();
    await again.getByText('Identifiant ou mot de passe incorrect.').waitFor();
    await again.getByLabel('Mot de passe', { exact: true }).fill('une phrase à retenir');
    await page.keyboard.press('Enter');
    await page.getByText('Les Mésanges est ajouté.').waitFor();
    assert.equal(server.state.units.filter((u) => u.name === 'Les Mésanges').length, 1);
  }));

test('the colours of an organisation follow the light while the page is open', () =>
  visit('/o/ville/', {}, async (page) => {
    const primary = () => page.evaluate(() => getComputedStyle(document.documentElement).getPropertyValue('--rb-primary').trim().toUpperCase());
    const own = await primary();
    assert.notEqual(own, '#0B5D66', 'the sample organisation has a colour of its own');
    await page.emulateMedia({ colorScheme: 'dark' });
    assert.equal(await primary(), '#7FD0D6');
    await page.emulateMedia({ colorScheme: 'light' });
    assert.equal(await primary(), own);
    await page.evaluate(() => { document.documentElement.dataset.theme = 'dark'; });
    assert.equal(await primary(), '#7FD0D6');
  }));

test('a trial message says where it lies, or why it was refused', () =>
  visit('/o/ville/settings/mail', {}, async (page) => {
    await page.getByText('Aucun serveur de courriel').waitFor();
    await page.getByLabel('Adresse', { exact: true }).fill('refus@exemple.fr');
    await page.getByRole('button', { name: 'Envoyer le message d’essai' }).click();
    await page.getByRole('alert').getByText(/a refusé ce message/).waitFor();
    assert.equal(await page.getByLabel('Adresse', { exact: true }).inputValue(), 'refus@exemple.fr');
    await page.getByLabel('Adresse', { exact: true }).fill('claire@exemple.fr');
    await page.keyboard.press('Enter');
    await page.getByText(/claire@exemple\.fr est dans la boîte/).waitFor();
    await page.getByRole('link', { name: 'Ouvrir la boîte' }).first().click();
    await page.getByRole('heading', { level: 1, name: 'Boîte des messages' }).waitFor();
  }));

test('territories fold by keyboard, and a search opens what it finds', () =>
  visit('/o/ville/sites', {}, async (page) => {
    const fold = page.getByRole('button', { name: /^Lieux de / }).first();
    const rows = page.locator('rb-sites li');
    const all = await rows.count();
    await fold.focus();
    await page.keyboard.press('Enter');
    assert.equal(await fold.getAttribute('aria-expanded'), 'false');
    assert.ok((await rows.count()) < all);
    await page.getByLabel('Chercher un lieu').fill('lilas');
    await rows.filter({ hasText: 'Les Lilas' }).first().waitFor();
  }));

test('a module’s page is mounted with its path, and its links stay within the console', () =>
  visit('/o/ville/', {}, async (page) => {
    await page.getByText('Portrait de départ').waitFor();
    await page.evaluate(() => (globalThis.here = true));
    await page.getByRole('link', { name: 'Portraits' }).click();
    await page.getByRole('heading', { name: 'Portraits' }).waitFor();
    await page.getByRole('link', { name: 'Une vague' }).click();
    await page.getByText('/waves/1?tab=results').waitFor();
    await page.goBack();
    await page.locator('#path', { hasText: /^\/$/ }).waitFor();
    assert.equal(await page.evaluate(() => globalThis.here), true);
  }));

test('the first administrator is led through one question a page, and corrected where the server refuses', () =>
  visit('/setup#TOKEN', { setup: true, signedIn: false }, async (page, server) => {
    const next = () => page.getByRole('button', { name: 'Continuer' }).click();
    assert.equal(new URL(page.url()).hash, '');
    await page.getByLabel('Nom de l’organisation').or(page.getByLabel("Nom de l'organisation")).fill('Ville de Pessac');
    assert.equal(await page.getByLabel(/Nom court/).inputValue(), 'ville-de-pessac');
    await next();
    await next();
    await page.getByLabel(/Commune/).check();
    await next();
    await page.getByLabel('Votre nom').fill('Claire Dupont');
    await page.getByLabel('Votre identifiant').fill('claire');
    await page.getByLabel('Votre mot de passe').fill('court');
    await next();
    await page.getByText(/au moins 10 caractères/).first().waitFor();
    await page.getByLabel('Votre mot de passe').fill('une phrase assez longue');
    await next();
    await page.getByRole('button', { name: 'Ajouter un lieu' }).click();
    await page.getByRole('heading', { name: /premiers lieux/ }).waitFor();
    const first = page.getByRole('group', { name: /1$/ });
    await first.getByLabel('Nom').fill('Les Lilas');
    await first.getByLabel('Sorte').selectOption({ label: 'Crèche collective' });
    await next();
    await page.getByRole('heading', { name: 'Tout est juste' }).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByRole('button', { name: /Créer l.organisation/ }).click();
    await page.waitForURL(/\/o\/ville\/$/);
    const { body } = server.state.asked.find((a) => a.method === 'POST' && a.path === '/setup');
    assert.deepEqual(body.sites, [{ name: 'Les Lilas', kind: 'creche-collective' }]);
    assert.equal(body.token, 'TOKEN');
  }));

test('a wrong link is told before the first question, and the right one may be pasted', () =>
  visit('/setup#WRONG', { setup: true, signedIn: false }, async (page) => {
    await page.getByRole('heading', { level: 2, name: 'Ce lien n’est pas le bon' }).waitFor();
    assert.deepEqual(await violations(page), []);
    await page.getByLabel('Ou collez le lien ici').fill('http://127.0.0.1:8080/setup#TOKEN');
    await page.getByRole('button', { name: 'Continuer' }).click();
    await page.getByRole('heading', { level: 1, name: /s.appelle votre organisation/ }).waitFor();
  }));

test('leaving with something unsaved asks first', () =>
  visit('/o/ville/settings/organisation', {}, async (page) => {
    await page.getByLabel(/Où se trouvent les données/).fill('Ailleurs');
    await page.getByRole('link', { name: 'Accueil', exact: true }).click();
    await page.getByRole('heading', { name: /Quitter sans enregistrer/ }).waitFor();
    await page.getByRole('button', { name: 'Annuler' }).click();
    assert.match(page.url(), /organisation$/);
    assert.equal(await page.getByLabel(/Où se trouvent les données/).inputValue(), 'Ailleurs');
  }));

test('the public shell gives the module what it needs, keeps the code, and says when it is closed', async () => {
  await visit('/p/ville/portrait/answer#CODE', { signedIn: false }, async (page) => {
    await page.getByRole('heading', { name: 'Qui verra mes réponses' }).waitFor();
    await page.getByText('Ville de Mérignac /p/ville/portrait/answer').waitFor();
    await page.getByText(/Service juridique/).waitFor();
    await page.getByRole('button', { name: 'English' }).click();
    assert.equal(await page.locator('html').getAttribute('lang'), 'en-GB');
    assert.equal(new URL(page.url()).hash, '#CODE');
    assert.deepEqual(await page.context().cookies(), []);
  });
  await visit('/p/ville/portrait/other', { signedIn: false }, async (page) => {
    await page.getByRole('heading', { name: 'Fermé pour le moment' }).waitFor();
  });
});

test('a failing service says so and offers to try again', () =>
  visit('/o/ville/people', { broken: '/people' }, async (page, server) => {
    await page.getByText(/donnez ce repère.*req-1/).waitFor();
    assert.deepEqual(await violations(page), []);
    server.state.broken = '';
    await page.getByRole('button', { name: 'Réessayer' }).click();
    await page.getByRole('link', { name: 'Nadia Benali' }).waitFor();
  }));

test('a group is made, filled, given a role and emptied', () =>
  visit('/o/ville/people', {}, async (page, server) => {
    await page.getByRole('link', { name: 'Groupes' }).click();
    await page.getByRole('heading', { level: 1, name: 'Groupes' }).waitFor();
    assert.equal(await page.getByRole('button', { name: 'Ajouter une personne à Référentes Pilou et Filou' }).count(), 0);
    await page.getByText('Ce groupe a des rôles que vous ne pouvez pas donner').waitFor();
    await page.getByRole('button', { name: 'Créer un groupe' }).click();
    await page.getByLabel('Nom du groupe').fill('Équipe du midi');
    await page.getByRole('button', { name: 'Enregistrer' }).click();
    await page.getByText('Le groupe est enregistré.').waitFor();
    await page.getByRole('button', { name: 'Ajouter une personne à Équipe de l’été' }).click();
    await page.getByRole('radio', { name: 'Claire Dupont' }).check();
    await page.getByRole('button', { name: 'Ajouter une personne', exact: true }).last().click();
    await page.getByText('La personne fait partie du groupe.').waitFor();
    await page.getByRole('button', { name: 'Retirer Nadia Benali de Équipe de l’été' }).click();
    await page.getByRole('button', { name: 'Retirer du groupe' }).click();
    await page.getByText('La personne ne fait plus partie du groupe.').waitFor();
    const asked = server.state.asked.map((a) => `${a.method} ${a.path}`);
    for (const want of ['POST /t/ville/groups', 'PUT /t/ville/groups/gr1/members/p1', 'DELETE /t/ville/groups/gr1/members/p2']) assert.ok(asked.includes(want), `${want} in ${asked}`);
  }));

test('Québec reads its own words', () =>
  visit('/o/reseau/sites', {}, async (page) => {
    await page.getByRole('heading', { level: 1, name: 'Installations' }).waitFor();
    assert.equal(await page.locator('html').getAttribute('lang'), 'fr-CA');
  }));

const everyScreen = ['/', '/o/ville/sign-in', '/o/ville/', '/o/ville/sites', '/o/ville/people', '/o/ville/people/groups', '/o/ville/people/p2', '/o/ville/modules', '/o/ville/settings', '/o/ville/settings/organisation', '/o/ville/settings/words', '/o/ville/settings/kinds', '/o/ville/audit', '/o/ville/rights', '/o/ville/settings/keys', '/o/ville/settings/mail', '/o/ville/settings/usage', '/o/ville/settings/mailbox', '/o/ville/sites/import', '/o/ville/sites/closures', '/o/ville/people/import', '/o/ville/settings/policy', '/o/ville/invite', '/o/ville/settings/modules/portrait', '/o/ville/nowhere', '/o/ville/account', '/o/ville/my-organisations', '/o/ville/settings/support'];

for (const look of [{ width: 1280 }, { width: 320, dark: true }]) {
  test(`every screen is accessible and fits ${look.width} px${look.dark ? ', in the dark' : ''}`, async () => {
    for (const path of everyScreen) {
      await visit(path, { ...look, signedIn: true }, async (page) => {
        assert.deepEqual(await violations(page), [], path);
        assert.ok((await overflow(page)) <= 0, `${path} is wider than its window`);
      });
    }
  });
}
