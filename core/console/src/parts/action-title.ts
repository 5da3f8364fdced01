// What an action is called: the core's by our texts, a module's by its own title, records' by their verb and collection.

import { shared } from '@ribambelle/web/shared';
import type { Bilingual, Params } from '@ribambelle/web/texts';

import type { Managed } from './module.ts';

type Speaker = { t(key: string, params?: Params): string; pick(value: Bilingual | string | undefined): string };

const titles = () => shared('actions', () => new Map<string, Bilingual>());
const collections = () => shared('action-collections', () => new Map<string, Bilingual>());
const owners = () => shared('action-owners', () => new Map<string, Bilingual>());

/** Remembers the titles of the modules and of their actions. */
export function learnActions(modules: readonly Managed[]): void {
  for (const m of modules) {
    owners().set(m.name, m.title);
    for (const c of m.collections ?? []) collections().set(`${m.name}:${c.name}`, c.title);
    for (const a of m.actions ?? []) titles().set(a.name, a.title);
  }
}

/** What a module is called; its name where nobody told its title. */
export const moduleTitle = (speaker: Speaker, name: string): string => speaker.pick(owners().get(name)) || name;

/** Says an action. */
export function actionTitle(speaker: Speaker, name: string): string {
  const own = speaker.pick(titles().get(name));
  if (own) return own;
  const key = `action.${name}`;
  const said = speaker.t(key);
  if (said !== key) return said;
  const [, of = '', verb = ''] = /^([^:]+:.+)\.([^.]+)$/.exec(name) ?? [];
  const general = speaker.t(`verb.${verb}`, { what: speaker.pick(collections().get(of)) || of.slice(of.indexOf(':') + 1) });
  return general === `verb.${verb}` ? name : general;
}

/** Actions to choose from in a generated form, below the names of their modules, the core's last. */
export function actionChoices(speaker: Speaker, names: readonly string[]): { const: string; title: string; 'x-group': string }[] {
  const first = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
  const owner = (name: string) => name.slice(0, name.indexOf(':'));
  const group = (name: string) => (owner(name) === 'core' ? speaker.t('action.core') : moduleTitle(speaker, owner(name)));
  const choices = [...new Set(names)].map((name) => ({ const: name, title: first(actionTitle(speaker, name)), 'x-group': group(name) }));
  return choices.sort((a, b) => Number(owner(a.const) === 'core') - Number(owner(b.const) === 'core') || a['x-group'].localeCompare(b['x-group']) || a.title.localeCompare(b.title));
}
