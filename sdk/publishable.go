package sdk

import (
	"slices"

	"github.com/ribambelle/ribambelle/sdk/store"
)

// Publishable is a collection of the module whose records an organisation may publish for others to take over, under a licence:
// questionnaires, programmes, tools. The core keeps each version, proposes it to who subscribes, and writes what they take over
// as any record of theirs is written, the module's hooks included. The module has nothing to do for it.
type Publishable struct {
	// Collection is ordinary, and none of what travels of its records is about a person, sealed, a unit or a file.
	Collection string `json:"collection"`
	Filter     string `json:"filter,omitempty"` // AIP-160: which of its records, `status = "published"`; empty: all
	// Title is the field by which people know a record: text, or text by language.
	Title string `json:"title"`
	// Line are the fields that all versions of one thing have in common: "code". Version is the field that tells them apart. With
	// them, a version that is taken over is a new record beside those before. None: a record is a line of its own, its
	// versions are numbered, and one that is taken over replaces the one before where nobody has changed that meanwhile.
	Line    []string `json:"line,omitempty"`
	Version string   `json:"version,omitempty"`
	// Licence is the text field that says under which licence others may use it.
	Licence string `json:"licence"`
	// Stays are fields that do not travel: where a record stands in its life, "status".
	Stays []string `json:"stays,omitempty"`
}

// Publishable finds what may be published of a collection.
func (m Manifest) Publishable(collection string) (Publishable, bool) {
	i := slices.IndexFunc(m.Publishes, func(p Publishable) bool { return p.Collection == collection })
	if i < 0 {
		return Publishable{}, false
	}
	return m.Publishes[i], true
}

// publishes name ordinary collections, each once, with nothing in what travels that is bound to people or places.
func (c *complaints) publishes(m Manifest) {
	seen := map[string]bool{}
	for _, p := range m.Publishes {
		of, ok := m.Collection(p.Collection)
		c.check("publishes/collection", ok && of.Kind == store.Ordinary && !seen[p.Collection], "%q may be published, and is no ordinary collection, or named twice", p.Collection)
		seen[p.Collection] = true
		if !ok {
			continue
		}
		c.check("publishes/version", (p.Version == "") == (len(p.Line) == 0), "%q says what its versions have in common, or what tells them apart, and not both", p.Collection)
		for _, name := range append([]string{p.Title, p.Licence}, append(p.Line, p.Version)...) {
			_, has := of.Field(name)
			c.check("publishes/fields", (has || name == "" && p.Version == "") && !slices.Contains(p.Stays, name), "%q has no field %q that travels", p.Collection, name)
		}
		for _, f := range of.Fields {
			free := tellable(of, f) && !f.Unit
			c.check("publishes/stays", free || slices.Contains(p.Stays, f.Name) && !f.Required, "the field %q of %q is about a person or a place, sealed or a file: it has to be optional and to stay", f.Name, p.Collection)
		}
	}
}
