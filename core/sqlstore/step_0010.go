package sqlstore

// secondFactors makes what people sign in with beside the password, and notes how a session was signed in.
func secondFactors() step {
	return step{
		name:    "0010",
		comment: "second factors",
		scoped:  []string{"factors", "recovery_codes"},
		statements: []string{
			`CREATE TABLE factors (tenant_id TEXT NOT NULL, person_id TEXT NOT NULL, secret TEXT NOT NULL, confirmed_at TEXT,
				step INTEGER NOT NULL, PRIMARY KEY (tenant_id, person_id))`,
			`CREATE TABLE recovery_codes (tenant_id TEXT NOT NULL, person_id TEXT NOT NULL, hash BLOB NOT NULL,
				PRIMARY KEY (tenant_id, person_id, hash))`,
			"ALTER TABLE sessions ADD COLUMN first TEXT NOT NULL DEFAULT 'password'",
			"ALTER TABLE sessions ADD COLUMN second TEXT NOT NULL DEFAULT ''",
		},
	}
}
