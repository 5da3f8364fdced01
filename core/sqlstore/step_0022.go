package sqlstore

// localSettings gives units what they set for themselves and all below them.
func localSettings() step {
	return step{
		name:       "0022",
		comment:    "what units set for themselves",
		statements: []string{"ALTER TABLE units ADD COLUMN local JSON NOT NULL DEFAULT '{}'"},
	}
}
