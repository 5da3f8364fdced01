package yamlfile

import (
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

// Schema checks what a file says.
type Schema struct {
	compiled *jsonschema.Schema
	text     any // what it was compiled from
	err      error
}

// Compile reads a JSON Schema, or the part of it at a pointer. One that is broken says so of every file that it checks.
func Compile(name, text, pointer string) *Schema {
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return &Schema{err: err}
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(name, value); err != nil {
		return &Schema{err: err}
	}
	compiled, err := compiler.Compile(name + "#" + pointer)
	return &Schema{compiled, value, err}
}

// check lists what is wrong with a file, in its order.
func (s *Schema) check(f *File) []problem {
	if s.err != nil {
		return []problem{{message: "the schema itself is broken: " + s.err.Error()}}
	}
	var invalid *jsonschema.ValidationError
	if err := s.compiled.Validate(f.Value); !errors.As(err, &invalid) {
		return nil
	}
	var all []problem
	s.collect(invalid, &all)
	slices.SortStableFunc(all, func(a, b problem) int { return strings.Compare(a.pointer, b.pointer) })
	slices.SortStableFunc(all, func(a, b problem) int { return f.Line(a.pointer) - f.Line(b.pointer) })
	return all
}

// collect takes the innermost causes: they name the field.
func (s *Schema) collect(e *jsonschema.ValidationError, all *[]problem) {
	for _, cause := range e.Causes {
		s.collect(cause, all)
	}
	if len(e.Causes) > 0 {
		return
	}
	var at strings.Builder
	for _, step := range e.InstanceLocation {
		at.WriteString("/" + Escape(step))
	}
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		for _, property := range k.Properties {
			*all = append(*all, problem{pointer: at.String() + "/" + Escape(property), message: "this field is unknown"})
		}
	case *kind.Required:
		*all = append(*all, problem{pointer: at.String(), message: "missing: " + strings.Join(k.Missing, ", ")})
	case *kind.Pattern:
		message := e.ErrorKind.LocalizedString(message.NewPrinter(language.English))
		if form := s.description(e.SchemaURL); form != "" {
			message = fmt.Sprintf("%q does not fit. %s", k.Got, form)
		}
		*all = append(*all, problem{pointer: at.String(), message: message})
	default:
		words := e.ErrorKind.LocalizedString(message.NewPrinter(language.English))
		*all = append(*all, problem{pointer: at.String(), message: words})
	}
}

// description is what the schema at an address says of itself: better than a pattern for those who write files.
func (s *Schema) description(address string) string {
	_, pointer, _ := strings.Cut(address, "#")
	at := s.text
	for _, step := range steps(pointer) {
		object, ok := at.(map[string]any)
		if !ok {
			return ""
		}
		at = object[step]
	}
	object, _ := at.(map[string]any)
	text, _ := object["description"].(string)
	return text
}
