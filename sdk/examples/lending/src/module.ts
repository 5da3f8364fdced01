// What a module is, for the part of this program that speaks the protocol.
import type { Call } from './call.ts';

/** A module: what it declares, and what it does. */
export interface Module {
  manifest: object;
  operations: Operation[];
  hooks: { [collection: string]: Hook };
  jobs: { [name: string]: (call: Call) => Promise<void> };
  files: { [path: string]: string };
}

/** An operation of the manifest with what it does. */
export interface Operation {
  id: string;
  method: string;
  path: string; // "/loans/{id}:return"
  takes?: Body; // of the request; none is taken without
  run(call: Call, parameters: { [name: string]: string }, body: { [name: string]: unknown }): Promise<object>;
}

/** A request's body: texts by name, with their greatest length. Others are refused. */
export type Body = { [name: string]: { maxLength: number } };

/** A before-hook is shown the document that is to be written, and returns the one to write in its place. */
export type Hook = (call: Call, doc: { [name: string]: unknown }) => Promise<object>;
