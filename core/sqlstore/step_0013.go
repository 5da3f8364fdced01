package sqlstore

// moving makes what an organisation brings along that comes from another installation: the log that it had there, and what the
// keys of its modules come from. Newcomers are those that are not all there yet.
func moving() step {
	return step{
		name:    "0013",
		comment: "organisations that come from another installation",
		scoped:  []string{"former_logs", "former_log_parts", "module_secrets"},
		statements: []string{
			`CREATE TABLE former_logs (tenant_id TEXT NOT NULL, id TEXT NOT NULL, origin TEXT NOT NULL, size INTEGER NOT NULL,
				root TEXT NOT NULL, verifier TEXT NOT NULL, closed_at TEXT NOT NULL, PRIMARY KEY (tenant_id, id))`,
			`CREATE TABLE former_log_parts (tenant_id TEXT NOT NULL, id TEXT NOT NULL, part INTEGER NOT NULL, body BLOB NOT NULL,
				PRIMARY KEY (tenant_id, id, part))`,
			`CREATE TABLE module_secrets (tenant_id TEXT NOT NULL, module TEXT NOT NULL, sealed TEXT NOT NULL, PRIMARY KEY (tenant_id, module))`,
			`CREATE TABLE newcomers (id TEXT NOT NULL PRIMARY KEY, until TEXT NOT NULL)`,
		},
	}
}
