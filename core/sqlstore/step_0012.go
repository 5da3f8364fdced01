package sqlstore

// staying notes from which organisation the holder of a role comes who has no account in the one that gives it. Who stays where
// is known to their homes without looking into each host: ids only.
func staying() step {
	return step{
		name:    "0012",
		comment: "people of other organisations",
		statements: []string{
			"ALTER TABLE grants ADD COLUMN home_id TEXT NOT NULL DEFAULT ''",
			`CREATE TABLE stays (tenant_id TEXT NOT NULL, person_id TEXT NOT NULL, home_id TEXT NOT NULL, PRIMARY KEY (tenant_id, person_id))`,
			"CREATE INDEX ix_stays ON stays (home_id, person_id)",
		},
	}
}
