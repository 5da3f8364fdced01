// A server of fixtures that answers as the HTTP contract says, with the real pages' content policy. For tests only.
import { createServer } from 'node:http';
import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import * as fixtures from './fixtures.mjs';

const dist = fileURLToPath(new URL('../../dist/', import.meta.url));
const policy = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const types = { '.js': 'text/javascript', '.css': 'text/css', '.svg': 'image/svg+xml', '.woff2': 'font/woff2', '.html': 'text/html; charset=utf-8' };

/** Starts the server; options say in which state the organisation is. */
export async function start({ demo = true, setup = false, signedIn = true, on = true, empty = false, calm = false, card = true, steps = [], broken = '', asks = {} } = {}) {
  const state = { demo, setup, signedIn, on, empty, card, steps, broken, asks, units: empty ? [] : fixtures.town(calm), invitations: empty ? [] : fixtures.invitations.filter((i) => !calm || i.state === 'used'), asked: [] };
  const server = createServer((request, response) => void serve(state, request, response));
  await new Promise((listening) => server.listen(0, '127.0.0.1', listening));
  return { origin: `http://127.0.0.1:${server.address().port}`, state, stop: () => server.close() };
}

async function serve(state, request, response) {
  const url = new URL(request.url, 'http://x');
  const send = (status, body, type = 'application/json', headers = {}) => {
    response.writeHead(status, { 'Content-Type': type, 'X-Request-Id': 'req-1', ...headers });
    response.end(typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body));
  };
  const problem = (status, code, more = {}) => send(status, { type: `/problems/${code}`, title: code, status, code, detail: `detail of ${code}`, request_id: 'req-1', ...more }, 'application/problem+json');
  if (url.pathname.startsWith('/assets/m/')) return send(200, state.card ? fixtures.sample : fixtures.sample.replace(/this.innerHTML = '<p>'.*?;/, ''), 'text/javascript');
  if (url.pathname.startsWith('/assets/')) {
    const file = path.join(dist, url.pathname);
    return readFile(file).then((content) => send(200, content, types[path.extname(file)]), () => problem(404, 'not-found'));
  }
  const page = url.pathname === '/' || url.pathname === '/setup' || url.pathname.startsWith('/o/');
  if (page && (request.headers.accept ?? '').includes('text/html')) return send(200, await readFile(path.join(dist, 'index.html')), types['.html'], { 'Content-Security-Policy': policy });
  if (url.pathname.startsWith('/p/')) return send(200, await publicPage(url.pathname), types['.html'], { 'Content-Security-Policy': policy });
  let body = '';
  for await (const chunk of request) body += chunk;
  state.asked.push({ method: request.method, path: url.pathname, body: body ? JSON.parse(body) : undefined, headers: request.headers });
  if (state.broken && url.pathname.endsWith(state.broken)) return problem(500, 'internal');
  if (url.pathname === '/welcome') return send(200, { version: '0.1.0', setup_open: state.setup, demo: state.demo, organisations: state.demo ? demoLogins : [] });
  if (url.pathname === '/setup') return request.method === 'GET' ? send(200, { open: state.setup }) : send(201, { slug: 'ville' });
  if (url.pathname === '/setup:try') return JSON.parse(body).token === 'TOKEN' ? response.writeHead(204).end() : problem(403, 'setup-closed');
  const [, , slug = '', ...rest] = url.pathname.split('/');
  if (!fixtures.tenants[slug]) return problem(404, 'not-found');
  return answer(state, { method: request.method, slug, path: `/${rest.join('/')}`, query: url.searchParams, body: body ? JSON.parse(body) : {} }, send, problem);
}

const demoLogins = Object.values(fixtures.tenants).map((t) => ({
  slug: t.slug, name: t.name, logins: [['core:coordinator', 'Claire Dupont', 'claire'], ['core:director', 'Nadia Benali', 'nadia'], ['core:educator', 'Léa Martin', 'lea']].map(([role, name, login]) => ({ role, name, login, password: 'une phrase à essayer' })),
}));

function answer(state, { method, slug, path: where, query, body }, send, problem) {
  const key = `${method} ${where}`;
  const fixed = {
    'GET /kinds': { kinds: fixtures.kinds }, 'GET /people': { people: state.empty ? fixtures.people.slice(0, 1) : fixtures.people }, 'GET /groups': { groups: state.empty ? [] : fixtures.groups }, 'GET /guests': { guests: state.empty ? [] : fixtures.guests }, 'GET /me/organisations': { organisations: [{ slug: 'ville', name: 'Ville de Mérignac', home: true, grants: fixtures.people[0].grants }, { slug: 'reseau', name: 'Réseau des CPE de la Montérégie', home: false, grants: fixtures.guests[1].grants }] }, 'GET /me/first-steps': { steps: state.steps }, 'GET /me/notices': { notices: [], unread: 0 }, 'GET /me/notice-choices': fixtures.noticeChoices, 'GET /roles': { roles: fixtures.roles }, 'GET /invitations': { invitations: state.invitations },
    'GET /modules': { modules: fixtures.modules(state.on, state.asks) }, 'GET /settings': { ...fixtures.tenants[slug], kinds: [], roles: {}, overlay: '', managed: ['/name'] }, 'GET /audit': { entries: fixtures.audit.filter((e) => e.action.startsWith(query.get('action') ?? '')), next_page_token: '' },
    'GET /closures': { closures: fixtures.closures }, 'GET /closures:days': state.empty ? { ...fixtures.closedDays, days: [] } : fixtures.closedDays,
    'GET /usage': { modules: [{ module: 'portrait', title: { fr: 'Portrait', en: 'Portrait' }, used: 900 << 20, limit: 1 << 30 }], files: { used: 1_300_000, limit: 2 ** 31 } },
    'GET /mail': { local: true, from: 'noreply@localhost', mail: {}, managed: [] }, 'GET /keys': { keys: fixtures.keys }, 'GET /outbox': { items: fixtures.mail }, 'GET /me/passkeys': { passkeys: [] }, 'GET /me/accounts': { accounts: [], providers: [] }, 'GET /providers': { providers: [] }, 'GET /me/second-factor': { on: false, codes_left: 0, needed: false }, 'GET /sessions': { sessions: [{ id: 'x1', created_at: new Date().toISOString(), seen_at: new Date().toISOString(), agent: 'Firefox, Linux', first: 'password', second: 'app', current: true }, { id: 'x2', created_at: new Date().toISOString(), seen_at: new Date(Date.now() - 7_200_000).toISOString(), agent: 'Safari, iPad', first: 'password', current: false }] },
  };
  if (state.expired && key !== 'POST /sign-in') return problem(401, 'sign-in-needed');
  if (key === 'GET /me') return send(200, state.signedIn ? fixtures.me(slug, state.on) : fixtures.visitor(slug));
  if (key === 'GET /units') return send(200, { units: query.get('closed') ? state.units : state.units.filter((u) => !u.closed_at) });
  if (fixed[key]) return send(200, fixed[key]);
  if (key === 'POST /sign-in') {
    state.signedIn = body.password !== 'faux';
    if (state.signedIn) state.expired = false;
    return state.signedIn ? send(200, { person: { id: 'p1', name: 'Claire Dupont', language: 'fr' } }) : problem(401, 'sign-in-failed');
  }
  if (key === 'POST /units') return body.name === 'Refusé' ? problem(422, 'invalid', { errors: [{ pointer: '/name', message: 'expected length >= 12', rule: 'too-short', limit: '12' }, { pointer: '/headcount', message: 'expected number <= 500', rule: 'too-large', limit: '500' }] }) : send(201, add(state, body));
  if (key === 'POST /units:import') return send(200, imported(body));
  if (key === 'POST /invitations') return send(201, { invitation: { id: 'i9', ...body, unit_name: 'Les Lilas', expires: new Date(Date.now() + 12e8).toISOString(), state: 'pending' }, link: `/o/${slug}/join#K7QF-2MPX-9RTD`, code: 'K7QF-2MPX-9RTD' });
  if (key === 'POST /invitations:look') return body.token === 'old' ? problem(404, 'invitation-not-valid') : send(200, { ...(body.token === 'KNOWN' ? { as: { name: 'Odile Ferrand', organisation: { slug: 'reseau', name: 'Les Petits Cailloux' } } } : {}), name: 'Marc Lefort', role: 'core:director', unit_name: 'Le Petit Prince', tenant_name: fixtures.tenants[slug].name, renews: false });
  if (key === 'POST /why') return send(200, { allow: false, rule: 'none', needs: ['core:coordinator'], grants: fixtures.people[1].grants, reasons: ['One of these roles on / or above would allow it: core:coordinator.'] });
  if (key === 'POST /keys') return send(201, { key: fixtures.keys[0], secret: 'rbk_4fVZ0pQexample' });
  if (where.endsWith('/under-way')) return send(200, { under_way: state.quiet ? [] : [{ title: { fr: 'Portrait en cours', en: 'Portrait under way' }, subject: 'T0 de mars', id: 'w1' }] });
  if (where.endsWith(':disable')) return body.confirm || state.quiet ? ((state.on = false), send(200, {})) : problem(409, 'module-busy');
  if (key === 'POST /mail:try') return body.to.startsWith('refus') ? problem(422, 'mail-refused') : send(200, { local: true });
  if (where.endsWith(':consent')) return (delete state.asks.waiting, state.asks.grants.forEach((g) => { g.agreed = body.withdraw ? g.agreed && !body.withdraw.includes(g.name) : true; })), send(200, {});
  if (where.endsWith(':enable')) return (state.on = true), send(200, {});
  if (where.endsWith('/config') && body.floor === 13) return problem(422, 'invalid', { errors: [{ pointer: '/slots/0/from', message: 'in the past' }, { pointer: '/notice', message: 'must be kind', rule: 'kindness' }] });
  if (key === 'POST /support') return send(201, { invitation: { id: 'i9', name: 'Assistance' }, link: `/o/${slug}/join#HELP`, code: 'HELP' });
  if (where.endsWith(':renew')) return send(200, { invitation: { id: 'i8', name: 'Nadia Benali', expires: new Date(Date.now() + 12e8).toISOString() }, link: `/o/${slug}/join#ABCD` });
  return method === 'GET' ? problem(404, 'not-found') : send(200, {});
}

function add(state, body) {
  const parent = state.units.find((u) => u.id === body.parent_id);
  const unit = { id: `n${state.units.length}`, key: 'new', class: body.kind === 'territory' ? 'territory' : 'site', managed: [], rev: 1, ...body, path: `${parent?.path ?? '/'}new/` };
  state.units.push(unit);
  return unit;
}

function imported({ csv, dry_run: dry }) {
  const rows = csv.trim().split('\n').slice(1).map((line, i) => {
    const [name, kind, , headcount] = line.split(';');
    const bad = kind === 'inconnu';
    return { line: i + 2, act: bad ? 'error' : 'create', name, kind, headcount: Number(headcount) || undefined, errors: bad ? [{ field: 'kind', code: 'kind-unknown', value: 'inconnu', message: 'is not a kind' }] : [] };
  });
  const errors = rows.filter((r) => r.act === 'error').length;
  return { rows, created: errors && !dry ? 0 : rows.length - errors, updated: 0, same: 0, errors };
}

// The shell as the core fills it: enough of the template's language for its two states.
async function publicPage(pathname) {
  const [, , slug, module, page] = pathname.split('/');
  const open = module === 'portrait' && page === 'answer' && fixtures.tenants[slug];
  const text = (await readFile(path.join(dist, 'public.html'), 'utf8')).replace(/\{\{-? ?\/\*[\s\S]*?\*\/ ?-?\}\}/, '');
  const data = { Language: 'fr', Title: open ? fixtures.tenants[slug].name : 'Fermé', Script: open ? '/assets/m/portrait/abc/sample.js' : '', Element: open ? `<rb-sample-answer tenant="${slug}" api="/t/${slug}"></rb-sample-answer>` : '', Foot: '', FootFrench: '', FootEnglish: '' };
  if (open) data.Foot = data.FootFrench = data.FootEnglish = fixtures.tenants[slug].officer.name;
  return text
    .replace(/\{\{-? ?if \.(\w+)\}\}([\s\S]*?)(?:\{\{-? ?else ?-?\}\}([\s\S]*?))?\{\{-? ?end\}\}/g, (_, name, yes, no = '') => (data[name] ? yes : no))
    .replace(/\{\{\.(\w+)\}\}/g, (_, name) => data[name]);
}
