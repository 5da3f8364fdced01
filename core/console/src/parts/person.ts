// People as the API tells them.

import type { Grant } from '@ribambelle/web/me';

export type Person = { id: string; name: string; login: string; email?: string; language: string; suspended: boolean; second_factor: boolean; away?: string[]; rev: number; grants: (Grant & { reason?: string; group?: string })[] };
export type Issued = { invitation: { id: string; name: string; role?: string; unit_name?: string; expires: string }; link: string; code?: string; renews?: boolean; sent?: boolean };
