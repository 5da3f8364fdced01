package schema

import (
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/danielgtaylor/huma/v2"
)

// errBeyond says that a schema uses more than the tree knows.
var errBeyond = errors.New("schema: beyond the tree")

// node is one place of a schema: an object, an array, or a scalar left to huma.
type node struct {
	kind     string // "object", "array", or ""
	nullable bool

	properties map[string]*node
	required   []string
	extra      *node // of properties that are not declared; nil: none, unless open
	open       bool

	items  *node
	unique bool
	least  int
	most   int // -1: no bound

	scalar *huma.Schema
}

// plain are the keywords that say nothing about validity.
var plain = []string{
	"$schema", "$id", "$comment", "title", "description", "default", "examples", "deprecated", "readOnly",
	"writeOnly", "patternDescription", "type",
}

// plant makes the tree of a schema, or errBeyond.
func plant(s map[string]any) (*node, error) {
	kind, nullable, err := kindOf(s["type"])
	if err != nil {
		return nil, err
	}
	n := &node{nullable: nullable, most: -1}
	switch kind {
	case "object":
		err = n.object(s)
	case "array":
		err = n.array(s)
	default:
		err = n.leaf(kind, s)
	}
	return n, err
}

func kindOf(v any) (kind string, nullable bool, err error) {
	switch v := v.(type) {
	case string:
		return v, false, nil
	case []any:
		if len(v) == 2 && v[1] == "null" {
			kind, _ = v[0].(string)
			return kind, true, nil
		}
	}
	return "", false, errBeyond
}

// only refuses keywords that are neither plain nor among those named.
func only(s map[string]any, known ...string) error {
	for keyword := range s {
		if !slices.Contains(plain, keyword) && !slices.Contains(known, keyword) && !strings.HasPrefix(keyword, "x-") {
			return errBeyond
		}
	}
	return nil
}

func (n *node) object(s map[string]any) error {
	if err := only(s, "properties", "required", "additionalProperties", "minProperties", "maxProperties"); err != nil {
		return err
	}
	n.kind, n.open = "object", true
	n.bounds(s, "minProperties", "maxProperties")
	switch extra := s["additionalProperties"].(type) {
	case bool:
		n.open = extra
	case map[string]any:
		var err error
		if n.extra, err = plant(extra); err != nil {
			return err
		}
	}
	n.required = texts(s["required"])
	properties, _ := s["properties"].(map[string]any)
	n.properties = make(map[string]*node, len(properties))
	for name, v := range properties {
		below, ok := v.(map[string]any)
		if !ok {
			return errBeyond
		}
		var err error
		if n.properties[name], err = plant(below); err != nil {
			return err
		}
	}
	return nil
}

func (n *node) array(s map[string]any) error {
	if err := only(s, "items", "minItems", "maxItems", "uniqueItems"); err != nil {
		return err
	}
	n.kind = "array"
	n.bounds(s, "minItems", "maxItems")
	n.unique, _ = s["uniqueItems"].(bool)
	items, ok := s["items"].(map[string]any)
	if !ok {
		return errBeyond
	}
	var err error
	if n.items, err = plant(items); err != nil {
		return err
	}
	if n.unique && n.items.scalar == nil {
		return errBeyond
	}
	return nil
}

func (n *node) bounds(s map[string]any, least, most string) {
	if v, ok := s[least].(float64); ok {
		n.least = int(v)
	}
	if v, ok := s[most].(float64); ok {
		n.most = int(v)
	}
}

// leaf hands a scalar to huma, which knows these keywords as the specification does.
func (n *node) leaf(kind string, s map[string]any) error {
	known := map[string][]string{
		"string":  {"enum", "minLength", "maxLength", "pattern", "format"},
		"integer": {"enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "format"},
		"number":  {"enum", "minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "format"},
		"boolean": {"enum"},
	}[kind]
	format, _ := s["format"].(string)
	if known == nil || !slices.Contains([]string{"", "date", "date-time", "int32", "int64", "float", "double"}, format) {
		return errBeyond
	}
	if err := only(s, known...); err != nil {
		return err
	}
	h := &huma.Schema{
		Type: kind, Nullable: n.nullable, Format: format,
		Minimum: number(s["minimum"]), Maximum: number(s["maximum"]),
		ExclusiveMinimum: number(s["exclusiveMinimum"]), ExclusiveMaximum: number(s["exclusiveMaximum"]),
		MinLength: whole(s["minLength"]), MaxLength: whole(s["maxLength"]),
	}
	h.Pattern, _ = s["pattern"].(string)
	h.PatternDescription, _ = s["patternDescription"].(string)
	h.Enum, _ = s["enum"].([]any)
	n.scalar = h
	return precompute(h)
}

// precompute lets huma compile the pattern; it panics about one that it cannot read.
func precompute(h *huma.Schema) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("schema: pattern %q: %v", h.Pattern, r)
		}
	}()
	h.PrecomputeMessages()
	return nil
}

func number(v any) *float64 {
	if f, ok := v.(float64); ok {
		return &f
	}
	return nil
}

func whole(v any) *int {
	if f, ok := v.(float64); ok {
		i := int(f)
		return &i
	}
	return nil
}

func texts(v any) []string {
	list, _ := v.([]any)
	var out []string
	for _, item := range list {
		if text, ok := item.(string); ok {
			out = append(out, text)
		}
	}
	return out
}
