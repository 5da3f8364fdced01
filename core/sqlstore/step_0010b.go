package sqlstore

// passkeyTables makes what passkeys are checked against, and the challenges that were answered.
func passkeyTables() step {
	return step{
		name:    "0010b",
		comment: "passkeys",
		scoped:  []string{"passkeys", "spent_challenges"},
		statements: []string{
			`CREATE TABLE passkeys (tenant_id TEXT NOT NULL, id TEXT NOT NULL, person_id TEXT NOT NULL, credential BLOB NOT NULL,
				name TEXT NOT NULL, doc TEXT NOT NULL, counter INTEGER NOT NULL, created_at TEXT NOT NULL, used_at TEXT,
				PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, credential))`,
			"CREATE INDEX passkeys_person ON passkeys (tenant_id, person_id)",
			`CREATE TABLE spent_challenges (tenant_id TEXT NOT NULL, hash BLOB NOT NULL, until TEXT NOT NULL, PRIMARY KEY (tenant_id, hash))`,
		},
	}
}
