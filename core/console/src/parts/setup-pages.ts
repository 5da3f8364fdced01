// The pages of the first administrator's assistant: each one question, as a schema. Four steps, six pages.

import { fold } from '@ribambelle/web/fold';
import type { Schema } from '@ribambelle/web/form';

import { kindsOf } from './kinds.ts';

export type Answers = {
  name?: string; slug?: string; wording?: string; languages?: string; template?: string;
  person?: string; login?: string; password?: string;
  territory?: string; sites?: { name: string; kind: string; headcount?: number }[];
};
export type Page = { key: string; step: number; schema: (say: (key: string) => string, answers: Answers) => Schema };

/** What a login is made of, so that it can be typed again with certainty. */
export const loginPattern = '^[\\p{L}\\p{Nd}._@+-]+$';

const object = (required: string[], properties: Record<string, Schema>): Schema => ({ type: 'object', required, properties });

export const pages: readonly Page[] = [
  { key: 'name', step: 0, schema: (t) => object(['name', 'slug'], {
    name: { type: 'string', minLength: 1, maxLength: 160, title: t('setup.name.label') },
    slug: { type: 'string', pattern: '^[a-z0-9]+(-[a-z0-9]+)*$', minLength: 2, maxLength: 40, title: t('setup.slug.label'), description: t('setup.slug.help') },
  }) },
  { key: 'place', step: 0, schema: (t) => object(['wording', 'languages'], {
    wording: { oneOf: ['fr-FR', 'fr-CA', 'en-CA', 'fr-BE', 'fr-CH'].map((w) => ({ const: w, title: t(`setup.place.${w}`) })), title: t('setup.place.label') },
    languages: { oneOf: ['fr,en', 'fr', 'en,fr', 'en'].map((l) => ({ const: l, title: t(`setup.languages.${l}`) })), title: t('setup.languages') },
  }) },
  { key: 'template', step: 0, schema: (t) => object(['template'], {
    template: { title: t('setup.template.label'), oneOf: ['municipality', 'network', 'association'].map((k) => ({ const: k, title: t(`setup.template.${k}`), description: t(`setup.template.${k}-help`) })) },
  }) },
  { key: 'you', step: 1, schema: (t) => object(['person', 'login', 'password'], {
    person: { type: 'string', minLength: 1, maxLength: 120, title: t('setup.you.name'), 'x-autocomplete': 'name' },
    login: { type: 'string', minLength: 3, maxLength: 120, pattern: loginPattern, title: t('setup.you.login'), description: t('setup.you.login-help'), 'x-autocomplete': 'username' },
    password: { type: 'string', minLength: 10, 'x-widget': 'password', title: t('setup.you.password'), description: t('setup.you.password-help') },
  }) },
  { key: 'sites', step: 2, schema: (t, answers) => object([], {
    territory: { type: 'string', maxLength: 160, title: t('setup.sites.territory'), description: t('setup.sites.territory-help') },
    sites: { type: 'array', maxItems: 200, title: t('setup.sites.list'), items: { ...object(['name', 'kind'], {
      name: { type: 'string', minLength: 1, maxLength: 160, title: t('setup.sites.name') },
      kind: { title: t('setup.sites.kind'), oneOf: kindsOf(answers.wording ?? 'fr-FR').map((k) => ({ const: k, title: t(`kind.${k}`) })) },
      headcount: { type: 'integer', minimum: 0, maximum: 10000, title: t('setup.sites.headcount') },
    }), title: t('setup.sites.one') }, description: t('setup.sites.list-help'), 'x-add': t('setup.sites.add') },
  }) },
];

/** The page that comes after the last question. */
export const checkStep = 3;

/** A slug from a name: "Ville de Mérignac" is "ville-de-merignac". Whole words, up to 40 letters. */
export function slugOf(name: string): string {
  const [first = '', ...words] = fold(name).split(/[^a-z0-9]+/).filter(Boolean);
  let slug = first.slice(0, 40);
  for (const word of words) {
    if (slug.length + word.length >= 40) break;
    slug = `${slug}-${word}`;
  }
  return slug;
}

const zones: Record<string, string> = { 'fr-FR': 'Europe/Paris', 'fr-CA': 'America/Toronto', 'en-CA': 'America/Toronto', 'fr-BE': 'Europe/Brussels', 'fr-CH': 'Europe/Zurich' };

/** The request that the answers make. */
export function requestOf(token: string, a: Answers, language: string): unknown {
  const wording = a.wording ?? 'fr-FR';
  return {
    token,
    organisation: { name: a.name ?? '', slug: a.slug ?? '', country: wording.slice(3), wording, languages: (a.languages ?? 'fr').split(','), template: a.template ?? 'association', zone: zones[wording] ?? 'Europe/Paris' },
    administrator: { name: a.person ?? '', login: a.login ?? '', password: a.password ?? '', language },
    sites: (a.sites ?? []).map((s) => ({ name: s.name, kind: s.kind, ...(s.headcount === undefined ? {} : { headcount: s.headcount }) })),
    ...(a.territory ? { territory: a.territory } : {}),
  };
}

/** The page at which the server's refusal of a field is to be corrected, and the field's place there. */
export function placeOf(pointer: string): { page: number; pointer: string } {
  const known: [string, number, string][] = [
    ['/organisation/name', 0, '/name'], ['/organisation/slug', 0, '/slug'], ['/organisation/wording', 1, '/wording'], ['/organisation/languages', 1, '/languages'], ['/organisation/template', 2, '/template'],
    ['/administrator/name', 3, '/person'], ['/administrator/login', 3, '/login'], ['/administrator/password', 3, '/password'], ['/territory', 4, '/territory'], ['/sites', 4, '/sites'],
  ];
  const found = known.find(([prefix]) => pointer.startsWith(prefix));
  return found ? { page: found[1], pointer: found[2] + pointer.slice(found[0].length) } : { page: 0, pointer: '' };
}
