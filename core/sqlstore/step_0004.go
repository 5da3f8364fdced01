package sqlstore

// signedReleases notes who signed a release.
func signedReleases() step {
	return step{
		name:    "0004",
		comment: "publishers of modules",
		statements: []string{
			"ALTER TABLE releases ADD COLUMN publisher TEXT NOT NULL DEFAULT ''",
			"ALTER TABLE releases ADD COLUMN signed_by TEXT NOT NULL DEFAULT ''",
		},
	}
}
