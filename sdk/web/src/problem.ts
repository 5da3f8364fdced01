// Errors of the API as the screens handle them: RFC 9457 problems with pointers to the fields at fault.

/** One wrong place. The message is in English; `rule` names what it breaks and `limit` what that asks for, so that
 * screens say it in the reader's language. */
export type FieldError = { readonly pointer: string; readonly message: string; readonly rule?: string; readonly limit?: string };

type Body = Readonly<Record<string, unknown>>;

/** A refused or failed request. `code` is stable: screens choose their words by it. */
export class Problem extends Error {
  override readonly name = 'Problem';

  constructor(
    readonly status: number,
    readonly code: string,
    readonly data: Body = {},
    readonly requestId = '',
    readonly retryAfter?: number,
  ) {
    super(String(data['detail'] ?? data['title'] ?? code));
  }

  get title(): string {
    return String(this.data['title'] ?? '');
  }

  get detail(): string {
    return String(this.data['detail'] ?? '');
  }

  get errors(): readonly FieldError[] {
    return Array.isArray(this.data['errors']) ? (this.data['errors'] as FieldError[]) : [];
  }

  /** True when the answer never came: no network, or the server is away. */
  get offline(): boolean {
    return this.status === 0;
  }

  /** The message for a field, by JSON pointer. */
  at(pointer: string): string | undefined {
    return this.errors.find((e) => e.pointer === pointer)?.message;
  }

  static offline(cause: unknown): Problem {
    return new Problem(0, 'offline', { detail: String(cause) });
  }

  /** Reads a failed response, whatever its body is. */
  static async from(response: Response): Promise<Problem> {
    const body = await response.json().catch(() => ({})) as Body;
    const wait = Number(response.headers.get('Retry-After'));
    const id = String(body['request_id'] ?? response.headers.get('X-Request-Id') ?? '');
    return new Problem(response.status, String(body['code'] ?? fallback(response.status)), body, id, Number.isFinite(wait) && wait > 0 ? wait : undefined);
  }
}

/** Makes a problem of whatever was thrown. */
export function problemOf(thrown: unknown): Problem {
  return thrown instanceof Problem ? thrown : new Problem(500, 'internal', { detail: String(thrown) });
}

function fallback(status: number): string {
  const known: Record<number, string> = {
    400: 'invalid', 401: 'unauthenticated', 403: 'denied', 404: 'not-found', 409: 'conflict', 412: 'changed-meanwhile',
    413: 'too-large', 422: 'invalid', 429: 'exhausted', 501: 'unsupported', 502: 'unavailable', 503: 'unavailable', 504: 'unavailable',
  };
  return known[status] ?? 'internal';
}
