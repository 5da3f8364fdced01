package sqlstore

// helping notes on whose word a role is held, and until when an invitation's role lasts: for those who help an organisation.
func helping() step {
	return step{
		name:    "0014",
		comment: "support of an organisation by the operators",
		statements: []string{
			"ALTER TABLE grants ADD COLUMN given_by TEXT NOT NULL DEFAULT ''",
			"ALTER TABLE grants ADD COLUMN support BOOLEAN NOT NULL DEFAULT FALSE",
			"ALTER TABLE invitations ADD COLUMN given_by TEXT NOT NULL DEFAULT ''",
			"ALTER TABLE invitations ADD COLUMN support BOOLEAN NOT NULL DEFAULT FALSE",
			"ALTER TABLE invitations ADD COLUMN lasts_until TEXT",
			"ALTER TABLE invitations ADD COLUMN reason TEXT NOT NULL DEFAULT ''",
		},
	}
}
