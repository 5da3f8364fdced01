package sqlstore

// embedTables makes what lets other portals show an organisation's widgets.
func embedTables() step {
	return step{
		name:    "0003",
		comment: "embed keys",
		scoped:  []string{"embed_keys"},
		statements: []string{
			`CREATE TABLE embed_keys (tenant_id TEXT NOT NULL, id TEXT NOT NULL, public TEXT NOT NULL, name TEXT NOT NULL,
				modules JSON NOT NULL, origins JSON NOT NULL, created_at TEXT NOT NULL, revoked_at TEXT,
				PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, public))`,
		},
	}
}
