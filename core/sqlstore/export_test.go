package sqlstore

import (
	"maps"
	"slices"
)

// GlobalTables is the list of tables without walls, for the test that compares it with the catalogue.
func GlobalTables() []string { return slices.Sorted(maps.Keys(globalTables())) }
