// Failures with their kind, as the protocol tells them.
import { Metadata, status, type ServiceError, type StatusObject } from '@grpc/grpc-js';

import type { FaultField } from './generated/ribambelle/module/v1/FaultField.ts';
import { decode, encode } from './messages.ts';

const statuses = {
  invalid: status.INVALID_ARGUMENT,
  unauthenticated: status.UNAUTHENTICATED,
  denied: status.PERMISSION_DENIED,
  not_found: status.NOT_FOUND,
  conflict: status.ABORTED,
  exhausted: status.RESOURCE_EXHAUSTED,
  unavailable: status.UNAVAILABLE,
  unsupported: status.UNIMPLEMENTED,
  internal: status.INTERNAL,
};

/** What a caller may do about a failure. */
export type Kind = keyof typeof statuses;

const details = 'grpc-status-details-bin';
const faultType = 'ribambelle.module.v1.Fault';
const statusType = 'google.rpc.Status';

/** A failure that the caller may know of. Anything else that is thrown is a mistake of ours, and told as "internal". */
export class Fault extends Error {
  constructor(
    readonly kind: Kind,
    readonly code: string,
    message: string,
    readonly fields: FaultField[] = [],
    readonly retry_after_ms = 0,
  ) {
    super(message);
  }

  /** The fault of anything that was thrown. */
  static of(thrown: unknown): Fault {
    return thrown instanceof Fault ? thrown : new Fault('internal', 'internal', 'Something went wrong on our side.');
  }

  /** The fault that a call to the core ended with; one without a fault in it comes from gRPC itself. */
  static from(error: ServiceError): Fault {
    const [told] = error.metadata?.get(details) ?? [];
    if (Buffer.isBuffer(told)) {
      const { details: all } = decode<{ details: { type_url: string; value: Uint8Array }[] }>(statusType, told);
      const found = all.find((d) => d.type_url.endsWith(`/${faultType}`));
      if (found) {
        const f = decode<Message>(faultType, found.value);
        return new Fault(f.kind in statuses ? f.kind : 'internal', f.code, f.message, f.fields, f.retry_after_ms);
      }
    }
    switch (error.code) {
      case status.CANCELLED:
        return new Fault('unavailable', 'call-canceled', 'The call was given up.');
      case status.DEADLINE_EXCEEDED:
        return new Fault('unavailable', 'deadline-exceeded', 'This took too long.');
      case status.UNAVAILABLE:
        return new Fault('unavailable', 'core-unavailable', 'The core does not answer.');
    }
    return Fault.of(error);
  }

  /** As it stands in an answer. */
  inAnswer(): Message {
    const { kind, code, message, fields, retry_after_ms } = this;
    return { kind, code, message, fields, retry_after_ms };
  }

  /** As a gRPC call fails with it. */
  status(): Partial<StatusObject> {
    const code = statuses[this.kind];
    const value = encode(faultType, this.inAnswer());
    const metadata = new Metadata();
    metadata.set(details, encode(statusType, { code, message: this.message, details: [{ type_url: `type.googleapis.com/${faultType}`, value }] }));
    return { code, details: this.message, metadata };
  }
}

interface Message {
  kind: Kind;
  code: string;
  message: string;
  fields: FaultField[];
  retry_after_ms: number;
}

/** The fault of an input that is wrong in one place. */
export function wrong(pointer: string, message: string, rule = '', limit = ''): Fault {
  return new Fault('invalid', 'invalid-input', 'The input is not valid.', [{ pointer, message, rule, limit }]);
}
