// What is held about somebody, as the API has it.

import type { Bilingual } from '@ribambelle/web/texts';

export type Asked = { id: string; person_id: string; name: string; note: string; asked_at: string; until: string; state: 'open' | 'late' | 'done' | 'refused'; done_at?: string; reason?: string };
export type HeldData = { collection: string; title: Bilingual; n: number; keep?: string; then?: string; fields: { name: string; title: Bilingual }[] };
export type HeldBy = { module: string; title: Bilingual; purpose: Bilingual; basis: Bilingual; data: HeldData[] };
export type OwnConsent = { collection: string; purpose: string; purpose_title: Bilingual; version: string; channel: string; given_at: string; ended_at?: string; module_title: Bilingual; withdraw: Bilingual };
export type Held = { organisation: string; officer: { name?: string; email?: string; phone?: string }; hosting: string; held: HeldBy[]; consents: OwnConsent[]; requests: Asked[] };
