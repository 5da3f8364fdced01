// Modules as the API tells them to whoever manages them.

import type { Schema } from '@ribambelle/web/form';
import type { Bilingual } from '@ribambelle/web/texts';

export type Managed = {
  name: string; title: Bilingual; summary: Bilingual; icon?: string; version: string; on: boolean; state: string; trouble?: string; level: string; placement: string;
  config?: unknown; config_schema?: Schema | null; managed?: string[]; actions?: { name: string; title: Bilingual; roles: string[] }[];
};
export type UnderWay = { title: Bilingual; subject: string };
