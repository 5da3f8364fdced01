// What this module does: a place lends its things, and gets them back.
import policy from '../policy/policy.rego';
import type { Call, Item } from './call.ts';
import { Fault, wrong } from './fault.ts';
import { actions, collections, describe, operations, settings, widgets } from './manifest.ts';
import type { Module } from './module.ts';

/** A thing that is lent, or was. */
interface Loan {
  what?: string;
  site?: string;
  borrower?: string;
  due?: string;
  status?: 'lent' | 'returned';
  note?: string;
}

/** What each organisation chooses. */
interface Settings {
  days: number;
}

/** The register of loans. */
export const lending: Module = {
  manifest: {
    name: 'lending',
    version: '1.0.0',
    title: { fr: 'Prêts', en: 'Loans' },
    summary: { fr: 'Ce qui est prêté, à qui, et jusqu’à quand.', en: 'What is lent, to whom, and until when.' },
    icon: 'hand-helping',
    placement: 'per-tenant',
    policy,
    actions,
    config: settings,
    collections,
    operations,
    openapi: describe(),
    jobs: [{ name: 'remind', every: 24 * 60 * 60 * 1e9 }],
    widgets,
  },
  operations: [
    { id: 'loan-return', method: 'POST', path: '/loans/{id}:return', takes: { note: { maxLength: 2000 } }, run: giveBack },
    { id: 'loans-late', method: 'GET', path: '/sites/{site}/late', run: late },
  ],
  hooks: { loans: before },
  jobs: { remind },
  files: { 'home.js': HOME_CARD },
};

/** A before-hook: names are trimmed, and what has no date is due when the organisation's time for loans is over. */
async function before(call: Call, doc: Loan): Promise<Loan> {
  const what = doc.what?.trim();
  if (what === '') throw wrong('/what', 'must not be empty', 'required');
  const due = doc.due ?? call.day(call.settings<Settings>().days ?? 21);
  return { ...doc, ...(what ? { what } : {}), due };
}

/** An operation that changes a record and tells the others. */
async function giveBack(call: Call, { id = '' }: { id?: string }, { note }: { note?: string }): Promise<Item<Loan>> {
  const loan = await call.record<Loan>('loans', id);
  if (loan.doc.status === 'returned') throw new Fault('conflict', 'loan-returned', 'This is back already.');
  call.tell('lending.loan.returned', id);
  return call.replace('loans', loan, { ...loan.doc, status: 'returned', ...(note ? { note } : {}) });
}

/** An operation that asks the core: what a site should have back by now. */
async function late(call: Call, { site = '' }: { site?: string }): Promise<{ late: { id: string; what: string; due: string }[] }> {
  const { path } = await call.core.unit(site);
  const found = [];
  for await (const record of call.core.all('loans', { filter: overdue(call), order: 'due', unit: path })) {
    const { what = '', due = '' } = (JSON.parse(record.doc.toString()) as Loan) ?? {};
    found.push({ id: record.id, what, due });
  }
  return { late: found };
}

/** A job: tells, every day, how many things should be back. Running it twice tells the same twice. */
async function remind(call: Call): Promise<void> {
  let missing = 0;
  for await (const _ of call.core.all('loans', { filter: overdue(call) })) missing++;
  if (missing > 0) call.tell('lending.loans.late', '', { late: missing });
}

function overdue(call: Call): string {
  return `status = "lent" AND due < "${call.day()}"`;
}
