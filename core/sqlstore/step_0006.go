package sqlstore

// sharedReleases notes which releases the operator lets serve all organisations by one process.
func sharedReleases() step {
	return step{
		name:       "0006",
		comment:    "modules that are trusted with one process for all",
		statements: []string{"ALTER TABLE releases ADD COLUMN trusted BOOLEAN NOT NULL DEFAULT FALSE"},
	}
}
