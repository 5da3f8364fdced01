package manifest

import (
	_ "embed" // the schemas
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"slices"
	"strings"
	"sync"

	"github.com/santhosh-tekuri/jsonschema/v6"
	"github.com/santhosh-tekuri/jsonschema/v6/kind"
	"golang.org/x/text/language"
	"golang.org/x/text/message"
)

//go:embed schema.json
var tenantText string

//go:embed demo.json
var demoText string

// Schema is the JSON Schema of tenant.yaml, for editors.
func Schema() string { return tenantText }

// tenantSchema and demoSchema are compiled at first use.
var (
	tenantSchema = sync.OnceValue(func() *schema { return compile("schema.json", tenantText) })
	demoSchema   = sync.OnceValue(func() *schema { return compile("demo.json", demoText) })
)

// schema checks a file's value.
type schema struct {
	compiled *jsonschema.Schema
	err      error
}

func compile(name, text string) *schema {
	var value any
	if err := json.Unmarshal([]byte(text), &value); err != nil {
		return &schema{err: err}
	}
	compiler := jsonschema.NewCompiler()
	compiler.AssertFormat()
	if err := compiler.AddResource(name, value); err != nil {
		return &schema{err: err}
	}
	compiled, err := compiler.Compile(name)
	return &schema{compiled, err}
}

// check lists what is wrong, by pointer.
func (s *schema) check(value any) []problem {
	if s.err != nil {
		return []problem{{message: "the schema itself is broken: " + s.err.Error()}}
	}
	var invalid *jsonschema.ValidationError
	if err := s.compiled.Validate(value); !errors.As(err, &invalid) {
		return nil
	}
	var all []problem
	collect(invalid, &all)
	slices.SortStableFunc(all, func(a, b problem) int { return strings.Compare(a.pointer, b.pointer) })
	return all
}

// collect takes the innermost causes: they name the field.
func collect(e *jsonschema.ValidationError, all *[]problem) {
	for _, cause := range e.Causes {
		collect(cause, all)
	}
	if len(e.Causes) > 0 {
		return
	}
	var at strings.Builder
	for _, step := range e.InstanceLocation {
		at.WriteString("/" + escape(step))
	}
	switch k := e.ErrorKind.(type) {
	case *kind.AdditionalProperties:
		for _, property := range k.Properties {
			*all = append(*all, problem{pointer: at.String() + "/" + escape(property), message: "this field is unknown"})
		}
	case *kind.Required:
		*all = append(*all, problem{pointer: at.String(), message: "missing: " + strings.Join(k.Missing, ", ")})
	default:
		words := e.ErrorKind.LocalizedString(message.NewPrinter(language.English))
		*all = append(*all, problem{pointer: at.String(), message: words})
	}
}

func sorted(object map[string]any) []string { return slices.Sorted(maps.Keys(object)) }

// String helps in logs and tests.
func (p problem) String() string { return fmt.Sprintf("%s: %s", p.pointer, p.message) }
