// What a module asks for, in plain words: the console's own for the grant, the module's for what it is for.

import type { Bilingual } from '@ribambelle/web/texts';

import type { ModuleGrant } from './module.ts';

type Speaker = { t(key: string, values?: Record<string, unknown>): string; pick(text: Bilingual): string };

/** Says one grant: "send e-mails in the name of your organisation: to remind of returns". */
export function grantWords(of: Speaker, g: ModuleGrant): string {
  const [kind, what] = g.name.split(/:(.*)/s);
  const said = of.t(`modules.grant.${kind}${what === '*' ? '-any' : ''}`, { of: what });
  const why = of.pick(g.why);
  return why ? of.t('modules.grant-why', { grant: said, why }) : said;
}
