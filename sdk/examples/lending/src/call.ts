// One call to the module: who asks, what came along, and what is to be committed with the answer.
import type { Core } from './core.ts';
import type { Call__Output } from './generated/ribambelle/module/v1/Call.ts';
import type { Caller__Output } from './generated/ribambelle/module/v1/Caller.ts';
import type { Event } from './generated/ribambelle/module/v1/Event.ts';
import type { Mutation } from './generated/ribambelle/module/v1/Mutation.ts';

/** A record with its document read. */
export interface Item<T> {
  id: string;
  rev: number;
  unit_path: string;
  doc: T;
}

/** A call. It is dead when its answer has left. */
export class Call {
  readonly mutations: Mutation[] = [];
  readonly events: Event[] = [];

  constructor(
    private readonly told: Call__Output | null,
    readonly core: Core,
  ) {}

  /** The organisation's settings of the module. */
  settings<T>(): Partial<T> {
    return read<Partial<T>>(this.caller?.config) ?? {};
  }

  /** The civil date, in the organisation's time zone, of today or so many days later: "2026-03-02". */
  day(later = 0): string {
    const now = new Date(Number(this.caller?.now?.seconds ?? 0) * 1000);
    const day = new Date(civil(now, this.caller?.zone ?? 'UTC'));
    day.setUTCDate(day.getUTCDate() + later);
    return day.toISOString().slice(0, 10);
  }

  /** A record that came along, or one to ask for. */
  async record<T extends object>(collection: string, id: string): Promise<Item<T>> {
    const sent = this.told?.reads.find((r) => r.collection === collection && r.record?.id === id)?.record;
    const { rev, unit_path, doc } = sent ?? (await this.core.get(collection, id));
    return { id, rev: Number(rev), unit_path, doc: read<T>(doc) ?? ({} as T) };
  }

  /** Stages a new document in a record's place, at the revision that was read. */
  replace<T>(collection: string, item: Item<T>, doc: T): Item<T> {
    this.mutations.push({ verb: 'update', collection, id: item.id, rev: item.rev, doc: write(doc) });
    return { ...item, rev: item.rev + 1, doc };
  }

  /** Stages a fact for other modules: ids and numbers, never anything about a person. */
  tell(type: string, subject: string, data: object = {}): void {
    this.events.push({ type, subject, data: write(data) });
  }

  /** All that is staged. */
  get staged() {
    return { mutations: this.mutations, events: this.events };
  }

  private get caller(): Caller__Output | null | undefined {
    return this.told?.caller;
  }
}

/** Writes JSON. */
export function write(value: unknown): Buffer {
  return Buffer.from(JSON.stringify(value));
}

/** Reads JSON; what is not there is undefined. */
export function read<T>(bytes: Buffer | undefined): T | undefined {
  return bytes?.length ? (JSON.parse(bytes.toString()) as T) : undefined;
}

function civil(at: Date, zone: string): string {
  try {
    return at.toLocaleDateString('en-CA', { timeZone: zone });
  } catch {
    return at.toISOString().slice(0, 10); // an unknown zone
  }
}
