// What several bundles on one page share: each module is bundled apart, so a module-level variable would
// exist once per bundle. Values live on the global object under registered symbols instead.

/** Returns the page-wide value with that name, made by `first` when nobody has made it yet. */
export function shared<T extends object>(name: string, first: () => T): T {
  const key = Symbol.for(`ribambelle.${name}`);
  const page = globalThis as unknown as Record<symbol, T | undefined>;
  return (page[key] ??= first());
}
