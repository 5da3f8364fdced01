package sqlstore

// privacyRequests makes what people ask of the privacy officer.
func privacyRequests() step {
	return step{
		name:    "0023",
		comment: "requests about one's own data",
		scoped:  []string{"privacy_requests"},
		statements: []string{
			"CREATE TABLE privacy_requests (tenant_id TEXT NOT NULL, id TEXT NOT NULL, doc JSON NOT NULL, rev INTEGER NOT NULL, PRIMARY KEY (tenant_id, id))",
		},
	}
}
