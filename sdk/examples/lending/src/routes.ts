// From a request to the operation that answers it.
import type { Call } from './call.ts';
import { Fault, wrong } from './fault.ts';
import type { Request__Output } from './generated/ribambelle/module/v1/Request.ts';
import type { Body, Operation } from './module.ts';

/** The operations of a module, by id. */
export class Routes {
  private readonly known: Map<string, { operation: Operation; form: RegExp }>;

  constructor(operations: Operation[]) {
    this.known = new Map(operations.map((operation) => [operation.id, { operation, form: formOf(operation.path) }]));
  }

  /** Answers a request. The core has matched it; what it has not looked at is the body. */
  async serve(call: Call, request: Request__Output | null, body: Buffer | undefined): Promise<object> {
    const found = this.known.get(request?.operation ?? '');
    const matched = found?.form.exec(request?.path ?? '');
    if (!found || !matched || found.operation.method !== request?.method) {
      throw new Fault('not_found', 'route-not-found', 'There is nothing at this address.');
    }
    const { operation } = found;
    return operation.run(call, unescaped(matched.groups ?? {}), operation.takes ? taken(body, operation.takes) : {});
  }
}

/** "/loans/{id}:return" as an expression. */
function formOf(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{(\w+)\}/g, '(?<$1>[^/:]+)')}$`);
}

function unescaped(groups: { [name: string]: string }): { [name: string]: string } {
  try {
    return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decodeURIComponent(value)]));
  } catch {
    throw new Fault('invalid', 'path-not-canonical', 'The address is malformed.');
  }
}

/** The members of a body, all of which are optional texts. */
function taken(body: Buffer | undefined, takes: Body): { [name: string]: unknown } {
  const members = parsed(body);
  for (const [name, value] of Object.entries(members)) {
    const rule = Object.hasOwn(takes, name) ? takes[name] : undefined;
    if (!rule) throw wrong(`/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`, 'is no member of this body', 'unknown');
    if (typeof value !== 'string') throw wrong(`/${name}`, 'must be a text', 'type', 'string');
    if (value.length > rule.maxLength) throw wrong(`/${name}`, `must have at most ${rule.maxLength} characters`, 'too-long', `${rule.maxLength}`);
  }
  return members;
}

function parsed(body: Buffer | undefined): { [name: string]: unknown } {
  let value: unknown;
  try {
    value = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new Fault('invalid', 'malformed-body', 'The body cannot be read as JSON.');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrong('', 'must be an object', 'type', 'object');
  return value as { [name: string]: unknown };
}
