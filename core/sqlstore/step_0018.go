package sqlstore

// closureTable makes the days on which units are closed.
func closureTable() step {
	return step{
		name:    "0018",
		comment: "closures of units",
		scoped:  []string{"closures"},
		statements: []string{
			`CREATE TABLE closures (tenant_id TEXT NOT NULL, id TEXT NOT NULL, unit_id TEXT NOT NULL, first_day TEXT NOT NULL, last_day TEXT NOT NULL,
				name JSON NOT NULL, yearly INTEGER NOT NULL, rev INTEGER NOT NULL, PRIMARY KEY (tenant_id, id))`,
			"CREATE INDEX closures_unit ON closures (tenant_id, unit_id)",
		},
	}
}
