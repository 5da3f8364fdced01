// The messages of the protocol, read from sdk/proto itself.
import { loadPackageDefinition } from '@grpc/grpc-js';
import { fromJSON } from '@grpc/proto-loader';
import protobuf from 'protobufjs';

import call from '../../../proto/ribambelle/module/v1/call.proto';
import host from '../../../proto/ribambelle/module/v1/host.proto';
import plugin from '../../../proto/ribambelle/module/v1/plugin.proto';
import store from '../../../proto/ribambelle/module/v1/store.proto';
import health from '../proto/health.proto';
import process from '../proto/process.proto';
import status from '../proto/status.proto';
import type { ProtoGrpcType as Health } from './generated/health.ts';
import type { ProtoGrpcType as Process } from './generated/process.ts';
import type { ProtoGrpcType as Host } from './generated/host.ts';
import type { ProtoGrpcType as Plugin } from './generated/plugin.ts';

const root = new protobuf.Root();
root.addJSON(protobuf.common.get('google/protobuf/timestamp.proto')?.nested ?? {});
for (const text of [store, call, plugin, host, process, health, status]) protobuf.parse(text, root, { keepCase: true });
root.resolveAll();

const definition = fromJSON(root.toJSON(), { keepCase: true, longs: Number, defaults: true, oneofs: true });

/** What is served and called. */
export const services = loadPackageDefinition(definition) as unknown as Plugin & Host & Process & Health;

/** Writes one message by itself. */
export function encode(type: string, message: object): Buffer {
  const known = root.lookupType(type);
  return Buffer.from(known.encode(known.fromObject(message)).finish());
}

/** Reads one message by itself. */
export function decode<M>(type: string, bytes: Uint8Array): M {
  const known = root.lookupType(type);
  return known.toObject(known.decode(bytes), { longs: Number, defaults: true }) as M;
}
