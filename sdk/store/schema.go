package store

import "encoding/json"

// Kind says how a collection is kept.
type Kind string

// The kinds of collections.
const (
	// Ordinary collections have a route, an audit entry for each change, watch and events.
	Ordinary Kind = "ordinary"
	// Internal collections have no route, watch, count or export of their own; only the module's own
	// operations that declare it reach them, and their numbers leave through the disclosure gate.
	Internal Kind = "internal"
	// Anonymous collections are internal and keep no owner, revision, time, order or entry for each record.
	Anonymous Kind = "anonymous"
)

// Type is the type of a declared field; documents may hold more than what is declared as a field.
type Type string

// The types of fields. Text compares in byte order; Time and Date are RFC 3339 and compare as text, for
// which a Time is kept in UTC to the millisecond: "2026-11-22T03:14:15.000Z".
const (
	Text    Type = "text"
	Integer Type = "integer"
	Number  Type = "number"
	Boolean Type = "boolean"
	Time    Type = "time"
	Date    Type = "date"
	Object  Type = "object" // objects and arrays: kept and checked, never filtered or ordered
)

// Marks are what a field means to the core, written `x-rb: {...}` beside its JSON Schema and `rb:"..."` on
// a struct field: `rb:"personal,subject=person"`.
type Marks struct {
	Personal   bool   `json:"personal,omitempty"`   // about a person: reads are audited, export and erasure reach it
	Subject    string `json:"subject,omitempty"`    // name of the field that says whose data it is; its own name when it is that field
	Sensitive  bool   `json:"sensitive,omitempty"`  // kept sealed with the organisation's key; compared by = and != only, where it is also unique or index
	Unit       bool   `json:"unit,omitempty"`       // holds the id of the unit that the record belongs to; at most one
	Owner      bool   `json:"owner,omitempty"`      // holds the owner's principal id; at most one; default the creator
	Unique     bool   `json:"unique,omitempty"`     // no two records of the tenant share the value
	Searchable bool   `json:"searchable,omitempty"` // words of it are found by Query.Search
	Index      bool   `json:"index,omitempty"`      // filters and orders on it use an index
	File       string `json:"file,omitempty"`       // holds a file's id; "image" limits it to images
	Retention  Period `json:"retention,omitempty"`  // time after which the record is erased: from the field's value, where it is a date or a time, else from the last change
	Least      Period `json:"least,omitempty"`      // with retention: the shortest that an organisation may choose; default a day
	Most       Period `json:"most,omitempty"`       // with retention: the longest that an organisation may choose; default the retention itself
	Anonymise  bool   `json:"anonymise,omitempty"`  // with retention: fields about people are emptied, and the record stays
	Passing    bool   `json:"passing,omitempty"`    // with a retention that anonymises: emptied too, though it is about nobody by its marks
	Consent    bool   `json:"consent,omitempty"`    // holds a Consent, or a list of them
}

// Field is a top-level property of a collection's documents.
type Field struct {
	Name     string `json:"name"`
	Type     Type   `json:"type"`
	Required bool   `json:"required,omitempty"`
	Marks
}

// Conversion is one declarative step from a schema version to the next.
type Conversion struct {
	To      int               `json:"to"`                // the version that this step reaches
	Rename  map[string]string `json:"rename,omitempty"`  // old name to new name
	Drop    []string          `json:"drop,omitempty"`    // fields to forget
	Default map[string]any    `json:"default,omitempty"` // value where the field is missing
	Map     map[string]Mapped `json:"map,omitempty"`     // field to value substitution
}

// Mapped substitutes values of a text field; what is not listed stays.
type Mapped map[string]string

// Schema declares a collection.
type Schema struct {
	Collection  string            `json:"collection"` // lower case, plural: "waves"
	Kind        Kind              `json:"kind"`
	Version     int               `json:"version"`               // 1 at first; a higher one needs Conversions up to it
	Title       map[string]string `json:"title"`                 // by language: {"fr": "Portraits", "en": "Portraits"}
	JSON        json.RawMessage   `json:"schema"`                // JSON Schema 2020-12 of the document, self-contained
	Fields      []Field           `json:"fields"`                // the top-level properties, in the schema's order
	Indexes     [][]string        `json:"indexes,omitempty"`     // further indexes over several fields
	Conversions []Conversion      `json:"conversions,omitempty"` // in order of To
	Hooked      bool              `json:"hooked,omitempty"`      // the module's before-hook sees each write
	Unlisted    bool              `json:"unlisted,omitempty"`    // no entry of its own in the console's menu
}

// Field returns the field of that name.
func (s Schema) Field(name string) (Field, bool) {
	for _, f := range s.Fields {
		if f.Name == name {
			return f, true
		}
	}
	return Field{}, false
}

// Sealed reports whether a field is kept sealed, and whether values of it can be compared all the same, by = and
// != alone: that is so where it is marked unique or index, or says whose data a record holds. It is never
// ordered, searched, aggregated or compared otherwise, and policies do not see it.
func (s Schema) Sealed(name string) (sealed, blind bool) {
	f, ok := s.Field(name)
	if !ok || !f.Sensitive {
		return false, false
	}
	for _, about := range s.Fields {
		blind = blind || about.Subject == name
	}
	return true, blind || f.Unique || f.Index
}

// Marked returns the first field for which has is true, and whether there is one.
func (s Schema) Marked(has func(Marks) bool) (Field, bool) {
	for _, f := range s.Fields {
		if has(f.Marks) {
			return f, true
		}
	}
	return Field{}, false
}
