package sqlstore

// providerTables makes by whose accounts an organisation's people sign in, which account opens whose, and notes behind
// which session of a provider one of ours stands, by hashes.
func providerTables() step {
	return step{
		name:    "0015",
		comment: "accounts of providers",
		scoped:  []string{"providers", "linked_accounts"},
		statements: []string{
			`CREATE TABLE providers (tenant_id TEXT NOT NULL, id TEXT NOT NULL, doc JSON NOT NULL, rev INTEGER NOT NULL,
				PRIMARY KEY (tenant_id, id))`,
			`CREATE TABLE linked_accounts (tenant_id TEXT NOT NULL, id TEXT NOT NULL, issuer TEXT NOT NULL, subject TEXT NOT NULL,
				person_id TEXT NOT NULL, created_at TEXT NOT NULL, PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, issuer, subject))`,
			"CREATE INDEX linked_accounts_person ON linked_accounts (tenant_id, person_id)",
			"ALTER TABLE sessions ADD COLUMN provider TEXT NOT NULL DEFAULT ''",
			"ALTER TABLE sessions ADD COLUMN subject TEXT NOT NULL DEFAULT ''",
			"ALTER TABLE sessions ADD COLUMN sid TEXT NOT NULL DEFAULT ''",
			"ALTER TABLE invitations ADD COLUMN email TEXT NOT NULL DEFAULT ''",
		},
	}
}
