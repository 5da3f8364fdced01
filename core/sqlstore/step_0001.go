package sqlstore

// firstTables makes what the nouns of the core keep. Types: TEXT compares byte by byte; times are text of
// one width; JSON is kept as the text that was written.
func firstTables() step {
	return step{
		name:    "0001",
		comment: "the nouns of the core",
		scoped: []string{
			"tenant_modules", "units", "people", "grants", "invitations", "entries", "seals",
			"checkpoints", "changes", "replays", "publications",
		},
		statements: append(append(tenantTables(), peopleTables()...), logTables()...),
	}
}

func tenantTables() []string {
	return []string{
		`CREATE TABLE tenants (id TEXT NOT NULL PRIMARY KEY, slug TEXT NOT NULL UNIQUE, name TEXT NOT NULL,
			country TEXT NOT NULL, wording TEXT NOT NULL, languages JSON NOT NULL, template TEXT NOT NULL,
			zone TEXT NOT NULL, officer JSON NOT NULL, hosting TEXT NOT NULL, settings JSON NOT NULL,
			managed JSON NOT NULL, version INTEGER NOT NULL, created_at TEXT NOT NULL)`,
		`CREATE TABLE tenant_modules (tenant_id TEXT NOT NULL, name TEXT NOT NULL, is_on BOOLEAN NOT NULL,
			config JSON NOT NULL, since TEXT, managed JSON NOT NULL, PRIMARY KEY (tenant_id, name))`,
		`CREATE TABLE units (tenant_id TEXT NOT NULL, id TEXT NOT NULL, unit_key TEXT NOT NULL, path TEXT NOT NULL,
			parent_id TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, headcount INTEGER NOT NULL,
			places INTEGER NOT NULL, address TEXT NOT NULL, code TEXT NOT NULL, priority BOOLEAN NOT NULL,
			closed_at TEXT, managed JSON NOT NULL, rev INTEGER NOT NULL,
			PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, unit_key), UNIQUE (tenant_id, path))`,
		`CREATE INDEX units_parent ON units (tenant_id, parent_id)`,
		`CREATE TABLE releases (name TEXT NOT NULL, version TEXT NOT NULL, digest TEXT NOT NULL, path TEXT NOT NULL,
			placement TEXT NOT NULL, manifest TEXT NOT NULL, installed_at TEXT NOT NULL, PRIMARY KEY (name, version))`,
		`CREATE TABLE collections (name TEXT NOT NULL PRIMARY KEY, module TEXT NOT NULL, collection TEXT NOT NULL,
			anonymous BOOLEAN NOT NULL)`,
		`CREATE TABLE publications (tenant_id TEXT NOT NULL, release TEXT NOT NULL, digest BLOB NOT NULL,
			name TEXT NOT NULL, atoms JSON NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (tenant_id, release, digest))`,
	}
}

func peopleTables() []string {
	return []string{
		`CREATE TABLE people (tenant_id TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, email TEXT,
			login TEXT, language TEXT NOT NULL, suspended BOOLEAN NOT NULL, password TEXT NOT NULL,
			created_at TEXT NOT NULL, rev INTEGER NOT NULL,
			PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, login), UNIQUE (tenant_id, email))`,
		`CREATE TABLE sessions (token_hash BLOB NOT NULL PRIMARY KEY, id TEXT NOT NULL UNIQUE, tenant_id TEXT NOT NULL,
			person_id TEXT NOT NULL, created_at TEXT NOT NULL, seen_at TEXT NOT NULL, expires_at TEXT NOT NULL,
			agent TEXT NOT NULL)`,
		`CREATE INDEX sessions_person ON sessions (tenant_id, person_id)`,
		`CREATE INDEX sessions_expiry ON sessions (expires_at)`,
		`CREATE TABLE service_keys (token_hash BLOB NOT NULL PRIMARY KEY, id TEXT NOT NULL UNIQUE,
			tenant_id TEXT NOT NULL, name TEXT NOT NULL, hint TEXT NOT NULL, scopes JSON NOT NULL,
			expires_at TEXT, used_at TEXT, revoked_at TEXT)`,
		`CREATE INDEX service_keys_tenant ON service_keys (tenant_id, name)`,
		`CREATE TABLE grants (tenant_id TEXT NOT NULL, id TEXT NOT NULL, principal_id TEXT NOT NULL,
			role TEXT NOT NULL, unit_id TEXT NOT NULL, expires_at TEXT, reason TEXT NOT NULL,
			PRIMARY KEY (tenant_id, id))`,
		`CREATE INDEX grants_principal ON grants (tenant_id, principal_id)`,
		`CREATE INDEX grants_unit ON grants (tenant_id, unit_id)`,
		`CREATE TABLE invitations (tenant_id TEXT NOT NULL, id TEXT NOT NULL, token_hash BLOB NOT NULL,
			person_id TEXT NOT NULL, name TEXT NOT NULL, role TEXT NOT NULL, unit_id TEXT NOT NULL,
			expires_at TEXT NOT NULL, used_at TEXT, revoked_at TEXT, created_at TEXT NOT NULL,
			PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, token_hash))`,
	}
}

func logTables() []string {
	return []string{
		`CREATE TABLE logs (tenant_id TEXT NOT NULL PRIMARY KEY, entries INTEGER NOT NULL, sealed INTEGER NOT NULL,
			changes INTEGER NOT NULL)`,
		`CREATE INDEX logs_dirty ON logs (tenant_id) WHERE entries > sealed`,
		`CREATE TABLE entries (tenant_id TEXT NOT NULL, seq INTEGER NOT NULL, id TEXT NOT NULL, at TEXT NOT NULL,
			principal TEXT NOT NULL, behalf TEXT NOT NULL, action TEXT NOT NULL, resource TEXT NOT NULL,
			unit_path TEXT NOT NULL, outcome TEXT NOT NULL, rule TEXT NOT NULL, count INTEGER NOT NULL,
			digest BLOB, salt BLOB, request TEXT NOT NULL, PRIMARY KEY (tenant_id, seq)) WITHOUT ROWID`,
		`CREATE INDEX entries_resource ON entries (tenant_id, resource)`,
		`CREATE TABLE seals (tenant_id TEXT NOT NULL, first INTEGER NOT NULL, size INTEGER NOT NULL,
			hashes BLOB NOT NULL, PRIMARY KEY (tenant_id, first))`,
		`CREATE TABLE checkpoints (tenant_id TEXT NOT NULL, size INTEGER NOT NULL, root BLOB NOT NULL,
			at TEXT NOT NULL, note BLOB NOT NULL, PRIMARY KEY (tenant_id, size))`,
		`CREATE TABLE changes (tenant_id TEXT NOT NULL, seq INTEGER NOT NULL, tbl TEXT NOT NULL, id TEXT NOT NULL,
			verb TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (tenant_id, tbl, seq)) WITHOUT ROWID`,
		`CREATE TABLE replays (tenant_id TEXT NOT NULL, key BLOB NOT NULL, request BLOB NOT NULL,
			status INTEGER NOT NULL, body BLOB, at TEXT NOT NULL, PRIMARY KEY (tenant_id, key)) WITHOUT ROWID`,
		`CREATE INDEX replays_age ON replays (tenant_id, at)`,
		`CREATE TABLE outbox (seq INTEGER PRIMARY KEY AUTOINCREMENT, tenant_id TEXT NOT NULL, id TEXT NOT NULL,
			kind TEXT NOT NULL, consumer TEXT NOT NULL, name TEXT NOT NULL, key TEXT NOT NULL,
			subject TEXT NOT NULL, principal TEXT NOT NULL, data BLOB, due_at TEXT NOT NULL,
			leased_until TEXT, attempts INTEGER NOT NULL, reason TEXT NOT NULL, buried_at TEXT,
			trace TEXT NOT NULL, UNIQUE (tenant_id, id))`,
		`CREATE INDEX outbox_due ON outbox (due_at) WHERE buried_at IS NULL`,
		`CREATE INDEX outbox_line ON outbox (tenant_id, consumer, kind, seq)`,
	}
}
