package memstore

import (
	"bytes"
	"errors"
	"fmt"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// checker holds documents against a collection's JSON Schema.
type checker struct {
	schema   store.Schema
	compiled *jsonschema.Schema
}

func compile(s store.Schema) (checker, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(s.JSON))
	if err != nil {
		return checker{}, fmt.Errorf("reading the schema of %s: %w", s.Collection, err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	name := "memory:///" + s.Collection + ".json"
	if err := c.AddResource(name, doc); err != nil {
		return checker{}, fmt.Errorf("reading the schema of %s: %w", s.Collection, err)
	}
	compiled, err := c.Compile(name)
	if err != nil {
		return checker{}, fault.New(fault.Invalid, "schema-invalid", "The schema of %s is not valid.", s.Collection).Because(err)
	}
	return checker{s, compiled}, nil
}

// document returns the normal form of a valid document.
func (c checker) document(doc []byte) (map[string]any, error) {
	fields, err := store.Normal(c.schema, doc)
	if err != nil {
		return nil, err
	}
	var wrong *jsonschema.ValidationError
	if err := c.compiled.Validate(fields); errors.As(err, &wrong) {
		e := fault.New(fault.Invalid, "invalid-input", "The document is not valid.")
		e.Fields = complaints(wrong, nil)
		return nil, e
	} else if err != nil {
		return nil, fmt.Errorf("checking a document: %w", err)
	}
	return fields, nil
}

// complaints flattens a tree of errors to its leaves, each with a pointer to the place to mend.
func complaints(e *jsonschema.ValidationError, found []fault.Field) []fault.Field {
	if len(e.Causes) > 0 {
		for _, cause := range e.Causes {
			found = complaints(cause, found)
		}
		return found
	}
	at := ""
	for _, step := range e.InstanceLocation {
		at = store.Pointer(at, step)
	}
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		for _, name := range k.Missing {
			found = append(found, fault.Field{Pointer: store.Pointer(at, name), Message: "is required"})
		}
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			found = append(found, fault.Field{Pointer: store.Pointer(at, name), Message: "is not a known field"})
		}
	default:
		text := k.LocalizedString(message.NewPrinter(language.English))
		found = append(found, fault.Field{Pointer: at, Message: text})
	}
	return found
}
