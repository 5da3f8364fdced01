import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import type { Me, Unit } from '@ribambelle/web/me';

import { afterSignIn, routeOf } from '../src/app/route.ts';
import { textOf } from '../src/parts/decode.ts';
import { embeddables, snippets } from '../src/parts/embed.ts';
import { placeOf, requestOf, slugOf } from '../src/parts/setup-pages.ts';
import { totals, treeOf } from '../src/parts/tree.ts';
import { firstSteps, type Known, waits } from '../src/parts/waits.ts';
import { widgetFor } from '../src/parts/widget-for.ts';
import { texts } from '../src/wording/all.ts';

const unit = (id: string, path: string, cls = 'site', more: Partial<Unit> = {}): Unit => ({ id, path, name: id, kind: 'creche-collective', class: cls, rev: 1, headcount: 10, ...more });

test('an address leads to its screen', () => {
  const found = ['/', '/setup', '/o/ville/', '/o/ville/sites/import', '/o/ville/modules', '/o/ville/modules/portrait/waves/1', '/o/ville/nowhere', '/x'].map((p) => routeOf(p).screen);
  assert.deepEqual(found, ['welcome', 'setup', 'home', 'sites', 'modules', 'module', 'missing', 'missing']);
  assert.deepEqual(routeOf('/o/ville/people/a%2Fb').rest, ['a/b']);
});

test('after sign-in nobody is sent elsewhere', () => {
  assert.equal(afterSignIn('ville', '/o/ville/sites?x=1'), '/o/ville/sites?x=1');
  for (const bad of [null, 'https://evil.example', '//evil.example', '/o/other/', '/o/ville//evil', '/o/ville/\\evil']) assert.equal(afterSignIn('ville', bad), '/o/ville/');
});

test('every text is there in both languages', () => {
  assert.deepEqual(Object.keys(texts['fr']!).sort(), Object.keys(texts['en']!).sort());
  for (const key of Object.keys(texts['fr-CA']!)) assert.ok(key in texts['fr']!, `${key} exists only in fr-CA`);
});

test('every action of the core is said in words', () => {
  const sources = ['action.go', 'action_privacy.go'].map((file) => readFileSync(`../api/${file}`, 'utf8')).join('');
  const declared = [...sources.matchAll(/sdk\.Act\("(core:[a-z.]+)"/g)].map((m) => `action.${m[1]}`);
  assert.ok(declared.length > 30, 'the actions of the core are not found');
  assert.deepEqual(declared.filter((key) => !(key in texts['fr']!)), []);
});

test('both languages fill the same places', () => {
  const places = (value: unknown) => [...new Set(JSON.stringify(value).match(/\{\w+\}/g) ?? [])].sort();
  for (const [key, value] of Object.entries(texts['fr']!)) assert.deepEqual(places(texts['en']![key]).filter((p) => p !== '{n}'), places(value).filter((p) => p !== '{n}'), key);
});

test('a territory counts the open sites below it', () => {
  const units = [unit('t', '/t/', 'territory', { headcount: 0 }), unit('a', '/t/a/', 'site', { parent_id: 't' }), unit('b', '/t/b/', 'site', { parent_id: 't', closed_at: '2026-01-01' }), unit('c', '/c/')];
  const tree = treeOf(units);
  assert.deepEqual(tree.map((b) => [b.unit.id, b.depth, b.sites, b.staff]), [['t', 0, 1, 10], ['a', 1, 1, 10], ['b', 1, 0, 0], ['c', 0, 1, 10]]);
  assert.deepEqual(totals(units), { sites: 2, staff: 20 });
  assert.deepEqual(treeOf(units, 'A').map((b) => b.unit.id), ['t', 'a']);
});

const me = (actions: string[], modules: Me['modules'] = []): Me => ({
  kind: 'person', grants: [], actions, modules,
  tenant: { slug: 'ville', name: 'Ville', country: 'FR', wording: 'fr-FR', languages: ['fr'], zone: 'Europe/Paris', template: 'municipality', officer: {} },
});

test('home tells only what one can do something about', () => {
  const all = me(['core:unit.create', 'core:unit.update', 'core:module.enable', 'core:settings.update']);
  assert.deepEqual(waits({ me: all, units: [], invitations: [], people: 1, modules: [] }).map((w) => w.key), ['home.wait.sites', 'home.wait.modules', 'home.wait.officer']);
  assert.deepEqual(waits({ me: me([]), units: [unit('a', '/a/', 'site', { headcount: 0 })], invitations: [], people: 1, modules: [] }), []);
  const asked = { shares: [{ side: 'received', state: 'offered' }, { side: 'given', state: 'offered' }], followed: [{ proposal: { id: 'v' } }, {}] } as never as Partial<Known>;
  assert.deepEqual(waits({ me: me([]), units: [unit('a', '/a/')], invitations: [], people: 1, modules: [], ...asked }).map((w) => [w.key, w.n]), [['home.wait.offers', 1], ['home.wait.proposals', 1]]);
  assert.deepEqual(firstSteps({ me: me([]), units: [], invitations: [], people: 1, modules: [] }), []);
});

test('a director’s first steps are a director’s', () => {
  const steps = firstSteps({ me: me(['core:unit.update', 'core:invitation.create']), units: [unit('a', '/a/')], invitations: [], people: 1, modules: [] });
  assert.deepEqual(steps.map((s) => ['key' in s && s.key, s.done]), [['home.step.check', true], ['home.step.team', false]]);
});

test('a module’s first step follows ours, leads to its page and is done when the module says so', () => {
  const modules = [{ module: 'portrait', title: { fr: 'Préparer un premier portrait' }, help: {}, path: '/prepare', done: true }];
  const [last] = firstSteps({ me: me(['core:unit.create', 'core:module.enable']), units: [], invitations: [], people: 1, modules }).slice(-1);
  assert.deepEqual(last, { title: { fr: 'Préparer un premier portrait' }, help: {}, done: true, to: ['modules', 'portrait', 'prepare'] });
});

test('a module’s address finds its widget, and none that one may not see', () => {
  const widget = (element: string, page = '', action = '') => ({ element, page, action, script: 'a.js', place: 'console' as const, title: { fr: element } });
  const asked = me(['a:x'], [{ name: 'a', title: {}, version: '1', on: true, base: '/', widgets: [widget('one'), widget('two', 'two', 'a:x'), widget('three', 'three', 'a:y')] }]);
  const found = (...rest: string[]) => { const f = widgetFor(asked, 'a', rest); return [f?.widget.element, f?.base.join('/'), f?.rest.join('/')]; };
  assert.deepEqual([found(), found('waves', '1'), found('two', 'x'), found('three')], [['one', '', ''], ['one', '', 'waves/1'], ['two', 'two', 'x'], ['one', '', 'three']]);
  assert.equal(widgetFor(asked, 'b', []), undefined);
});

test('the assistant makes the request that the API asks for', () => {
  assert.equal(slugOf("Ville de L'Haÿ-les-Roses !"), 'ville-de-l-hay-les-roses');
  assert.deepEqual(requestOf('T', { name: 'CPE', slug: 'cpe', wording: 'fr-CA', languages: 'fr,en', template: 'network', person: 'A', login: 'a', password: 'p' }, 'fr'), {
    token: 'T', organisation: { name: 'CPE', slug: 'cpe', country: 'CA', wording: 'fr-CA', languages: ['fr', 'en'], template: 'network', zone: 'America/Toronto' }, administrator: { name: 'A', login: 'a', password: 'p', language: 'fr' }, sites: [],
  });
  assert.deepEqual(placeOf('/sites/2/kind'), { page: 4, pointer: '/sites/2/kind' });
});

test('a file from a spreadsheet is read in either of its encodings', () => {
  assert.equal(textOf(new TextEncoder().encode('Crèche')), 'Crèche');
  assert.equal(textOf(Uint8Array.of(0x43, 0x72, 0xe8, 0x63, 0x68, 0x65)), 'Crèche');
});

test('the code for a portal names the widget once, and no title breaks out of it', () => {
  const widget = { element: 'rb-x', page: 'x', script: 'a.js', place: 'public' as const, title: { fr: 'X' }, embed: true };
  const on = { name: 'cap', title: {}, version: '1', on: true, base: '/', widgets: [widget, { ...widget, page: 'y', embed: false }, { ...widget, place: 'console' as const }] };
  const choices = embeddables(me([], [on, { ...on, name: 'portrait' }]), ['cap']);
  assert.deepEqual(choices.map((c) => [c.module, c.page]), [['cap', 'x']]);
  const code = snippets('https://rb.example', 'ville', 'rbp_k', choices[0]!, '"><script>x');
  assert.match(code.script, /^<script src="https:\/\/rb\.example\/embed\.js" defer><\/script>\n<ribambelle-widget tenant="ville" module="cap" page="x" key="rbp_k">/);
  for (const text of Object.values(code)) assert.ok(!text.includes('<script>x') && text.includes('&#60;script&#62;x'), text);
});
