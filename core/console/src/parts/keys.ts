// Service keys as the API tells them.
export type Key = { id: string; name: string; hint?: string; scopes?: string[]; role?: string; unit_name?: string; expires: string; used_at?: string; revoked_at?: string };
