package sqlstore

// shareTables makes organisations' copies of what they agreed to let each other read.
func shareTables() step {
	return step{
		name:    "0024",
		comment: "shares between organisations",
		scoped:  []string{"shares"},
		statements: []string{
			"CREATE TABLE shares (tenant_id TEXT NOT NULL, id TEXT NOT NULL, other_id TEXT, doc JSON NOT NULL, rev INTEGER NOT NULL, PRIMARY KEY (tenant_id, id))",
		},
	}
}
