package sqlstore

// noticeTables makes what people are told, and how each of them wants that.
func noticeTables() step {
	return step{
		name:    "0021",
		comment: "notices to people, and their choices",
		scoped:  []string{"notices", "notice_choices"},
		statements: []string{
			`CREATE TABLE notices (tenant_id TEXT NOT NULL, id TEXT NOT NULL, person_id TEXT NOT NULL, module TEXT NOT NULL, doc JSON NOT NULL, way TEXT NOT NULL,
				at TEXT NOT NULL, sent_at TEXT, read_at TEXT, handed_at TEXT, PRIMARY KEY (tenant_id, id))`,
			"CREATE INDEX notices_person ON notices (tenant_id, person_id, id)",
			"CREATE INDEX notices_gathered ON notices (tenant_id, way, sent_at)",
			`CREATE TABLE notice_choices (tenant_id TEXT NOT NULL, person_id TEXT NOT NULL, module TEXT NOT NULL, kind TEXT NOT NULL, way TEXT NOT NULL,
				PRIMARY KEY (tenant_id, person_id, module, kind))`,
		},
	}
}
