package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// node is what a declaration reads of a JSON Schema; the other keywords are for the checker of documents.
type node struct {
	Type       typeNames       `json:"type"`
	Format     string          `json:"format"`
	Ref        string          `json:"$ref"`
	DynamicRef string          `json:"$dynamicRef"`
	Items      *node           `json:"items"`
	Properties properties      `json:"properties"`
	Required   []string        `json:"required"`
	Extra      json.RawMessage `json:"additionalProperties"`
	OneOf      []*node         `json:"oneOf"`
	AnyOf      []*node         `json:"anyOf"`
	AllOf      []*node         `json:"allOf"`
	Marks      *Marks          `json:"x-rb"`
}

// typeNames is one type, or several.
type typeNames []string

// UnmarshalJSON takes "string" and ["string", "null"].
func (t *typeNames) UnmarshalJSON(text []byte) error {
	var one string
	if json.Unmarshal(text, &one) == nil {
		*t = typeNames{one}
		return nil
	}
	return json.Unmarshal(text, (*[]string)(t))
}

// name returns the one type beside null; "" when there is none or more than one.
func (t typeNames) name() string {
	rest := slices.DeleteFunc(slices.Clone(t), func(n string) bool { return n == "null" })
	if len(rest) == 1 {
		return rest[0]
	}
	return ""
}

// properties keeps the order in which they are written: forms and lists follow it.
type properties []property

type property struct {
	name string
	node *node
}

// UnmarshalJSON reads an object in its order.
func (p *properties) UnmarshalJSON(text []byte) error {
	d := json.NewDecoder(bytes.NewReader(text))
	if open, err := d.Token(); err != nil || open != json.Delim('{') {
		return fmt.Errorf("properties must be an object")
	}
	for d.More() {
		key, err := d.Token()
		if err != nil {
			return err
		}
		n := new(node)
		if err := d.Decode(n); err != nil {
			return err
		}
		*p = append(*p, property{key.(string), n})
	}
	return nil
}

// fields derives the declared fields from the top-level properties.
func (c *complaints) fields(root *node) []Field {
	if len(root.Properties) == 0 || len(root.Properties) > maxFields {
		c.add("/properties", fmt.Sprintf("there must be 1 to %d", maxFields))
	}
	name := regexp.MustCompile(`^[a-z][a-z0-9_]{0,59}$`)
	var fields []Field
	for _, p := range root.Properties {
		at := "/properties/" + p.name
		switch {
		case slices.Contains(ReservedFields(), p.name):
			c.add(at, "the core keeps this name for itself")
		case !name.MatchString(p.name):
			c.add(at, "a field's name must be lower case letters, digits and _, at most 60")
		case slices.ContainsFunc(fields, func(f Field) bool { return f.Name == p.name }):
			c.add(at, "is declared twice")
		}
		f := Field{Name: p.name, Type: p.node.fieldType(), Required: slices.Contains(root.Required, p.name)}
		if p.node.Marks != nil {
			f.Marks = *p.node.Marks
		}
		fields = append(fields, f)
	}
	return fields
}

func (n *node) fieldType() Type {
	switch n.Type.name() {
	case "string":
		switch n.Format {
		case "date-time":
			return Time
		case "date":
			return Date
		}
		return Text
	case "integer":
		return Integer
	case "number":
		return Number
	case "boolean":
		return Boolean
	}
	return Object
}

// tree checks what must hold at every depth: no reference, no mark below the top.
func (c *complaints) tree(at string, n *node) {
	if n.Ref != "" || n.DynamicRef != "" {
		c.add(at, "must be self-contained: write the definition in place of the $ref")
	}
	if n.Marks != nil && strings.Count(at, "/") != 2 {
		c.add(at+"/x-rb", "marks belong to top-level properties only")
	}
	for _, p := range n.Properties {
		c.tree(at+"/properties/"+p.name, p.node)
	}
	if n.Items != nil {
		c.tree(at+"/items", n.Items)
	}
	if extra := n.extra(); extra != nil {
		c.tree(at+"/additionalProperties", extra)
	}
	for _, word := range []struct {
		name  string
		nodes []*node
	}{{"oneOf", n.OneOf}, {"anyOf", n.AnyOf}, {"allOf", n.AllOf}} {
		for i, sub := range word.nodes {
			c.tree(fmt.Sprintf("%s/%s/%d", at, word.name, i), sub)
		}
	}
}

// extra returns additionalProperties when it is a schema.
func (n *node) extra() *node {
	if !bytes.HasPrefix(bytes.TrimSpace(n.Extra), []byte("{")) {
		return nil
	}
	extra := new(node)
	if json.Unmarshal(n.Extra, extra) != nil {
		return nil
	}
	return extra
}
