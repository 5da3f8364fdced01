package store

import (
	"encoding/json"
	"maps"
	"regexp"
	"slices"
	"strconv"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Limits of a declaration.
const (
	maxSchema = 128 << 10
	maxFields = 100
)

// ReservedFields are the names of what the core itself keeps about a record; no document has them.
func ReservedFields() []string {
	return []string{"id", "unit_path", "owner_id", "rev", "created_at", "updated_at"}
}

// ParseSchema declares a collection from the JSON Schema of its documents; rest gives what the schema does
// not say (Kind, Version, Title, Indexes, Conversions, Hooked, Unlisted), and its Collection, JSON and Fields are
// ignored. Fields are derived from the schema: there is no second place that says what a document holds.
//
// An unsound declaration is invalid, with a pointer into the schema for each thing to mend.
func ParseSchema(collection string, schema []byte, rest Schema) (Schema, error) {
	s := rest
	s.Collection, s.JSON, s.Fields = collection, slices.Clone(schema), nil
	if s.Kind == "" {
		s.Kind = Ordinary
	}
	if s.Version == 0 {
		s.Version = 1
	}
	if len(s.Title) == 0 {
		s.Title = map[string]string{"fr": collection, "en": collection}
	}
	var wrong complaints
	root := wrong.parse(schema)
	if root != nil {
		s.Fields = wrong.fields(root)
		wrong.tree("", root)
		wrong.children(nil, "", root)
		wrong.marks(s)
	}
	wrong.declaration(s)
	if err := wrong.fault(collection); err != nil {
		return Schema{}, err
	}
	return s, nil
}

// complaints gathers everything that is wrong with a declaration.
type complaints []fault.Field

func (c *complaints) add(pointer, message string) {
	*c = append(*c, fault.Field{Pointer: pointer, Message: message})
}

func (c *complaints) fault(collection string) error {
	if len(*c) == 0 {
		return nil
	}
	e := fault.New(fault.Invalid, "schema-invalid", "The declaration of collection %q is not sound.", collection)
	e.Fields = *c
	return e
}

func (c *complaints) parse(schema []byte) *node {
	if len(schema) > maxSchema {
		c.add("", "must not exceed 128 KiB")
		return nil
	}
	var root node
	if err := json.Unmarshal(schema, &root); err != nil {
		c.add("", "must be a JSON Schema: "+err.Error())
		return nil
	}
	if root.Type.name() != "object" {
		c.add("/type", `must be "object": a record's document is an object`)
		return nil
	}
	return &root
}

// declaration checks what stands beside the schema.
func (c *complaints) declaration(s Schema) {
	if !regexp.MustCompile(`^[a-z][a-z0-9_]{0,39}$`).MatchString(s.Collection) {
		c.add("", "the collection's name must be lower case letters, digits and _, at most 40")
	}
	if !slices.Contains([]Kind{Ordinary, Internal, Anonymous}, s.Kind) {
		c.add("", "the kind must be ordinary, internal or anonymous")
	}
	if s.Kind == Anonymous && s.Hooked {
		c.add("", "an anonymous collection has no before-hook")
	}
	for _, fields := range s.Indexes {
		c.index(s, fields)
	}
	c.conversions(s)
}

func (c *complaints) index(s Schema, fields []string) {
	if len(fields) == 0 {
		c.add("", "an index needs at least one field")
	}
	for _, name := range fields {
		f, ok := s.Field(name)
		if !ok && !slices.Contains(ReservedFields(), name) {
			c.add("", "an index names "+name+", which is not a field")
		}
		if f.Type == Object {
			c.add("/properties/"+name, "an object or array cannot be indexed")
		}
	}
}

// conversions checks that there is exactly one step to each version after the first.
func (c *complaints) conversions(s Schema) {
	if s.Version < 1 {
		c.add("", "the version must be at least 1")
		return
	}
	if len(s.Conversions) != s.Version-1 {
		c.add("", "version "+strconv.Itoa(s.Version)+" needs one conversion to each version from 2 on")
		return
	}
	if s.Kind == Anonymous && s.Version > 1 {
		c.add("", "an anonymous collection keeps no version of its records: declare a new collection")
	}
	for i, step := range s.Conversions {
		if step.To != i+2 {
			c.add("", "conversions must reach the versions 2, 3, … in order")
		}
		for _, name := range slices.Sorted(maps.Keys(step.Map)) {
			if f, ok := s.Field(name); ok && f.Type != Text {
				c.add("/properties/"+name, "a conversion can map the values of text fields only")
			}
		}
	}
}
