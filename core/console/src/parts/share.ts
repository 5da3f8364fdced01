// Shares with other organisations as the API tells them.

import type { Bilingual } from '@ribambelle/web/texts';

export type Shareable = { module: string; module_title: Bilingual; what: string; title: Bilingual; help: Bilingual; mode: 'aggregate' | 'records'; fields: { name: string; title: Bilingual }[] };

export type Share = Shareable & {
  id: string; side: 'given' | 'received'; state: 'offered' | 'live' | 'declined' | 'ended' | 'expired'; other?: { slug: string; name: string }; to: string;
  units: { id: string; name: string }[]; purpose: string; expires: string; offered_at: string; accepted_at?: string; declined_at?: string; ended_at?: string; ended_by?: 'given' | 'received';
};

export type Shares = { shares: Share[]; offerable: Shareable[] };

export type SharedRecord = { id: string; fields: Record<string, unknown> };

export type Figure = { n: number; value: number | null; more?: Record<string, number> };

export type SharedReport = {
  share_id: string; from: { slug: string; name: string }; title: Bilingual; record: SharedRecord; table: string; names: { key: string; title: Bilingual }[];
  tables: Record<string, { floor: number; cells: { key: string; masked: boolean; n?: number; values?: Record<string, Figure> }[] }>;
};

export type Compared = { reports: SharedReport[]; together?: Record<string, Record<string, Figure>> };
