package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"reflect"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// dialect is what every schema says it is written in.
const dialect = "https://json-schema.org/draft/2020-12/schema"

// SchemaOf writes the JSON Schema 2020-12 of a struct type: huma's tags say what is valid (doc, enum,
// minLength, maximum, format, …; a field without omitempty is required), and these say what it means here:
//
//	rb:"personal,subject=person"                        x-rb, the marks of a top-level field
//	fr:"Titre" en:"Title" frhelp:"…" enhelp:"…"         x-title and x-help
//	frenum:"draft=Brouillon" enenum:"draft=Draft,…"     x-enum, labels of enum values
//	widget:"textarea"                                   x-widget, a hint for forms
//
// The schema is self-contained and keeps the order of the struct's fields. A type that cannot be written so
// (not a struct, or one that contains itself) is invalid.
func SchemaOf(t reflect.Type) (schema json.RawMessage, err error) {
	for t != nil && t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t == nil || t.Kind() != reflect.Struct {
		return nil, fault.New(fault.Invalid, "schema-invalid", "A document's type must be a struct, not %v.", t)
	}
	defer func() { // huma panics about a tag that it cannot read
		if r := recover(); r != nil {
			err = fault.New(fault.Invalid, "schema-invalid", "The tags of %v cannot be read: %v.", t, r)
		}
	}()
	w := &writer{registry: huma.NewMapRegistry("#/$defs/", typeName)}
	root, err := w.object(w.registry.Schema(t, false, ""), t)
	if err != nil {
		return nil, err
	}
	root["$schema"] = dialect
	return json.Marshal(root)
}

// typeName tells types of the same name apart.
func typeName(t reflect.Type, hint string) string {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if t.Name() == "" {
		return hint + "|" + t.String()
	}
	return t.PkgPath() + "." + t.Name()
}

// keywords is a schema on its way to JSON.
type keywords map[string]any

type writer struct {
	registry huma.Registry
	within   []reflect.Type // structs being written, to notice one that contains itself
}

// schema writes any type; s may be a reference to what the registry has about t.
func (w *writer) schema(s *huma.Schema, t reflect.Type) (keywords, error) {
	for t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	if s.Ref == "" {
		return w.plain(s, t)
	}
	out, err := w.object(w.registry.SchemaFromRef(s.Ref), t)
	if err != nil {
		return nil, err
	}
	beside, err := flat(s)
	delete(beside, "$ref")
	maps.Copy(out, beside)
	return out, err
}

// plain writes a schema that is no reference.
func (w *writer) plain(s *huma.Schema, t reflect.Type) (keywords, error) {
	if s.Properties != nil && t.Kind() == reflect.Struct {
		return w.object(s, t)
	}
	out, err := flat(s)
	if err != nil {
		return nil, err
	}
	if s.Properties != nil { // of a type that describes itself
		out["properties"] = s.Properties
	}
	if s.Items != nil && (t.Kind() == reflect.Slice || t.Kind() == reflect.Array) {
		if out["items"], err = w.schema(s.Items, t.Elem()); err != nil {
			return nil, err
		}
	}
	if extra, ok := s.AdditionalProperties.(*huma.Schema); ok && t.Kind() == reflect.Map {
		if out["additionalProperties"], err = w.schema(extra, t.Elem()); err != nil {
			return nil, err
		}
	}
	return out, nil
}

// object writes a struct, its properties in the order of its fields.
func (w *writer) object(s *huma.Schema, t reflect.Type) (keywords, error) {
	if slices.Contains(w.within, t) {
		return nil, fault.New(fault.Invalid, "schema-invalid", "%v contains itself: a document's schema must end.", t)
	}
	w.within = append(w.within, t)
	defer func() { w.within = w.within[:len(w.within)-1] }()
	out, err := flat(s)
	if err != nil {
		return nil, err
	}
	var ordered bytes.Buffer
	for _, f := range reflect.VisibleFields(t) {
		name := propertyName(f)
		ps, ok := s.Properties[name]
		if !ok || f.Anonymous && f.Tag.Get("json") == "" {
			continue
		}
		text, err := w.property(ps, f)
		if err != nil {
			return nil, fmt.Errorf("field %s of %v: %w", f.Name, t, err)
		}
		if ordered.Len() > 0 {
			ordered.WriteByte(',')
		}
		fmt.Fprintf(&ordered, "%q:%s", name, text)
	}
	out["properties"] = json.RawMessage("{" + ordered.String() + "}")
	return out, nil
}

func (w *writer) property(s *huma.Schema, f reflect.StructField) ([]byte, error) {
	out, err := w.schema(s, f.Type)
	if err != nil {
		return nil, err
	}
	if kinds, ok := out["type"].([]any); ok && len(kinds) == 2 {
		out["type"] = kinds[0] // a null property is the same as a missing one
	}
	if err := extend(out, f.Tag); err != nil {
		return nil, err
	}
	return json.Marshal(out)
}

// flat is a schema without what lies below it.
func flat(s *huma.Schema) (keywords, error) {
	top := *s
	top.Properties, top.Items = nil, nil
	if _, ok := top.AdditionalProperties.(*huma.Schema); ok {
		top.AdditionalProperties = nil
	}
	text, err := json.Marshal(&top)
	if err != nil {
		return nil, fmt.Errorf("writing a schema: %w", err)
	}
	out := keywords{}
	return out, json.Unmarshal(text, &out)
}

func propertyName(f reflect.StructField) string {
	if name, _, _ := strings.Cut(f.Tag.Get("json"), ","); name != "" {
		return name
	}
	return f.Name
}
