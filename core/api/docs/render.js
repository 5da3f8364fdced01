// Renders the OpenAPI document that lies beside this page: groups by tag, one line for each operation, its
// parameters, body and answers when opened. Everything is written as text, never as markup; examples are the document's own.
const address = new URL('openapi.json', location.href.replace(/docs\/?([?#].*)?$/, '')).pathname;
const methods = ['get', 'post', 'put', 'patch', 'delete'];
const main = document.querySelector('main');
const nav = document.querySelector('nav');

function el(name, properties = {}, ...children) {
  const node = Object.assign(document.createElement(name), properties);
  node.append(...children.filter((c) => c !== null && c !== undefined));
  return node;
}

const resolve = (doc, schema) =>
  schema?.$ref ? schema.$ref.replace('#/', '').split('/').reduce((at, part) => at?.[part], doc) ?? {} : schema ?? {};

function typeOf(doc, schema) {
  if (schema?.$ref) return schema.$ref.split('/').pop();
  const type = Array.isArray(schema?.type) ? schema.type.join(' or ') : schema?.type;
  if (type === 'array') return `list of ${typeOf(doc, schema.items)}`;
  return schema?.enum ? schema.enum.join(' | ') : type ?? 'any';
}

// A column in which nothing stands is left out.
function table(names, lines) {
  const used = names.map((_, i) => lines.some((cells) => cells[i] !== ''));
  const heads = names.filter((_, i) => used[i]);
  const rows = lines.map((cells) => cells.filter((_, i) => used[i]));
  return el('table', {},
    el('thead', {}, el('tr', {}, ...heads.map((h) => el('th', { scope: 'col', textContent: h })))),
    el('tbody', {}, ...rows.map((cells) => el('tr', {}, ...cells.map((c) => el('td', { textContent: c }))))));
}

function fields(doc, schema) {
  const s = resolve(doc, schema);
  const rows = Object.entries(s.properties ?? {}).filter(([name]) => name !== '$schema').map(([name, p]) =>
    [name + (s.required?.includes(name) ? ' *' : ''), typeOf(doc, p), p.description ?? resolve(doc, p).description ?? '']);
  return rows.length ? table(['Field (* needed)', 'Type', 'Meaning'], rows) : null;
}

function content(doc, title, media) {
  return Object.entries(media ?? {}).flatMap(([type, m]) => [
    el('h3', { textContent: `${title} – ${type}` }),
    fields(doc, m.schema),
    m.example === undefined ? null : el('pre', { tabIndex: 0 }, el('code', { textContent: JSON.stringify(m.example, null, 2) })),
  ]);
}

// The operation as a command, to be tried at once.
function command(method, path, op) {
  const words = [`curl -X ${method.toUpperCase()} '${location.origin}${path}'`];
  if (op.security?.length) words.push(`-H 'Authorization: Bearer rbk_…'`);
  const body = op.requestBody?.content?.['application/json'];
  if (body) words.push(`-H 'Content-Type: application/json'`, `-d '${JSON.stringify(body.example ?? {}).replaceAll("'", "'\\''")}'`);
  return el('pre', { tabIndex: 0 }, el('code', { textContent: words.join(' \\\n  ') }));
}

function inside(doc, path, method, op) {
  const parts = [];
  if (op.description) parts.push(el('p', { textContent: op.description }));
  if (op['x-rb-action']) parts.push(el('p', {}, 'Action asked at the gate: ', el('code', { textContent: op['x-rb-action'] })));
  parts.push(el('p', { textContent: op.security?.length ? (op.security.some((way) => !Object.keys(way).length) ? 'Open to all; tells more to whoever shows a session cookie or a service key.' : 'Needs a session cookie or a service key.') : 'Needs no account.' }));
  parts.push(command(method, path, op));
  if (op.parameters?.length) {
    parts.push(el('h3', { textContent: 'Parameters' }), table(['Name (* needed)', 'In', 'Type', 'Meaning'],
      op.parameters.map((p) => [p.name + (p.required ? ' *' : ''), p.in, typeOf(doc, p.schema), p.description ?? p.schema?.description ?? ''])));
  }
  parts.push(...content(doc, 'Body', op.requestBody?.content));
  for (const [status, answer] of Object.entries(op.responses ?? {})) {
    if (status === 'default') continue;
    parts.push(el('h3', { textContent: `Answer ${status}: ${answer.description ?? ''}` }), ...content(doc, 'Answer', answer.content));
  }
  return parts;
}

function operation(doc, path, method, op) {
  const details = el('details', { id: op.operationId ?? `${method}${path}` },
    el('summary', {}, el('span', { className: 'method', textContent: method.toUpperCase() }),
      el('span', { className: 'path', textContent: path }), el('span', { className: 'what', textContent: op.summary ?? '' })));
  details.dataset.text = `${method} ${path} ${op.summary ?? ''} ${op.operationId ?? ''}`.toLowerCase();
  details.addEventListener('toggle', () => {
    if (details.open && details.children.length === 1) details.append(el('div', { className: 'inside' }, ...inside(doc, path, method, op).filter(Boolean)));
  });
  return details;
}

function groups(doc) {
  const found = new Map((doc.tags ?? []).map((tag) => [tag.name, []]));
  for (const [path, item] of Object.entries(doc.paths ?? {}).sort(([a], [b]) => (a < b ? -1 : 1))) {
    for (const method of methods.filter((m) => item[m])) {
      const tag = item[method].tags?.[0] ?? 'core';
      if (!found.has(tag)) found.set(tag, []);
      found.get(tag).push(operation(doc, path, method, item[method]));
    }
  }
  return [...found].filter(([, operations]) => operations.length);
}

function find(text) {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean);
  for (const section of main.querySelectorAll('section')) {
    let any = false;
    for (const one of section.querySelectorAll('details')) {
      one.hidden = !words.every((w) => one.dataset.text.includes(w));
      any ||= !one.hidden;
    }
    section.hidden = !any;
  }
}

async function render() {
  const answer = await fetch(address);
  if (!answer.ok) throw new Error(`${address} answered ${answer.status}`);
  const doc = await answer.json();
  document.title = `${doc.info.title} – API`;
  document.querySelector('h1').textContent = doc.info.title;
  document.querySelector('.about').append(`Version ${doc.info.version}. The document itself: `, el('a', { href: address, textContent: address }), '.');
  const all = groups(doc);
  const about = Object.fromEntries((doc.tags ?? []).map((tag) => [tag.name, tag.description]));
  nav.replaceChildren(el('ul', {}, ...all.map(([tag]) => el('li', {}, el('a', { href: `#group-${tag}`, textContent: tag })))));
  main.replaceChildren(...all.map(([tag, operations]) => el('section', { id: `group-${tag}` },
    el('h2', { textContent: tag }), about[tag] ? el('p', { textContent: about[tag] }) : null, ...operations)));
  document.querySelector('#find').addEventListener('input', (event) => find(event.target.value));
  const wanted = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (wanted?.tagName === 'DETAILS') wanted.open = true;
  wanted?.scrollIntoView();
}

render().catch((error) => main.replaceChildren(el('p', { textContent: `The document could not be shown: ${error.message}` })));
