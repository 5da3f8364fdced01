package sqlstore

// moduleRequests makes what organisations ask the operator to install, and notes to whom a release is offered. Which requests
// there are of all organisations is known without looking into each: ids and sizes only.
func moduleRequests() step {
	return step{
		name:    "0009",
		comment: "requests for modules",
		scoped:  []string{"module_requests"},
		statements: []string{
			`CREATE TABLE module_requests (tenant_id TEXT NOT NULL, id TEXT NOT NULL, asked_by TEXT NOT NULL, state TEXT NOT NULL,
				words TEXT NOT NULL, module TEXT NOT NULL, version TEXT NOT NULL, package TEXT NOT NULL, size INTEGER NOT NULL,
				created_at TEXT NOT NULL, decided_at TEXT, decider TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (tenant_id, id))`,
			`CREATE TABLE request_places (id TEXT NOT NULL PRIMARY KEY, tenant_id TEXT NOT NULL, waiting BOOLEAN NOT NULL, size INTEGER NOT NULL)`,
			"CREATE INDEX ix_request_places ON request_places (waiting, id)",
			"ALTER TABLE releases ADD COLUMN offered JSON NOT NULL DEFAULT '[]'",
		},
	}
}
