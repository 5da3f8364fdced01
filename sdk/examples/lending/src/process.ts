// The module's process: its start, its connection with the core, and its end.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { ChannelCredentials, Server, ServerCredentials, type sendUnaryData, type ServerDuplexStream } from '@grpc/grpc-js';

import { Fault } from './fault.ts';
import type { ConnInfo__Output } from './generated/plugin/ConnInfo.ts';
import { services } from './messages.ts';
import type { Module } from './module.ts';
import { Plugin } from './plugin.ts';

const largest = 1 << 20; // of one message, both ways

/** Serves a module to the core that has started this process. */
export async function serve(module: Module): Promise<void> {
  if (process.env.RIBAMBELLE_MODULE !== 'v1') {
    throw new Error('this program is a module of Ribambelle: install it with `ribambelle module install`, the server starts it');
  }
  const own = credentials(readFileSync(0, 'utf8'));
  const broker = new Broker();
  const plugin = new Plugin(module, async (id) => {
    const address = await broker.find(id);
    return new services.ribambelle.module.v1.HostService(`unix:${address}`, own.client, {
      'grpc.ssl_target_name_override': 'ribambelle',
      'grpc.default_authority': 'ribambelle',
      'grpc.max_receive_message_length': largest,
      'grpc.max_send_message_length': largest,
    });
  });
  const server = new Server({ 'grpc.max_receive_message_length': largest, 'grpc.max_send_message_length': largest });
  server.addService(services.ribambelle.module.v1.PluginService.service, plugin.service());
  server.addService(services.plugin.GRPCBroker.service, { StartStream: broker.listen });
  server.addService(services.plugin.GRPCController.service, { Shutdown: end });
  server.addService(services.grpc.health.v1.Health.service, {
    Check: (_: unknown, done: sendUnaryData<object>) => done(null, { status: 'SERVING' }),
  });
  const socket = path.join(process.env.PLUGIN_UNIX_SOCKET_DIR ?? '', 'module.sock');
  await new Promise<void>((resolve, reject) => server.bindAsync(`unix:${socket}`, own.server, (error) => (error ? reject(error) : resolve())));
  process.stdout.write(`1|1|unix|${socket}|grpc|\n`);

  function end(_: unknown, done: sendUnaryData<object>) {
    done(null, {});
    server.tryShutdown(() => process.exit(0));
    setTimeout(() => process.exit(0), 1000);
  }
}

/** Both ends' credentials, from what the core wrote to stdin. */
function credentials(text: string) {
  const { authority, certificate, key } = JSON.parse(text) as { [name: string]: string };
  const root = pem('CERTIFICATE', authority ?? '');
  const chain = pem('CERTIFICATE', certificate ?? '');
  const secret = pem('PRIVATE KEY', key ?? '');
  return {
    server: ServerCredentials.createSsl(root, [{ private_key: secret, cert_chain: chain }], true),
    client: ChannelCredentials.createSsl(root, secret, chain),
  };
}

function pem(what: string, base64: string): Buffer {
  return Buffer.from(`-----BEGIN ${what}-----\n${base64.match(/.{1,64}/g)?.join('\n')}\n-----END ${what}-----\n`);
}

/** Where the core serves what, as it says over the broker's stream. */
class Broker {
  private readonly known = new Map<number, string>();
  private readonly waiting = new Map<number, (address: string) => void>();

  readonly listen = (stream: ServerDuplexStream<ConnInfo__Output, object>) => {
    stream.on('data', ({ service_id, address }: ConnInfo__Output) => {
      this.known.set(service_id, address);
      this.waiting.get(service_id)?.(address);
    });
    stream.on('end', () => stream.end());
    stream.on('error', () => stream.end());
  };

  /** The address of a service; the core may tell it a moment later. */
  find(id: number): Promise<string> {
    const address = this.known.get(id);
    if (address) return Promise.resolve(address);
    return new Promise((resolve, reject) => {
      this.waiting.set(id, resolve);
      setTimeout(() => reject(new Fault('unavailable', 'core-unreachable', 'The core cannot be reached.')), 5000).unref();
    });
  }
}
