package sqlstore

// siteDevices makes the tablets that belong to sites, who may use each, and what people type on them.
func siteDevices() step {
	return step{
		name:    "0017",
		comment: "devices of sites",
		scoped:  []string{"devices", "device_people", "pins"},
		statements: []string{
			`CREATE TABLE devices (tenant_id TEXT NOT NULL, id TEXT NOT NULL, unit_id TEXT NOT NULL, name TEXT NOT NULL, enrolled_by TEXT NOT NULL,
				created_at TEXT NOT NULL, code_hash BLOB, until TEXT NOT NULL, token_hash BLOB, enrolled_at TEXT, used_at TEXT,
				PRIMARY KEY (tenant_id, id), UNIQUE (tenant_id, code_hash), UNIQUE (tenant_id, token_hash))`,
			`CREATE TABLE device_people (tenant_id TEXT NOT NULL, device_id TEXT NOT NULL, person_id TEXT NOT NULL,
				PRIMARY KEY (tenant_id, device_id, person_id))`,
			`CREATE TABLE pins (tenant_id TEXT NOT NULL, person_id TEXT NOT NULL, sealed TEXT NOT NULL, starting TEXT, failed INTEGER NOT NULL,
				PRIMARY KEY (tenant_id, person_id))`,
			"ALTER TABLE sessions ADD COLUMN device_id TEXT NOT NULL DEFAULT ''",
		},
	}
}
