// Which widget an address of a module means.

import { may, type Me, type ModuleOn, type Widget } from '@ribambelle/web/me';

export type Found = { module: ModuleOn; widget: Widget; base: readonly string[]; rest: readonly string[] };

/** The widget whose page is the first segment, else the module's first one; undefined when there is none for this person. */
export function widgetFor(me: Me | undefined, name: string, rest: readonly string[]): Found | undefined {
  const module = me?.modules.find((m) => m.name === name);
  const widgets = module?.widgets.filter((w) => w.place === 'console' && (!w.action || may(me, w.action))) ?? [];
  const named = widgets.find((w, i) => i > 0 && w.page && w.page === rest[0]);
  if (module && named) return { module, widget: named, base: [rest[0]!], rest: rest.slice(1) };
  const first = widgets[0];
  return module && first ? { module, widget: first, base: [], rest } : undefined;
}

/** The collection that an address of a module means: "collections/visits", or the only one of a module without pages. */
export function collectionFor(me: Me | undefined, name: string, rest: readonly string[]): { module: ModuleOn; collection: string; rest: readonly string[] } | undefined {
  const module = me?.modules.find((m) => m.name === name);
  const named = rest[0] === 'collections' ? module?.collections?.find((c) => c.name === rest[1]) : undefined;
  if (module && named) return { module, collection: named.name, rest: rest.slice(2) };
  const first = module?.collections?.[0];
  return module && first && rest.length === 0 && !widgetFor(me, name, rest) ? { module, collection: first.name, rest: [] } : undefined;
}
