// Modules as the API tells them to whoever manages them.

import type { Schema } from '@ribambelle/web/form';
import type { Bilingual } from '@ribambelle/web/texts';

/** What a module asks for: mail, sign, public, internal, jobs, hear:…, read:… */
export type ModuleGrant = { name: string; why: Bilingual; agreed: boolean };
export type Managed = {
  name: string; title: Bilingual; summary: Bilingual; icon?: string; version: string; on: boolean; state: string; trouble?: string; level: string; placement: string;
  publisher?: string; bundled?: boolean; pinned?: boolean; grants?: ModuleGrant[]; waiting?: { version: string; grants: ModuleGrant[] };
  config?: unknown; config_tag?: string; config_schema?: Schema | null; managed?: string[]; actions?: { name: string; title: Bilingual; roles: string[] }[]; collections?: { name: string; title: Bilingual }[];
};
/** Reports whether a module has anything to configure. */
export const configurable = ({ config_schema: schema }: Managed): boolean => Object.keys(schema?.properties ?? {}).length > 0;
export type UnderWay = { title: Bilingual; subject: string };
