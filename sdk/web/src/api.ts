// The API client: JSON in, JSON out, problems thrown. One per tenant; its prefix is "/t/{slug}", or "" where
// the tenant has a host name of its own. In another portal's page it shows that portal's embed key.

import { Problem } from './problem.ts';

export type Options = { readonly key?: string; readonly etag?: string | number; readonly signal?: AbortSignal };
export type Read<T> = { readonly data: T; readonly etag: string };
type Page = { readonly next_page_token?: string };

export class Api {
  constructor(readonly prefix = '', readonly embed = '') {}

  get<T>(path: string, options?: Options): Promise<T> {
    return this.read<T>(path, options).then((r) => r.data);
  }

  async read<T>(path: string, options: Options = {}): Promise<Read<T>> {
    const response = await this.send('GET', path, undefined, options);
    return { data: (await response.json()) as T, etag: response.headers.get('ETag') ?? '' };
  }

  async post<T>(path: string, body?: unknown, options: Options = {}): Promise<T> {
    return answer<T>(await this.send('POST', path, body ?? {}, { ...options, key: options.key ?? newKey() }));
  }

  /** Sends a file as it is. */
  async upload<T>(path: string, file: Blob, options: Options = {}): Promise<T> {
    return answer<T>(await this.send('POST', path, file, { ...options, key: options.key ?? newKey() }));
  }

  /** Posts, and hands the answer over as it comes: for files that are made meanwhile. */
  async open(path: string, body: unknown, options: Options = {}): Promise<Response> {
    return this.send('POST', path, body, options);
  }

  async put<T>(path: string, body: unknown, options: Options = {}): Promise<T> {
    return answer<T>(await this.send('PUT', path, body, options));
  }

  async del(path: string, options: Options = {}): Promise<void> {
    await this.send('DELETE', path, undefined, options);
  }

  async text(path: string, options: Options = {}): Promise<string> {
    return (await this.send('GET', path, undefined, options)).text();
  }

  /** All items of a list, page after page. */
  async all<T>(path: string, field: string, options: Options = {}): Promise<T[]> {
    const items: T[] = [];
    for (let token = ''; ; ) {
      const joint = path.includes('?') ? '&' : '?';
      const page = await this.get<Page & Record<string, T[]>>(token ? `${path}${joint}page_token=${encodeURIComponent(token)}` : path, options);
      items.push(...(page[field] ?? []));
      token = page.next_page_token ?? '';
      if (!token) return items;
    }
  }

  /** The full address of a path, for links and downloads. */
  href(path: string): string {
    if (!this.embed) return this.prefix + path;
    return `${this.prefix}${path}${path.includes('?') ? '&' : '?'}key=${this.embed}`;
  }

  private async send(method: string, path: string, body: unknown, options: Options): Promise<Response> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    if (body !== undefined) headers['Content-Type'] = body instanceof Blob ? body.type || 'application/octet-stream' : 'application/json';
    if (options.key) headers['Idempotency-Key'] = options.key;
    if (options.etag !== undefined) headers['If-Match'] = quoted(options.etag);
    const init: RequestInit = { method, headers, credentials: 'same-origin', signal: options.signal ?? null };
    if (body !== undefined) init.body = body instanceof Blob ? body : JSON.stringify(body);
    const send = () => reach(this.href(path), init, method === 'GET' || options.key !== undefined);
    const response = await send();
    if (response.ok) return response;
    const problem = await Problem.from(response);
    if (!(await entersAgain(problem))) throw problem;
    const second = await send();
    if (!second.ok) throw await Problem.from(second);
    return second;
  }
}

/** The window event that says a session is over. A listener that lets the person sign in again sets `again`:
 * the request waits for it and is sent once more, so that what was typed is not lost. */
export const signedOutEvent = 'rb-signed-out';
export type SignedOut = { again?: Promise<boolean> };

/** Lets the person enter again where a problem says that their session is over; true once they have. */
export async function entersAgain(problem: Problem): Promise<boolean> {
  if (problem.code !== 'sign-in-needed' || typeof window === 'undefined') return false;
  const detail: SignedOut = {};
  window.dispatchEvent(new CustomEvent(signedOutEvent, { detail }));
  return (await detail.again) ?? false;
}

// reach fetches, once more after a moment when the network dropped and a repeat is harmless.
async function reach(url: string, init: RequestInit, repeatable: boolean): Promise<Response> {
  try {
    return await fetch(url, init);
  } catch (dropped) {
    if (init.signal?.aborted) throw dropped;
    if (!repeatable) throw Problem.offline(dropped);
  }
  await new Promise((done) => setTimeout(done, 400));
  return fetch(url, init).catch((dropped) => {
    throw Problem.offline(dropped);
  });
}

async function answer<T>(response: Response): Promise<T> {
  if (response.status === 204) return undefined as T;
  const text = await response.text();
  return (text ? JSON.parse(text) : undefined) as T;
}

const quoted = (etag: string | number): string => (/^(W\/)?"/.test(String(etag)) ? String(etag) : `"${etag}"`);

/** A fresh idempotency key; works on plain http too, where randomUUID is absent. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (b) => b.toString(16).padStart(2, '0')).join('');
}
