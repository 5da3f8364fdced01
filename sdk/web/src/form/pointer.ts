// JSON pointers (RFC 6901) over plain values. Writes return a new value and leave the old one alone.

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export const escape = (token: string | number): string => String(token).replaceAll('~', '~0').replaceAll('/', '~1');
export const tokens = (pointer: string): string[] => (pointer === '' ? [] : pointer.slice(1).split('/').map((t) => t.replaceAll('~1', '/').replaceAll('~0', '~')));
export const child = (pointer: string, token: string | number): string => `${pointer}/${escape(token)}`;
export const parent = (pointer: string): string => pointer.slice(0, Math.max(0, pointer.lastIndexOf('/')));

/** Reads the value at a pointer; undefined when there is none. */
export function read(value: unknown, pointer: string): unknown {
  return tokens(pointer).reduce<unknown>((at, token) => (at as Record<string, unknown> | undefined | null)?.[token], value);
}

/** Returns the value with one place replaced; undefined takes an object's property away. */
export function write(value: unknown, pointer: string, next: unknown): unknown {
  return put(value, tokens(pointer), next);
}

function put(value: unknown, path: string[], next: unknown): unknown {
  const [token, ...rest] = path;
  if (token === undefined) return next;
  if (Array.isArray(value)) {
    const list = [...(value as unknown[])];
    list[Number(token)] = put(list[Number(token)], rest, next) ?? ''; // an emptied item keeps its place
    return list;
  }
  const { [token]: old, ...others } = (value ?? {}) as Record<string, unknown>;
  const changed = put(old, rest, next);
  if (changed === undefined) return others;
  return token in ((value ?? {}) as object) ? { ...(value as object), [token]: changed } : { ...others, [token]: changed };
}
