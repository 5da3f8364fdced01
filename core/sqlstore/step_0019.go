package sqlstore

// privacyTables makes what an organisation's privacy officer keeps: legal holds, and the register of incidents.
func privacyTables() step {
	return step{
		name:    "0019",
		comment: "legal holds and incidents",
		scoped:  []string{"holds", "incidents"},
		statements: []string{
			"CREATE TABLE holds (tenant_id TEXT NOT NULL, id TEXT NOT NULL, doc JSON NOT NULL, rev INTEGER NOT NULL, PRIMARY KEY (tenant_id, id))",
			`CREATE TABLE incidents (tenant_id TEXT NOT NULL, id TEXT NOT NULL, known_at TEXT NOT NULL, doc JSON NOT NULL, rev INTEGER NOT NULL,
				PRIMARY KEY (tenant_id, id))`,
		},
	}
}
