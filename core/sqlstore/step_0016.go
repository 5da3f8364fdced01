package sqlstore

// directories notes how an organisation's directory names people.
func directories() step {
	return step{
		name:       "0016",
		comment:    "people whom a directory keeps",
		statements: []string{"ALTER TABLE people ADD COLUMN external_id TEXT NOT NULL DEFAULT ''"},
	}
}
