// The core, as one call may ask it.
import { Metadata, type CallOptions, type ClientReadableStream, type ClientUnaryCall, type requestCallback, type ServiceError } from '@grpc/grpc-js';

import { Fault } from './fault.ts';
import type { GetResponse__Output } from './generated/ribambelle/module/v1/GetResponse.ts';
import type { HostServiceClient } from './generated/ribambelle/module/v1/HostService.ts';
import type { ListResponse__Output } from './generated/ribambelle/module/v1/ListResponse.ts';
import type { Query } from './generated/ribambelle/module/v1/Query.ts';
import type { Record__Output } from './generated/ribambelle/module/v1/Record.ts';
import type { Unit__Output } from './generated/ribambelle/module/v1/Unit.ts';
import type { UnitsResponse__Output } from './generated/ribambelle/module/v1/UnitsResponse.ts';

/** Within says how long a call may go on, and where it belongs. */
export interface Within {
  deadline: Date | undefined;
  life: AbortSignal; // aborted when the call was given up, or has ended
  trace: { traceparent?: string | undefined; tracestate?: string | undefined };
}

/** What a call may ask. All of it ends with the call. */
export class Core {
  constructor(
    private readonly host: HostServiceClient,
    private readonly handle: Buffer,
    private readonly within: Within,
  ) {}

  async get(collection: string, id: string): Promise<Record__Output> {
    const { record } = await this.ask<GetResponse__Output>((...how) => this.host.Get({ handle: this.handle, collection, id }, ...how));
    if (!record) throw new Fault('not_found', 'record-not-found', 'There is no such record.');
    return record;
  }

  /** Every record that matches, page by page. */
  async *all(collection: string, query: Query): AsyncGenerator<Record__Output> {
    for (let token = ''; ; ) {
      let next = '';
      const page = this.pieces<ListResponse__Output>((...how) =>
        this.host.List({ handle: this.handle, collection, query: { size: 500, ...query, token } }, ...how),
      );
      for await (const piece of page) {
        yield* piece.records;
        next = piece.next;
      }
      if (!next) return;
      token = next;
    }
  }

  async unit(id: string): Promise<Unit__Output> {
    for await (const piece of this.pieces<UnitsResponse__Output>((...how) => this.host.Units({ handle: this.handle, id }, ...how))) {
      const [found] = piece.units;
      if (found) return found;
    }
    throw new Fault('not_found', 'unit-not-found', 'There is no such unit.');
  }

  private ask<A>(send: (m: Metadata, o: CallOptions, done: requestCallback<A>) => ClientUnaryCall): Promise<A> {
    return new Promise((resolve, reject) => {
      const call = send(this.metadata(), this.options(), (error, answer) => {
        this.within.life.removeEventListener('abort', giveUp);
        if (error) reject(Fault.from(error));
        else resolve(answer as A);
      });
      const giveUp = () => call.cancel();
      this.within.life.addEventListener('abort', giveUp);
      if (this.within.life.aborted) giveUp();
    });
  }

  private async *pieces<A>(send: (m: Metadata, o: CallOptions) => ClientReadableStream<A>): AsyncGenerator<A> {
    const stream = send(this.metadata(), this.options());
    const giveUp = () => stream.cancel();
    this.within.life.addEventListener('abort', giveUp);
    if (this.within.life.aborted) giveUp();
    try {
      for await (const piece of stream) yield piece as A;
    } catch (error) {
      throw Fault.from(error as ServiceError);
    } finally {
      this.within.life.removeEventListener('abort', giveUp);
    }
  }

  private metadata(): Metadata {
    const metadata = new Metadata();
    for (const [name, value] of Object.entries(this.within.trace)) if (value) metadata.set(name, value);
    return metadata;
  }

  private options(): CallOptions {
    return this.within.deadline ? { deadline: this.within.deadline } : {};
  }
}
