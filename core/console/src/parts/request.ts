// Requests for modules as the API tells them, to who asked and to who decides.

import type { Bilingual } from '@ribambelle/web/texts';

import type { ModuleGrant } from './module.ts';

export type Study = {
  title: Bilingual; summary: Bilingual; platform: string; digest: string; placement: string; level: string; signature: string; signature_said?: string;
  publisher?: string; key?: string; grants: ModuleGrant[]; needs: string[]; against?: string; adds: string[]; breaks: string[]; loses: string[]; warning?: string;
};
export type ModuleRequest = {
  id: string; state: 'waiting' | 'approved' | 'refused' | 'withdrawn' | 'expired'; by: string; words: string; module?: string; version?: string; package?: string; size?: number;
  created_at: string; expires_at?: string; decided_at?: string; reason?: string; study?: Study; trouble?: string; tenant?: string; tenant_name?: string;
};

/** How a request's state looks beside its word. */
export const kindOf = (r: ModuleRequest): 'good' | 'info' | 'bad' | 'off' => (({ waiting: 'info', approved: 'good', refused: 'bad' }) as const)[r.state as 'waiting'] ?? 'off';
