// What an action is called: the core's by our texts, a module's by its own title, records' by their verb.

import { shared } from '@ribambelle/web/shared';
import type { Bilingual, Params } from '@ribambelle/web/texts';

import type { Managed } from './module.ts';

type Speaker = { t(key: string, params?: Params): string; pick(value: Bilingual | string | undefined): string };

const titles = () => shared('actions', () => new Map<string, Bilingual>());

/** Remembers the titles of the modules' actions. */
export function learnActions(modules: readonly Managed[]): void {
  for (const m of modules) for (const a of m.actions ?? []) titles().set(a.name, a.title);
}

/** Says an action. */
export function actionTitle(speaker: Speaker, name: string): string {
  const own = speaker.pick(titles().get(name));
  if (own) return own;
  const key = `action.${name}`;
  const said = speaker.t(key);
  if (said !== key) return said;
  const [, what = '', verb = ''] = /^[^:]+:(.+)\.([^.]+)$/.exec(name) ?? [];
  const general = speaker.t(`verb.${verb}`, { what });
  return general === `verb.${verb}` ? name : general;
}
