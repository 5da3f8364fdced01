// What this module declares. sdk/proto/README.md says what each member means.

const lenders = ['core:administrator', 'core:coordinator', 'core:director'];
const readers = [...lenders, 'core:educator', 'core:adviser'];

export const actions = [
  { name: 'lending:loans.read', title: { fr: 'Prêts : voir', en: 'Loans: see' }, roles: readers },
  { name: 'lending:loans.create', title: { fr: 'Prêts : ajouter', en: 'Loans: add' }, roles: lenders },
  { name: 'lending:loans.update', title: { fr: 'Prêts : modifier', en: 'Loans: change' }, roles: lenders },
  { name: 'lending:loans.delete', title: { fr: 'Prêts : supprimer', en: 'Loans: delete' }, roles: lenders },
  { name: 'lending:loan.return', title: { fr: 'Noter un retour', en: 'Note a return' }, roles: lenders },
];

/** Settings of each organisation. */
export const settings = {
  type: 'object',
  additionalProperties: false,
  required: ['days'],
  properties: {
    days: { type: 'integer', minimum: 1, maximum: 365, default: 21, 'x-title': { fr: 'Durée d’un prêt (jours)', en: 'Length of a loan (days)' } },
  },
};

const schema = {
  $schema: 'https://json-schema.org/draft/2020-12/schema',
  type: 'object',
  additionalProperties: false,
  required: ['what', 'site', 'status'],
  properties: {
    what: { type: 'string', minLength: 1, maxLength: 200, 'x-rb': { searchable: true }, 'x-title': { fr: 'Quoi', en: 'What' } },
    site: { type: 'string', 'x-rb': { unit: true }, 'x-title': { fr: 'Lieu qui prête', en: 'Site that lends' } },
    borrower: {
      type: 'string',
      format: 'email',
      maxLength: 254,
      'x-rb': { personal: true, subject: 'borrower' },
      'x-title': { fr: 'Prêté à', en: 'Lent to' },
      'x-help': { fr: 'Une adresse de courriel.', en: 'An e-mail address.' },
    },
    due: {
      type: 'string',
      format: 'date',
      'x-rb': { index: true },
      'x-title': { fr: 'À rendre le', en: 'Due' },
      'x-help': { fr: 'Vide : après la durée d’un prêt.', en: 'Empty: after the length of a loan.' },
    },
    status: {
      type: 'string',
      enum: ['lent', 'returned'],
      default: 'lent',
      'x-rb': { index: true },
      'x-title': { fr: 'État', en: 'State' },
      'x-enum': { lent: { fr: 'Prêté', en: 'Lent' }, returned: { fr: 'Rendu', en: 'Returned' } },
    },
    note: { type: 'string', maxLength: 2000, 'x-title': { fr: 'Note', en: 'Note' }, 'x-widget': 'textarea' },
  },
};

export const collections = [
  {
    collection: 'loans',
    kind: 'ordinary',
    version: 1,
    title: { fr: 'Prêts', en: 'Loans' },
    schema,
    // Once more, as the core keeps them: each property of the schema, in its order.
    fields: [
      { name: 'what', type: 'text', required: true, searchable: true },
      { name: 'site', type: 'text', required: true, unit: true },
      { name: 'borrower', type: 'text', personal: true, subject: 'borrower' },
      { name: 'due', type: 'date', index: true },
      { name: 'status', type: 'text', required: true, index: true },
      { name: 'note', type: 'text' },
    ],
    hooked: true,
  },
];

export const operations = [
  { id: 'loan-return', method: 'POST', path: '/loans/{id}:return', action: 'lending:loan.return', on: 'id@loans', reads: ['loans/{id}'] },
  { id: 'loans-late', method: 'GET', path: '/sites/{site}/late', action: 'lending:loans.read', on: 'site@unit' },
];

export const widgets = [
  {
    element: 'rb-lending-home',
    script: 'home.js',
    place: 'home',
    title: { fr: 'À récupérer', en: 'To get back' },
    icon: 'hand-helping',
    action: 'lending:loan.return',
  },
];

/** The OpenAPI document. */
export function describe() {
  const parameter = (name: string) => ({ name, in: 'path', required: true, schema: { type: 'string', maxLength: 60 } });
  const json = (name: string) => ({ content: { 'application/json': { schema: { $ref: `#/components/schemas/${name}` } } } });
  const late = {
    type: 'object',
    required: ['id', 'what', 'due'],
    properties: { id: { type: 'string' }, what: { type: 'string' }, due: { type: 'string', format: 'date' } },
  };
  const record = { id: { type: 'string' }, rev: { type: 'integer' }, unit_path: { type: 'string' }, doc: { $ref: '#/components/schemas/LendingLoan' } };
  return {
    openapi: '3.1.0',
    info: { title: 'Loans', version: '1.0.0' },
    paths: {
      '/loans/{id}:return': {
        post: {
          operationId: 'loan-return',
          summary: 'Note that a thing is back',
          parameters: [parameter('id')],
          requestBody: { required: true, ...json('LendingReturn') },
          responses: { 200: { description: 'The loan', ...json('LendingRecord') } },
        },
      },
      '/sites/{site}/late': {
        get: {
          operationId: 'loans-late',
          summary: 'What a site should have back by now',
          parameters: [parameter('site')],
          responses: { 200: { description: 'Its loans that are late', ...json('LendingLate') } },
        },
      },
    },
    components: {
      schemas: {
        LendingReturn: { type: 'object', additionalProperties: false, properties: { note: { type: 'string', maxLength: 2000 } } },
        LendingRecord: { type: 'object', required: ['id', 'rev', 'unit_path', 'doc'], properties: record },
        LendingLoan: { type: 'object', properties: schema.properties },
        LendingLate: { type: 'object', required: ['late'], properties: { late: { type: 'array', items: late } } },
      },
    },
  };
}
