package sdk

import "context"

// Guard looks at writes of another module's collection before they are made. Make one with GuardOf. The organisation agrees to
// it (GrantHook and the collection), and while the module does not answer nothing is written there.
type Guard struct {
	Collection string `json:"collection"` // "portrait/waves"

	before hook
}

// GuardOf has before look at each write of a collection of another module, after that module's own hook: at records that
// people make, at what operations and jobs commit, one by one. An error refuses the write: invalid, denied and conflict
// arrive at whoever writes, anything else is told as a failure. Nothing of the record can be changed, and nothing be
// staged. Of the time that hooks share (200 ms, unless the operator gives more) it has what is left.
//
// T has the fields that the guard wants to see; those marked sensitive are never there. Internal and anonymous collections
// are shown to nobody. Erasure of a person, and of records whose time is over, is not asked about.
func GuardOf[T any](collection string, before func(context.Context, Change[T]) error) Guard {
	return Guard{Collection: collection, before: hookOf(before)}
}

// guards are of other modules' collections, each once.
func (c *complaints) guards(m Manifest) {
	seen := map[string]bool{}
	for _, g := range m.Guards {
		c.check("guards/collection", m.isOfOthers(g.Collection), "the guard of %q is of no other module's collection: module/collection", g.Collection)
		c.check("guards/twice", !seen[g.Collection], "two guards are of %s", g.Collection)
		seen[g.Collection] = true
	}
}
