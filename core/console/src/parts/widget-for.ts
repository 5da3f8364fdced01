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
