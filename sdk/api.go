package sdk

import (
	"reflect"
	"slices"
	"strings"
	"sync"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/route"
)

// adapter is a route.Adapter that remembers the operations, hidden ones too: nothing escapes the rules.
type adapter struct {
	*route.Adapter
	mu  sync.Mutex
	ops []*huma.Operation
}

// exactNames makes Huma tell "Name" from "name": else one of the two is checked and the other is kept. It is
// Huma's setting for the whole process.
var exactNames = sync.OnceFunc(func() { huma.ValidateStrictCasing = true })

// Handle registers an operation; huma.Register calls it.
func (a *adapter) Handle(op *huma.Operation, handler func(huma.Context)) {
	a.mu.Lock()
	a.ops = append(a.ops, op)
	a.mu.Unlock()
	a.Adapter.Handle(op, handler)
}

func (a *adapter) registered() []*huma.Operation {
	a.mu.Lock()
	defer a.mu.Unlock()
	return slices.Clone(a.ops)
}

// config is Huma's configuration of a module: JSON only, no documents or pages of its own, schema names that
// begin with the module's, and errors that leave as faults.
func config(m Manifest) huma.Config {
	c := huma.DefaultConfig(m.Title["en"], m.Version)
	c.CreateHooks = nil
	c.DocsPath, c.OpenAPIPath, c.SchemasPath = "", "", ""
	c.Components.Schemas = huma.NewMapRegistry("#/components/schemas/", func(t reflect.Type, hint string) string {
		name := huma.DefaultSchemaNamer(t, hint)
		if name == "ErrorModel" || name == "ErrorDetail" {
			return name
		}
		return strings.ToUpper(m.Name[:min(1, len(m.Name))]) + m.Name[min(1, len(m.Name)):] + name
	})
	c.Transformers = append(c.Transformers, keepFault)
	return c
}

// keepFault notes the fault that an operation ends with. Huma would write it as its own document; the core
// writes the problem instead, with the request's id.
func keepFault(ctx huma.Context, _ string, value any) (any, error) {
	current := callOf(ctx.Context())
	if current == nil {
		return value, nil
	}
	switch v := value.(type) {
	case *fault.Error:
		current.fail(v)
	case *huma.ErrorModel:
		current.fail(fromHuma(v))
	}
	return value, nil
}

// fromHuma turns Huma's own refusals into faults. The values that were sent are not repeated.
func fromHuma(m *huma.ErrorModel) *fault.Error {
	switch {
	case m.Status == 413:
		return fault.New(fault.Exhausted, "body-too-large", "The body is larger than this operation takes.")
	case m.Status == 404:
		return fault.Missing("thing")
	case m.Status >= 500:
		return fault.New(fault.Internal, "internal", "Something went wrong on our side.").Because(causes(m))
	case m.Status == 400:
		return withFields(fault.New(fault.Invalid, "malformed-body", "The body cannot be read as JSON."), m)
	}
	return withFields(fault.New(fault.Invalid, "invalid-input", "The input is not valid."), m)
}

func withFields(f *fault.Error, m *huma.ErrorModel) *fault.Error {
	for _, d := range m.Errors {
		if d != nil {
			f.Fields = append(f.Fields, fault.Checked(pointer(d.Location), d.Message))
		}
	}
	return f
}

// causes joins the texts of an internal error, for the log.
type causeText string

func (c causeText) Error() string { return string(c) }

func causes(m *huma.ErrorModel) error {
	texts := []string{m.Detail}
	for _, d := range m.Errors {
		if d != nil {
			texts = append(texts, d.Message)
		}
	}
	return causeText(strings.Join(texts, ": "))
}

// pointer turns "body.sites[3].kind" into "/sites/3/kind"; what is not in the body keeps its place: "query.size".
func pointer(location string) string {
	inner, ok := strings.CutPrefix(location, "body")
	if !ok {
		return location
	}
	inner = strings.NewReplacer("[", ".", "]", "").Replace(inner)
	return strings.ReplaceAll(inner, ".", "/")
}
