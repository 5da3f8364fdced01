package sqlstore

// confinedReleases notes which releases are confined no further than the operator said.
func confinedReleases() step {
	return step{
		name:       "0007",
		comment:    "confinement of single modules",
		statements: []string{"ALTER TABLE releases ADD COLUMN confine TEXT NOT NULL DEFAULT ''"},
	}
}
