package conformance

import (
	"encoding/json"
	"fmt"
	"math"
	"slices"
	"strings"
)

// schema is what samples are made from.
type schema struct {
	Ref        string                       `json:"$ref"`
	Type       json.RawMessage              `json:"type"`
	Format     string                       `json:"format"`
	Pattern    string                       `json:"pattern"`
	Enum       []any                        `json:"enum"`
	Const      any                          `json:"const"`
	Default    any                          `json:"default"`
	Example    any                          `json:"example"`
	Examples   []any                        `json:"examples"`
	Minimum    *float64                     `json:"minimum"`
	More       *float64                     `json:"exclusiveMinimum"`
	Maximum    *float64                     `json:"maximum"`
	MinLength  int                          `json:"minLength"`
	MaxLength  *int                         `json:"maxLength"`
	MinItems   int                          `json:"minItems"`
	Items      *schema                      `json:"items"`
	Properties map[string]*schema           `json:"properties"`
	Required   []string                     `json:"required"`
	Extra      json.RawMessage              `json:"additionalProperties"`
	OneOf      []*schema                    `json:"oneOf"`
	AnyOf      []*schema                    `json:"anyOf"`
	AllOf      []*schema                    `json:"allOf"`
	Title      map[string]string            `json:"x-title"`
	Help       map[string]string            `json:"x-help"`
	Choices    map[string]map[string]string `json:"x-enum"`
}

// kind is the schema's one type beside null.
func (s *schema) kind() string {
	var one string
	if json.Unmarshal(s.Type, &one) == nil {
		return one
	}
	var several []string
	_ = json.Unmarshal(s.Type, &several) // none is no type
	several = slices.DeleteFunc(several, func(t string) bool { return t == "null" })
	if len(several) > 0 {
		return several[0]
	}
	if len(s.Properties) > 0 {
		return "object"
	}
	return ""
}

// sampled makes the n-th sample of a self-contained schema; nil where the schema is not readable.
func sampled(text json.RawMessage, n int) any {
	var s schema
	if json.Unmarshal(text, &s) != nil {
		return nil
	}
	return sampler{n: n}.of(&s, 0)
}

// defaults are the configuration of an organisation that chose nothing: what has a default.
func defaults(text json.RawMessage) json.RawMessage {
	var s schema
	if json.Unmarshal(text, &s) != nil {
		return nil
	}
	chosen := map[string]any{}
	for name, p := range s.Properties {
		if p.Default != nil {
			chosen[name] = p.Default
		}
	}
	made, err := json.Marshal(chosen)
	if err != nil {
		return nil
	}
	return made
}

// sampler makes values that a schema allows. Patterns are beyond it: what they rule is left to examples.
type sampler struct {
	n     int
	named map[string]*schema // "#/components/schemas/…" by its last part
}

const deepest = 8

func (m sampler) of(s *schema, depth int) any {
	switch {
	case s == nil || depth > deepest:
		return nil
	case s.Ref != "":
		return m.of(m.named[s.Ref[strings.LastIndex(s.Ref, "/")+1:]], depth+1)
	case s.Const != nil:
		return s.Const
	case len(s.Enum) > 0:
		return s.Enum[m.n%len(s.Enum)]
	case len(s.Examples) > 0:
		return s.Examples[m.n%len(s.Examples)]
	case s.Example != nil:
		return s.Example
	case len(s.OneOf) > 0:
		return m.of(s.OneOf[0], depth+1)
	case len(s.AnyOf) > 0:
		return m.of(s.AnyOf[0], depth+1)
	}
	switch s.kind() {
	case "object":
		return m.object(s, depth)
	case "array":
		return m.array(s, depth)
	case "string":
		return m.text(s)
	case "boolean":
		return m.n%2 == 0
	case "integer":
		return math.Ceil(m.number(s))
	case "number":
		return m.number(s)
	}
	if len(s.AllOf) > 0 {
		return m.of(s.AllOf[0], depth+1)
	}
	return plainText(m.n)
}

func (m sampler) object(s *schema, depth int) map[string]any {
	made := map[string]any{}
	for name, p := range s.Properties {
		required := slices.Contains(s.Required, name)
		if !required && p.Pattern != "" || name == "$schema" {
			continue
		}
		if v := m.of(p, depth+1); v != nil {
			made[name] = v
		}
	}
	for _, part := range s.AllOf {
		if more, ok := m.of(part, depth+1).(map[string]any); ok {
			for name, v := range more {
				made[name] = v
			}
		}
	}
	return made
}

func (m sampler) array(s *schema, depth int) []any {
	made := []any{}
	for i := range max(1, s.MinItems) {
		if v := (sampler{n: m.n + i, named: m.named}).of(s.Items, depth+1); v != nil {
			made = append(made, v)
		}
	}
	return made
}

func (m sampler) number(s *schema) float64 {
	v := float64(m.n + 1)
	if s.Minimum != nil {
		v = max(v, *s.Minimum)
	}
	if s.More != nil {
		v = max(v, math.Floor(*s.More)+1)
	}
	if s.Maximum != nil {
		v = min(v, *s.Maximum)
	}
	return v
}

func (m sampler) text(s *schema) string {
	switch s.Format {
	case "date":
		return today.AddDate(0, 0, m.n).Format("2006-01-02")
	case "date-time":
		return today.AddDate(0, 0, m.n).Format("2006-01-02T15:04:05.000Z")
	case "time":
		return "09:30:00"
	case "email", "idn-email":
		return strings.Replace(canaryAddress, "@", fmt.Sprintf(".%d@", m.n), 1)
	case "uri", "uri-reference", "iri":
		return fmt.Sprintf("https://exemple.invalid/%d", m.n)
	case "uuid":
		return fmt.Sprintf("0198c0de-0000-7000-8000-%012x", m.n)
	}
	text := plainText(m.n)
	for len(text) < s.MinLength {
		text += " et encore"
	}
	if s.MaxLength != nil && len(text) > *s.MaxLength {
		text = text[len(text)-*s.MaxLength:]
	}
	return text
}
