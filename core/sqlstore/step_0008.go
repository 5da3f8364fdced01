package sqlstore

// pins notes at which version of a module an organisation stays.
func pins() step {
	return step{
		name:       "0008",
		comment:    "versions of modules by organisation",
		statements: []string{"ALTER TABLE tenant_modules ADD COLUMN pin TEXT NOT NULL DEFAULT ''"},
	}
}
