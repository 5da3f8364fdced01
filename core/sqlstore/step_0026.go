package sqlstore

// groupTables makes groups of people, who hold together what the group is given.
func groupTables() step {
	return step{
		name:    "0026",
		comment: "groups of people",
		scoped:  []string{"groups", "group_members"},
		statements: []string{
			"CREATE TABLE groups (tenant_id TEXT NOT NULL, id TEXT NOT NULL, name TEXT NOT NULL, unit_id TEXT NOT NULL, created_at TEXT NOT NULL, rev INTEGER NOT NULL, PRIMARY KEY (tenant_id, id))",
			"CREATE TABLE group_members (tenant_id TEXT NOT NULL, group_id TEXT NOT NULL, person_id TEXT NOT NULL, since TEXT NOT NULL, PRIMARY KEY (tenant_id, group_id, person_id))",
			"CREATE INDEX group_members_person ON group_members (tenant_id, person_id)",
		},
	}
}
