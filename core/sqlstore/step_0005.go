package sqlstore

// consents notes to what an organisation agreed when it turned a module on.
func consents() step {
	return step{
		name:       "0005",
		comment:    "consent to what modules ask for",
		statements: []string{"ALTER TABLE tenant_modules ADD COLUMN consented JSON NOT NULL DEFAULT '[]'"},
	}
}
