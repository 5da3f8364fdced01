// Package schema holds documents against the JSON Schema of their collection.
//
// Schemas within the keywords that structs give (types, bounds, enums, patterns, dates) are walked by a tree
// of our own that leaves each scalar to huma's checker; any other schema goes to a full JSON Schema 2020-12
// implementation, which is also what the tree is compared with in a test.
//
// Goals: fast on the hot path of writes; every complaint with a JSON Pointer. Non-goals: defaults, coercion.
// A Checker is immutable and may be used concurrently.
package schema

import (
	"encoding/json"
	"errors"
	"fmt"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// Checker checks the documents of one collection.
type Checker struct {
	schema store.Schema
	tree   *node // nil when the schema is beyond it
	full   full
}

// Compile makes the checker of a collection; a schema that cannot be compiled is invalid.
func Compile(s store.Schema) (*Checker, error) {
	// The full implementation also knows whether the schema itself is one.
	f, err := compileFull(s)
	if err != nil {
		return nil, err
	}
	c := &Checker{schema: s, full: f}
	var text map[string]any
	if err := json.Unmarshal(s.JSON, &text); err != nil {
		return nil, fmt.Errorf("reading the schema of %s: %w", s.Collection, err)
	}
	switch tree, err := plant(text); {
	case err == nil:
		c.tree = tree
	case !errors.Is(err, errBeyond):
		return nil, err
	}
	return c, nil
}

// Normal reads a document into its normal form, without holding it against the schema.
func (c *Checker) Normal(doc []byte) (map[string]any, error) { return store.Normal(c.schema, doc) }

// Check holds a document in normal form against the schema.
func (c *Checker) Check(fields map[string]any) error {
	if c.tree == nil {
		return c.full.check(fields)
	}
	var w walk
	w.value("", c.tree, fields)
	return w.fault()
}

// refused is the fault of a document that is not valid.
func refused(wrong []fault.Field) error {
	if len(wrong) == 0 {
		return nil
	}
	e := fault.New(fault.Invalid, "invalid-input", "The document is not valid.")
	e.Fields = wrong
	return e
}
