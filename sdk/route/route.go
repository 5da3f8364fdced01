// Package route matches request paths against an immutable table of patterns that knows the verbs of
// resource-oriented APIs (AIP-136): "/waves", "/waves/{id}", "/waves/{id}:open", "/waves:import",
// "/files/{path...}".
//
// A parameter takes one whole segment and never an unescaped colon, so a record and its verbs cannot be
// confused. Where two patterns of one method match the same paths, the one that is more specific in every
// place wins; if neither is, the table refuses the second. Paths that are not canonical ("..", "//",
// "%2e", "%2f", escapes of letters) are refused before matching, so that one resource has one address.
//
// Goals: what is decided about an operation holds for exactly its addresses; tables are values that can be
// swapped by a pointer. Non-goals: host names, redirects, trailing slashes, middleware.
//
// A Table is immutable and safe for concurrent use. An Adapter may be extended while it serves.
package route

import (
	"fmt"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Params are the unescaped values of a pattern's parameters, by name.
type Params map[string]string

// Match is what a table knows about a method and a path.
type Match[V any] struct {
	Pattern string   // "/waves/{id}:open"
	Params  Params   // nil when there are none
	Value   V        // what With stored
	Allowed []string // methods that the path has, sorted; set only when OK is false
	OK      bool
}

// Table maps (method, pattern) to values. The zero Table is empty and ready for use.
type Table[V any] struct {
	root node[V]
	list []Entry[V]
}

// Entry is one row of a table.
type Entry[V any] struct {
	Method  string
	Pattern string
	Value   V
}

// With returns a table that also has the entry. It refuses a pattern that is not well formed, and one that
// overlaps another of the same method without either being the more specific.
func (t Table[V]) With(method, pattern string, value V) (Table[V], error) {
	parts, err := parse(pattern)
	if err != nil {
		return t, fmt.Errorf("route %s %s: %w", method, pattern, err)
	}
	for _, other := range t.list {
		if other.Method != method {
			continue
		}
		theirs, err := parse(other.Pattern)
		if err != nil {
			return t, fmt.Errorf("route %s %s: %w", other.Method, other.Pattern, err)
		}
		if ambiguous(parts, theirs) {
			return t, fmt.Errorf("route %s %s: overlaps %s", method, pattern, other.Pattern)
		}
	}
	entry := Entry[V]{Method: method, Pattern: pattern, Value: value}
	return Table[V]{
		root: t.root.with(parts, leaf[V]{entry: entry, names: names(parts)}),
		list: append(slices.Clip(t.list), entry),
	}, nil
}

// Entries returns the rows in the order in which they were added.
func (t Table[V]) Entries() []Entry[V] { return slices.Clone(t.list) }

// Match finds the entry for a method and an escaped path (url.URL.EscapedPath). HEAD is answered by GET.
// A path that is not canonical is Invalid "path-not-canonical"; one without any entry is a Match that is
// not OK and allows nothing.
func (t Table[V]) Match(method, path string) (Match[V], error) {
	segments, err := split(path)
	if err != nil {
		return Match[V]{}, err
	}
	found := search[V]{method: method}
	if !found.walk(&t.root, segments, nil) && method == http.MethodHead {
		found.method = http.MethodGet
		found.walk(&t.root, segments, nil)
	}
	if found.leaf == nil {
		return Match[V]{Allowed: slices.Sorted(maps.Keys(found.allowed))}, nil
	}
	return found.match(), nil
}

// Overlap reports whether some path matches both patterns, however specific each is. A pattern that is not
// well formed overlaps nothing.
func Overlap(a, b string) bool {
	mine, err := parse(a)
	if err != nil {
		return false
	}
	theirs, err := parse(b)
	return err == nil && compare(mine, theirs) != disjoint
}

// errPath is the refusal of a path that is not canonical.
func errPath(why string) error {
	return fault.New(fault.Invalid, "path-not-canonical", "The address is not in its canonical form: %s.", why)
}

// trimRoot returns what follows the leading slash.
func trimRoot(path string) (string, bool) { return strings.CutPrefix(path, "/") }
