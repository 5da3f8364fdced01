// What the API would answer: one French town, one of Québec, as the HTTP contract says.

const later = (days) => new Date(Date.now() + days * 86_400_000).toISOString();

const actions = [
  'mail.try',
  'unit.read', 'unit.create', 'unit.update', 'unit.move', 'unit.close', 'unit.delete', 'unit.import', 'closure.update', 'person.read', 'person.update', 'person.suspend', 'person.renew', 'person.export', 'person.erase', 'person.hand-over', 'usage.read', 'grant.create', 'grant.delete', 'guest.read', 'guest.dismiss', 'support.open',
  'group.read', 'group.create', 'group.update', 'group.put', 'group.take', 'group.delete', 'role.read', 'invitation.create', 'invitation.read', 'invitation.revoke', 'module.read', 'module.enable', 'module.disable', 'module.configure', 'module.consent', 'settings.read', 'settings.update', 'audit.read', 'audit.export', 'why.ask', 'key.read', 'key.create', 'key.revoke', 'outbox.read', 'provider.read', 'provider.update', 'work.list', 'work.publish', 'work.withdraw', 'subscription.list', 'subscription.create', 'subscription.take', 'subscription.end', 'share.list', 'share.offer', 'share.accept', 'share.end', 'share.read',
].map((a) => `core:${a}`);

const unit = (id, parent, name, kind, cls, headcount, more = {}) => ({ id, key: id, parent_id: parent, name, kind, class: cls, headcount, places: 0, address: '', code: '', priority: false, managed: [], rev: 1, ...more });

/** A town; a calm one lacks nothing. */
export function town(calm = false) {
  const units = [
    unit('t1', '', 'Bordeaux Métropole', 'territory', 'territory', 0, { managed: ['/name'] }), unit('t2', 't1', 'Mérignac', 'territory', 'territory', 0), unit('t3', 't1', 'Pessac', 'territory', 'territory', 0, { priority: true }),
    unit('s1', 't2', 'Les Lilas', 'creche-collective', 'site', 18), unit('s2', 't2', 'Le Petit Prince', 'multi-accueil', 'site', 14), unit('s3', 't2', 'Micro-crèche des Pins', 'micro-creche', 'site', 4), unit('s4', 't3', 'Arc-en-ciel', 'creche-collective', 'site', calm ? 11 : 0),
    unit('s5', 't3', 'Relais petite enfance du Centre', 'rpe', 'office', 9), unit('s6', 't3', 'Ancienne halte', 'halte-garderie', 'site', 5, { closed_at: later(-30) }),
  ];
  const path = (u) => (u.parent_id ? path(units.find((p) => p.id === u.parent_id)) : '/') + `${u.key}/`;
  for (const u of units) u.path = path(u);
  return units.sort((a, b) => (a.path < b.path ? -1 : 1));
}

export const kinds = [
  ['territory', 'territory', 'Territoire', 'Territory'], ['creche-collective', 'site', 'Crèche collective', 'Day nursery'], ['multi-accueil', 'site', 'Multi-accueil', 'Multi-care centre'], ['micro-creche', 'site', 'Micro-crèche', 'Micro-nursery'],
  ['halte-garderie', 'site', 'Halte-garderie', 'Drop-in nursery'], ['rpe', 'office', 'Relais petite enfance', 'Childminders’ relay'],
].map(([name, cls, fr, en]) => ({ name, class: cls, title: { fr, en } }));

const closed = (from, to, fr, more = {}) => ({ from: later(from).slice(0, 10), to: later(to).slice(0, 10), name: { fr }, ...more });
export const closures = [closed(20, 20, 'Pont de l’Ascension', { id: 'c1', rev: 1 }), closed(90, 110, 'Fermeture d’été', { id: 'c2', unit_id: 't2', yearly: true, rev: 3 }), closed(45, 45, 'Journée pédagogique', { id: 'c3', unit_id: 's1', rev: 1 })];
export const closedDays = { days: [...closures.map(({ id, rev, yearly, ...rest }) => ({ ...rest, closure_id: id })), closed(60, 60, 'Fête nationale')].sort((a, b) => (a.from < b.from ? -1 : 1)), feed: 'https://ribambelle.example/t/ville/closures/all/hW3tY0v9kQm2rB7xZpLs1aNe.ics' };
const grant = (id, role, unit_id = '', unit_name = '') => ({ id, role, unit_id, unit_path: '/', unit_name });

export const people = [
  { id: 'p1', name: 'Claire Dupont', login: 'claire', email: 'claire@example.org', language: 'fr', suspended: false, rev: 1, grants: [grant('g1', 'core:administrator'), grant('g2', 'core:coordinator')] },
  { id: 'p2', name: 'Nadia Benali', login: 'nadia', language: 'fr', suspended: false, rev: 1, grants: [grant('g3', 'core:director', 's1', 'Les Lilas')] },
  { id: 'p3', name: 'Étienne Roy-Larivière', login: 'etienne', language: 'fr', suspended: true, rev: 2, grants: [{ ...grant('g4', 'portrait:observer', 't3', 'Pessac'), expires: later(20), reason: 'mission' }] },
];

export const groups = [
  { id: 'gr1', name: 'Équipe de l’été', unit_id: 's1', unit_name: 'Les Lilas', gives: true, rev: 3, members: [{ id: 'p2', name: 'Nadia Benali', since: later(-12) }], grants: [{ ...grant('gg1', 'core:educator', 's1', 'Les Lilas'), expires: later(40), reason: 'L’été' }] },
  { id: 'gr2', name: 'Référentes Pilou et Filou', gives: false, rev: 1, members: [], grants: [grant('gg2', 'core:coordinator')] },
];

export const guests = [{ id: 'p8', name: 'Sam Exploitation', home: { slug: 'system', name: 'Exploitation' }, suspended: false, support: { until: later(0.2), reason: 'Un rapport ne s’ouvre plus' }, grants: [grant('g8', 'core:administrator')] }, { id: 'p9', name: 'Odile Ferrand', home: { slug: 'assoc', name: 'Les Petits Cailloux' }, suspended: false, grants: [grant('g9', 'core:adviser', 't2', 'Mérignac')] }];

const tenant = (slug, name, country, wording, more = {}) => ({
  slug, name, country, wording, languages: ['fr', 'en'], zone: 'Europe/Paris', template: 'municipality', officer: { name: 'Service juridique', email: 'dpo@example.org' }, brand: { primary: '#1D5B8C' }, words: {}, hosting: 'France (Gravelines)', ...more,
});

export const tenants = {
  ville: tenant('ville', 'Ville de Mérignac', 'FR', 'fr-FR'),
  reseau: tenant('reseau', 'Réseau des CPE de la Montérégie', 'CA', 'fr-CA', { officer: {}, zone: 'America/Toronto', hosting: 'Canada (Beauharnois)' }),
};

const portrait = {
  name: 'portrait', title: { fr: 'Portrait', en: 'Portrait' }, version: '1.0.0', on: true, base: '/assets/m/portrait/abc/',
  widgets: [
    { element: 'rb-sample-page', script: 'sample.js', place: 'console', title: { fr: 'Portraits', en: 'Portraits' }, icon: 'chart-column', action: 'core:unit.read' },
    { element: 'rb-sample-card', script: 'sample.js', place: 'home', title: { fr: 'Portrait', en: 'Portrait' } },
    { element: 'rb-sample-answer', script: 'sample.js', page: 'answer', place: 'public', title: { fr: 'Répondre', en: 'Answer' } },
  ],
};

export const me = (slug, on) => ({ kind: 'person', ...(slug === 'reseau' ? { home: { slug: 'system', name: 'Exploitation' }, support: { until: later(0.2), reason: 'Un rapport ne s’ouvre plus' } } : {}), person: { id: 'p1', name: 'Claire Dupont', login: 'claire', email: 'claire@example.org', language: 'fr' }, tenant: tenants[slug], grants: people[0].grants, actions, modules: on ? [portrait] : [] });

export const visitor = (slug) => ({ kind: 'visitor', tenant: tenants[slug], grants: [], actions: [], modules: [] });

export const roles = [
  ...['administrator', 'coordinator', 'director', 'educator', 'adviser', 'privacy-officer'].map((r) => ({ give: true, name: `core:${r}`, title: { fr: r, en: r }, actions: r === 'administrator' ? actions : actions.slice(0, 6) })),
  { give: true, name: 'portrait:observer', title: { fr: 'observation du portrait', en: 'portrait observer' }, module: 'portrait', actions: ['portrait:wave.open'] },
];

export const invitations = [
  { id: 'i1', name: 'Marc Lefort', role: 'core:director', unit_id: 's2', unit_name: 'Le Petit Prince', expires: later(9), state: 'pending' },
  { id: 'i2', name: 'Sophie Tremblay', role: 'core:adviser', unit_id: '', expires: later(-3), state: 'expired' },
  { id: 'i3', name: 'Nadia Benali', role: 'core:director', unit_id: 's1', unit_name: 'Les Lilas', expires: later(-20), used_at: later(-25), state: 'used' },
];

// A schema that no screen of ours was written for.
export const strange = {
  $schema: 'https://json-schema.org/draft/2020-12/schema', type: 'object', required: ['floor', 'name', 'notice'],
  $defs: { slot: { type: 'object', 'x-title': { fr: 'Créneau', en: 'Slot' }, required: ['day', 'from'], properties: { day: { enum: ['mon', 'tue'], 'x-title': { fr: 'Jour', en: 'Day' }, 'x-enum': { mon: { fr: 'lundi', en: 'Monday' }, tue: { fr: 'mardi', en: 'Tuesday' } } }, from: { type: 'string', format: 'date', 'x-title': { fr: 'À partir du', en: 'From' } } } } },
  properties: {
    floor: { type: 'integer', minimum: 5, maximum: 30, default: 5, 'x-title': { fr: "Seuil d'anonymat", en: 'Anonymity floor' }, 'x-help': { fr: 'Cinq au moins ; il ne peut être abaissé.', en: 'At least five; it can only be raised.' } },
    name: { type: 'object', required: ['fr'], 'x-title': { fr: 'Titre affiché', en: 'Shown title' }, properties: { fr: { type: 'string' }, en: { type: 'string' } } },
    notice: { type: 'string', maxLength: 500, 'x-title': { fr: 'Mot d’accueil', en: 'Welcome words' } },
    ratio: { type: ['number', 'null'], multipleOf: 0.5, 'x-title': { fr: 'Pondération', en: 'Weight' } },
    remind: { type: 'boolean', default: true, 'x-title': { fr: 'Rappeler trois jours avant la fin', en: 'Remind three days before the end' } },
    channels: { type: 'array', uniqueItems: true, 'x-title': { fr: 'Supports', en: 'Media' }, items: { enum: ['poster', 'slip', 'letter'], 'x-enum': { poster: { fr: 'affiche', en: 'poster' }, slip: { fr: 'bulletin', en: 'slip' }, letter: { fr: 'lettre', en: 'letter' } } } },
    slots: { type: 'array', maxItems: 5, 'x-title': { fr: 'Créneaux', en: 'Slots' }, items: { $ref: '#/$defs/slot' } },
    contact: { 'x-title': { fr: 'Contact', en: 'Contact' }, oneOf: [{ title: 'Courriel', properties: { kind: { const: 'mail' }, to: { type: 'string', format: 'email', title: 'Adresse' } }, required: ['to'] }, { title: 'Aucun', properties: { kind: { const: 'none' } } }] },
    labels: { type: 'object', 'x-title': { fr: 'Étiquettes', en: 'Labels' }, additionalProperties: { type: 'string' } },
    site: { type: 'string', 'x-widget': 'unit', 'x-title': { fr: 'Lieu pilote', en: 'Pilot setting' } },
  },
};

export const modules = (on, asks = {}) => [{
  ...asks,
  name: 'portrait', title: { fr: 'Portrait', en: 'Portrait' }, summary: { fr: 'Un questionnaire anonyme sur la qualité des pratiques, des résultats que personne ne peut relier à quelqu’un.', en: 'An anonymous questionnaire on the quality of practice, with results that nobody can tie to anyone.' },
  icon: 'chart-column', version: '1.0.0', on, state: on ? 'ready' : 'stopped', level: asks.level ?? 'full', placement: 'shared', managed: ['/ratio'], config_schema: strange,
  config: { floor: 5, name: { fr: 'Notre portrait' }, notice: 'Merci de votre temps.', ratio: 1.5, remind: true, channels: ['poster'], slots: [{ day: 'mon', from: '2026-03-02' }], labels: { T0: 'départ' } },
  actions: [{ name: 'portrait:wave.open', title: { fr: 'Ouvrir un portrait', en: 'Open a portrait' }, roles: ['core:coordinator', 'core:director'] }],
}];

export const audit = [
  ['core:sign-in', 'person:p1', '', 'done', 1], ['core:unit.create', 'person:p1', 'unit/s4', 'done', 1], ['core:module.enable', 'person:p1', 'module/portrait', 'done', 1], ['core:person.read', 'person:p2', '', 'denied', 4], ['core:sign-in', 'visitor', '', 'failed', 12], ['portrait:wave.open', 'person:p1', 'portrait/waves/w1', 'done', 1],
].map(([action, principal, resource, outcome, count], i) => ({ id: `a${i}`, at: later(-i / 3), principal, principal_name: people.find((p) => principal.endsWith(p.id))?.name, action, resource, unit_path: '/', outcome, count }));

export const keys = [{ id: 'k1', name: 'Tableau de bord de la ville', hint: 'x9Qz', scopes: ['core:unit.read'], grants: [{ id: 'kg1', role: 'core:coordinator', unit_path: '/' }], expires: later(90), used_at: later(-0.1) }, { id: 'k2', name: 'Ancien export', hint: '7abc', scopes: [], grants: [], expires: later(-5) }];

export const mail = [{ id: 'm1', kind: 'mail', name: 'portrait.reminder', due_at: later(0.01), attempts: 2, data: { To: 'nadia@example.org', Subject: 'Le portrait se termine vendredi', Text: 'Bonjour,\n\nIl reste trois jours.' } }];

export const sample = `
const words = { fr: 'Portrait de départ : 9 lieux sur 13 ont répondu.', en: 'Baseline portrait: 9 of 13 settings have answered.' };
class Card extends HTMLElement { connectedCallback() { this.innerHTML = '<p>' + words[document.documentElement.lang.slice(0, 2)] + '</p>'; } }
class Page extends HTMLElement { set path(p) { this.p = p; this.draw(); } connectedCallback() { this.draw(); } draw() { this.innerHTML = '<h1 tabindex="-1">Portraits</h1><p id="path"></p><p><a href="' + this.getAttribute('base') + '/waves/1?tab=results">Une vague</a></p>'; this.querySelector('#path').textContent = this.p; } }
class Answer extends HTMLElement { set me(m) { this.textContent = ''; const h = document.createElement('h1'); h.textContent = 'Qui verra mes réponses ?'; const p = document.createElement('p'); p.textContent = m.tenant.name + ' ' + this.getAttribute('base'); this.append(h, p); } }
customElements.define('rb-sample-card', Card); customElements.define('rb-sample-page', Page); customElements.define('rb-sample-answer', Answer);`;

/** How somebody is told things. */
export const noticeChoices = {
  mail: true, week: { day: 1, hour: 7 }, months: 6,
  modules: [{ module: 'portrait', title: { fr: 'Portraits', en: 'Portraits' }, kinds: [{ name: 'ready', title: { fr: 'Un portrait est prêt', en: 'A portrait is ready' }, way: 'now' }] }],
};
