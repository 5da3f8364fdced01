package schema

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

// full is a complete implementation of JSON Schema 2020-12, formats asserted.
type full struct{ compiled *jsonschema.Schema }

func compileFull(s store.Schema) (full, error) {
	doc, err := jsonschema.UnmarshalJSON(bytes.NewReader(s.JSON))
	if err != nil {
		return full{}, fmt.Errorf("reading the schema of %s: %w", s.Collection, err)
	}
	c := jsonschema.NewCompiler()
	c.DefaultDraft(jsonschema.Draft2020)
	c.AssertFormat()
	name := "memory:///" + s.Collection + ".json"
	if err := c.AddResource(name, doc); err != nil {
		return full{}, fmt.Errorf("reading the schema of %s: %w", s.Collection, err)
	}
	compiled, err := c.Compile(name)
	if err != nil {
		return full{}, fault.New(fault.Invalid, "schema-invalid", "The schema of %s is not valid.", s.Collection).Because(err)
	}
	return full{compiled}, nil
}

func (f full) check(fields map[string]any) error {
	err := f.compiled.Validate(fields)
	var wrong *jsonschema.ValidationError
	if errors.As(err, &wrong) {
		return refused(Mistakes(wrong))
	}
	if err != nil {
		return fmt.Errorf("checking a document: %w", err)
	}
	return nil
}

// Mistakes lists what is to be mended, each with its pointer: the innermost reasons, for what encloses them only says
// that something within is wrong.
func Mistakes(e *jsonschema.ValidationError) []fault.Field { return leaves(e, nil) }

func leaves(e *jsonschema.ValidationError, found []fault.Field) []fault.Field {
	for _, cause := range e.Causes {
		found = leaves(cause, found)
	}
	if len(e.Causes) > 0 {
		return found
	}
	at := ""
	for _, step := range e.InstanceLocation {
		at = store.Pointer(at, step)
	}
	switch k := e.ErrorKind.(type) {
	case *kind.Required:
		for _, name := range k.Missing {
			found = append(found, required(at, name))
		}
	case *kind.AdditionalProperties:
		for _, name := range k.Properties {
			found = append(found, unknown(at, name))
		}
	default:
		rule, limit := ruleOf(k)
		text := k.LocalizedString(message.NewPrinter(language.English))
		found = append(found, fault.Field{Pointer: at, Message: text, Rule: rule, Limit: limit})
	}
	return found
}

func required(at, name string) fault.Field {
	return fault.Field{Pointer: store.Pointer(at, name), Message: "is required", Rule: fault.Required}
}

func unknown(at, name string) fault.Field {
	return fault.Field{Pointer: store.Pointer(at, name), Message: "is not a known field", Rule: fault.Unknown}
}
