package sqlstore

// workTables makes what organisations publish for others to take over, and what they follow.
func workTables() step {
	return step{
		name:    "0025",
		comment: "works of organisations, and subscriptions to them",
		scoped:  []string{"works", "work_versions", "followers", "subscriptions"},
		statements: []string{
			"CREATE TABLE works (tenant_id TEXT NOT NULL, id TEXT NOT NULL, doc JSON NOT NULL, rev INTEGER NOT NULL, PRIMARY KEY (tenant_id, id))",
			"CREATE TABLE work_versions (tenant_id TEXT NOT NULL, id TEXT NOT NULL, doc TEXT NOT NULL, PRIMARY KEY (tenant_id, id))",
			"CREATE TABLE followers (tenant_id TEXT NOT NULL, work_id TEXT NOT NULL, other_id TEXT NOT NULL, since TEXT NOT NULL, PRIMARY KEY (tenant_id, work_id, other_id))",
			"CREATE TABLE subscriptions (tenant_id TEXT NOT NULL, id TEXT NOT NULL, publisher_id TEXT, doc JSON NOT NULL, rev INTEGER NOT NULL, PRIMARY KEY (tenant_id, id))",
		},
	}
}
