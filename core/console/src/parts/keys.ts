// Service keys as the API tells them, with what they may do and where.

import type { Grant } from '@ribambelle/web/me';

export type Key = { id: string; name: string; hint?: string; scopes?: string[]; grants: Grant[]; expires: string; used_at?: string; revoked_at?: string };
