// What the core calls: the protocol's PluginService, for one module.
import { type sendUnaryData, type ServerDuplexStream, type ServerUnaryCall, type ServerWritableStream, type UntypedServiceImplementation } from '@grpc/grpc-js';

import { Call, read, write } from './call.ts';
import { Core, type Within } from './core.ts';
import { Fault } from './fault.ts';
import type { AssetRequest__Output } from './generated/ribambelle/module/v1/AssetRequest.ts';
import type { AttachRequest__Output } from './generated/ribambelle/module/v1/AttachRequest.ts';
import type { BeforeRequest__Output } from './generated/ribambelle/module/v1/BeforeRequest.ts';
import type { Call__Output } from './generated/ribambelle/module/v1/Call.ts';
import type { CallRequest__Output } from './generated/ribambelle/module/v1/CallRequest.ts';
import type { CallResponse } from './generated/ribambelle/module/v1/CallResponse.ts';
import type { HearRequest__Output } from './generated/ribambelle/module/v1/HearRequest.ts';
import type { HostServiceClient } from './generated/ribambelle/module/v1/HostService.ts';
import type { RunRequest__Output } from './generated/ribambelle/module/v1/RunRequest.ts';
import type { StreamRequest__Output } from './generated/ribambelle/module/v1/StreamRequest.ts';
import { Routes } from './routes.ts';
import type { Module } from './module.ts';

const chunk = 64 << 10;
const mostWhole = 16 << 20;
const mostAnswer = (1 << 20) - (128 << 10);

/** The module's end of the connection. */
export class Plugin {
  private readonly routes: Routes;
  private readonly manifest: Buffer;
  private host: HostServiceClient | undefined;
  private draining = false;
  private underWay = 0;
  private drained: (() => void)[] = [];

  constructor(
    private readonly module: Module,
    private readonly dial: (broker: number) => Promise<HostServiceClient>,
  ) {
    this.routes = new Routes(module.operations);
    this.manifest = write(module.manifest);
  }

  service(): UntypedServiceImplementation {
    return {
      Attach: unary((q: AttachRequest__Output) => this.attach(q.broker_id)),
      Describe: (out: ServerWritableStream<object, object>) => send(out, this.manifest),
      Call: (line: Line) => this.line(line),
      Stream: (stream: Stream) => void this.whole(stream),
      Before: unary((q: BeforeRequest__Output, within) => this.before(q, within)),
      Hear: unary((q: HearRequest__Output, within) => this.work(q.call, within, async () => {})),
      Run: unary((q: RunRequest__Output, within) => this.run(q, within)),
      Asset: (out: ServerWritableStream<AssetRequest__Output, object>) => this.asset(out),
      Check: unary(async () => ({})),
      Drain: unary(() => this.drain()),
    };
  }

  private async attach(broker: number): Promise<object> {
    if (this.host) throw new Fault('conflict', 'attached-already', 'This process has its core.');
    this.host = await this.dial(broker);
    return {};
  }

  /** Answers the calls of one stream, one after the other. */
  private line(line: Line): void {
    const life = new AbortController();
    let last = Promise.resolve();
    line.on('cancelled', () => life.abort());
    line.on('error', () => life.abort());
    line.on('end', () => void last.then(() => line.end()));
    line.on('data', (q: CallRequest__Output) => {
      last = this.answer(q, life.signal).then((a) => void line.write(a));
    });
  }

  /** The answer to one request, or the fault in its place. */
  private async answer(q: CallRequest__Output, line: AbortSignal): Promise<CallResponse> {
    const left = Number(q.left_us) / 1000;
    const life = new AbortController();
    const end = () => life.abort();
    const late = left > 0 ? setTimeout(end, left) : undefined;
    line.addEventListener('abort', end);
    const within = {
      deadline: left > 0 ? new Date(Date.now() + left) : undefined,
      life: life.signal,
      trace: { traceparent: q.trace_parent, tracestate: q.trace_state },
    };
    try {
      const answer = await this.operate(q, within, q.request?.body);
      if ((answer.body as Buffer).length > mostAnswer) throw new Fault('exhausted', 'answer-too-large', 'The answer is too large.');
      return answer;
    } catch (error) {
      return { fault: faultOf(error).inAnswer() };
    } finally {
      end();
      clearTimeout(late);
      line.removeEventListener('abort', end);
    }
  }

  /** Answers one request whose body comes in chunks. */
  private async whole(stream: Stream): Promise<void> {
    const { within, end } = limitsOf(stream);
    try {
      const [head, body] = await gather(stream);
      const { body: answer, ...rest } = await this.operate(head, within, body);
      stream.write({ head: rest });
      for (const piece of pieces(answer as Buffer)) stream.write({ chunk: piece });
      stream.end();
    } catch (error) {
      stream.emit('error', faultOf(error).status());
    } finally {
      end();
    }
  }

  private operate(q: CallRequest__Output, within: Within, body: Buffer | undefined): Promise<CallResponse> {
    return this.counted(q.call, within, async (call) => {
      const answer = write(await this.routes.serve(call, q.request, body));
      return { status: 200, headers: [{ name: 'Content-Type', values: ['application/json'] }], body: answer, staged: call.staged };
    });
  }

  private before(q: BeforeRequest__Output, within: Within): Promise<object> {
    const hook = this.module.hooks[q.collection];
    if (!hook) throw new Fault('unsupported', 'no-such-hook', 'The collection has no before-hook.');
    return this.counted(q.call, within, async (call) => {
      const doc = read<{ [name: string]: unknown }>(q.new);
      return doc ? { doc: write(await hook(call, doc)) } : {};
    });
  }

  private run(q: RunRequest__Output, within: Within): Promise<object> {
    const job = this.module.jobs[q.name];
    if (!job) throw new Fault('unsupported', 'no-such-job', 'The module has no such job.');
    return this.work(q.call, within, job);
  }

  private work(told: Call__Output | null, within: Within, handle: (call: Call) => Promise<void>): Promise<object> {
    return this.counted(told, within, async (call) => {
      await handle(call);
      return { staged: call.staged };
    });
  }

  /** Runs a call; none begins once draining has. */
  private async counted<A>(told: Call__Output | null, within: Within, handle: (call: Call) => Promise<A>): Promise<A> {
    if (!this.host) throw new Fault('unavailable', 'not-attached', 'This process has no core yet.');
    if (this.draining) throw new Fault('unavailable', 'module-draining', 'The module is stopping.');
    this.underWay++;
    try {
      return await handle(new Call(told, new Core(this.host, told?.handle ?? Buffer.alloc(0), within)));
    } finally {
      if (--this.underWay === 0) for (const tell of this.drained.splice(0)) tell();
    }
  }

  private async drain(): Promise<object> {
    this.draining = true;
    if (this.underWay > 0) await new Promise<void>((resolve) => this.drained.push(resolve));
    return {};
  }

  private asset(out: ServerWritableStream<AssetRequest__Output, object>): void {
    const { files } = this.module;
    const text = Object.hasOwn(files, out.request.path) ? files[out.request.path] : undefined;
    if (text === undefined) out.emit('error', new Fault('not_found', 'file-not-found', 'There is no such file.').status());
    else send(out, Buffer.from(text));
  }
}

type Line = ServerDuplexStream<CallRequest__Output, CallResponse>;
type Stream = ServerDuplexStream<StreamRequest__Output, object>;

/** Serves a method of one question and one answer. */
function unary<Q>(handle: (question: Q, within: Within) => Promise<object>) {
  return (call: ServerUnaryCall<Q, object>, done: sendUnaryData<object>) => {
    const { within, end } = limitsOf(call);
    const answer = async () => handle(call.request, within);
    answer()
      .then((a) => done(null, a), (error) => done(faultOf(error).status()))
      .finally(end);
  };
}

/** What gRPC itself says about a call, and how to end what the call still asks for. */
function limitsOf(call: ServerUnaryCall<unknown, object> | Stream): { within: Within; end: () => void } {
  const life = new AbortController();
  const end = () => life.abort();
  call.on('cancelled', end);
  const told = call.getDeadline();
  const deadline = typeof told === 'number' ? undefined : told; // a number is Infinity
  const [traceparent, tracestate] = ['traceparent', 'tracestate'].map((name) => call.metadata.get(name)[0]?.toString());
  return { within: { deadline, life: life.signal, trace: { traceparent, tracestate } }, end };
}

/** The fault of what was thrown. A mistake of ours is told on stderr, where operators look. */
function faultOf(error: unknown): Fault {
  if (!(error instanceof Fault)) console.error(error instanceof Error ? error.stack : 'something was thrown that is no error');
  return Fault.of(error);
}

/** Waits for a whole body. */
function gather(stream: Stream): Promise<[CallRequest__Output, Buffer]> {
  return new Promise((resolve, reject) => {
    let head: CallRequest__Output | undefined;
    const body: Buffer[] = [];
    let size = 0;
    stream.on('data', (part: StreamRequest__Output) => {
      head ??= part.head ?? undefined;
      if (part.chunk) body.push(part.chunk);
      size += part.chunk?.length ?? 0;
      if (size > mostWhole) reject(new Fault('exhausted', 'body-too-large', 'The body is too large.'));
    });
    stream.on('error', reject);
    stream.on('cancelled', () => reject(new Fault('unavailable', 'call-canceled', 'The call was given up.')));
    stream.on('end', () => {
      if (head?.whole) resolve([head, Buffer.concat(body)]);
      else reject(new Fault('unsupported', 'no-streams', 'This module has no operation that streams.'));
    });
  });
}

function* pieces(whole: Buffer): Generator<Buffer> {
  for (let from = 0; from < whole.length; from += chunk) yield whole.subarray(from, from + chunk);
}

function send(out: ServerWritableStream<unknown, object>, whole: Buffer): void {
  for (const piece of pieces(whole)) out.write({ chunk: piece });
  out.end();
}
