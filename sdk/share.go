package sdk

import (
	"net/http"
	"regexp"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/store"
)

// Shareable is something of the module that an organisation may let another one read, once both have agreed: records, or
// figures about each of them. The core serves it, within the units and until the day that were agreed to; the module has
// nothing to do for it.
type Shareable struct {
	Name  string `json:"name"`  // lower case: "network"
	Title Text   `json:"title"` // what it is: "Rapports de réseau"
	Help  Text   `json:"help"`  // what the other organisation reads of it, and what never

	// Collection is ordinary: its records are what is shared, or what Operation tells figures of.
	Collection string `json:"collection"`
	Filter     string `json:"filter,omitempty"` // AIP-160: which of them, `status = "closed"`; empty: all
	// Fields are what is told of each record. None may be about a person, sealed, or a file.
	Fields []string `json:"fields"`

	// Operation is the id of a published operation about one record of the collection: GET, On "id@collection", Published.
	// Then figures that have passed the gate are shared, and nothing else. Empty: the fields are what is shared.
	Operation string `json:"operation,omitempty"`
	// Header are the members of the operation's header that are told: labels. Cells are the keys of the cells that are told;
	// none: all.
	Header []string `json:"header,omitempty"`
	Cells  []string `json:"cells,omitempty"`
	// Table is the table that is shown first, "scores", and Names the place of the header that lists what its figures are called,
	// as {"key", "title"}: "/questionnaire/dimensions". Those that it names are shown, in its order.
	Table string `json:"table,omitempty"`
	Names string `json:"names,omitempty"`
	// Together says how figures of several organisations become one; nil: they only stand beside each other.
	Together *Together `json:"together,omitempty"`
}

// Together puts the figures of several organisations together as means, by how many people each rests on. A figure that one
// of them withholds is withheld of the whole.
type Together struct {
	Cell   string   `json:"cell"`   // "network"
	Tables []string `json:"tables"` // whose figures are means: "scores"
	Same   []string `json:"same"`   // places of the header that must be equal: "/questionnaire/version"
}

// Aggregate reports whether figures are shared rather than records.
func (s Shareable) Aggregate() bool { return s.Operation != "" }

// Shareable finds what may be shared by its name.
func (m Manifest) Shareable(name string) (Shareable, bool) {
	i := slices.IndexFunc(m.Shares, func(s Shareable) bool { return s.Name == name })
	if i < 0 {
		return Shareable{}, false
	}
	return m.Shares[i], true
}

// Operation finds an operation by its id.
func (m Manifest) Operation(id string) (OperationDeclaration, bool) {
	i := slices.IndexFunc(m.Operations, func(o OperationDeclaration) bool { return o.ID == id })
	if i < 0 {
		return OperationDeclaration{}, false
	}
	return m.Operations[i], true
}

var shareForm = regexp.MustCompile(`^[a-z][a-z0-9-]{1,29}$`)

// shares name collections without people in what they tell, and operations whose figures pass the gate.
func (c *complaints) shares(m Manifest) {
	seen := map[string]bool{}
	for _, s := range m.Shares {
		c.check("shares/name", shareForm.MatchString(s.Name) && !seen[s.Name], "the name %q of what may be shared is taken, or not lower case letters, digits and dashes, 2 to 30", s.Name)
		seen[s.Name] = true
		c.check("shares/words", s.Title["fr"] != "" && s.Title["en"] != "" && s.Help["fr"] != "" && s.Help["en"] != "", "what may be shared as %q needs a title and a help in French and English", s.Name)
		of, ok := m.Collection(s.Collection)
		c.check("shares/collection", ok && of.Kind == store.Ordinary, "%q shares %q, and there is no such ordinary collection", s.Name, s.Collection)
		if !ok {
			continue
		}
		c.check("shares/fields", len(s.Fields) > 0, "%q says no field by which a reader knows a record", s.Name)
		for _, name := range s.Fields {
			f, has := of.Field(name)
			c.check("shares/fields", has && tellable(of, f), "%q tells the field %q, which is not there, or is about a person, sealed or a file", s.Name, name)
		}
		c.figures(m, s)
	}
}

// tellable reports whether another organisation may read a field at all.
func tellable(s store.Schema, f store.Field) bool {
	return !s.About(f) && !f.Sensitive && !f.Owner && f.File == ""
}

// figures come from an operation that the gate stands behind, about one record of the collection.
func (c *complaints) figures(m Manifest, s Shareable) {
	if !s.Aggregate() {
		c.check("shares/operation", len(s.Header)+len(s.Cells) == 0 && s.Names+s.Table == "" && s.Together == nil, "%q shares records, and says of figures what is told", s.Name)
		return
	}
	op, ok := m.Operation(s.Operation)
	parameter, on, _ := strings.Cut(op.On, "@")
	c.check("shares/operation", ok && op.Method == http.MethodGet && op.Published && on == s.Collection && strings.Count(op.Path, "{") == 1 && strings.Contains(op.Path, "{"+parameter+"}"),
		"%q shares what %q answers, which is no published GET about one record of %q", s.Name, s.Operation, s.Collection)
}
