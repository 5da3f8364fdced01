package api

import (
	"regexp"
	"slices"
	"strings"
)

// exemplify gives every body and answer in JSON an example made from its schema, where it has none.
func (d document) exemplify() {
	for _, item := range d.at("paths") {
		operations, _ := item.(map[string]any)
		for _, operation := range operations {
			fields, isObject := operation.(map[string]any)
			if !isObject {
				continue
			}
			d.exemplifyContent(fields["requestBody"])
			answers, _ := fields["responses"].(map[string]any)
			for status, answer := range answers {
				if strings.HasPrefix(status, "2") {
					d.exemplifyContent(answer)
				}
			}
		}
	}
}

func (d document) exemplifyContent(of any) {
	fields, _ := of.(map[string]any)
	content, _ := fields["content"].(map[string]any)
	for kind, about := range content {
		media, isObject := about.(map[string]any)
		if !isObject || kind != "application/json" || media["example"] != nil || media["examples"] != nil || media["schema"] == nil {
			continue
		}
		if example := d.example("", media["schema"], 0); example != nil {
			media["example"] = example
		}
	}
}

// example makes a value that a schema takes, by the name that it stands under; nil where it cannot.
func (d document) example(name string, of any, depth int) any {
	schema := d.resolve(of)
	for _, given := range []string{"example", "const", "default"} {
		if schema[given] != nil {
			return schema[given]
		}
	}
	for _, listed := range []string{"examples", "enum"} {
		if values, _ := schema[listed].([]any); len(values) > 0 {
			return values[0]
		}
	}
	for _, either := range []string{"oneOf", "anyOf"} {
		if schemas, _ := schema[either].([]any); len(schemas) > 0 {
			return d.example(name, schemas[0], depth+1)
		}
	}
	switch typeOf(schema) {
	case "object":
		return d.exampleObject(schema, depth)
	case "array":
		return d.exampleList(name, schema, depth)
	case "integer", "number":
		return exampleNumber(schema)
	case "boolean":
		return false
	case "string":
		return exampleText(name, schema)
	}
	return map[string]any{} // whatever it is, an object is one
}

// resolve follows a reference within the document.
func (d document) resolve(of any) map[string]any {
	schema, _ := of.(map[string]any)
	for range 8 {
		address, isReference := schema["$ref"].(string)
		if !isReference {
			break
		}
		here := any(map[string]any(d))
		for part := range strings.SplitSeq(strings.TrimPrefix(address, "#/"), "/") {
			fields, _ := here.(map[string]any)
			here = fields[part]
		}
		schema, _ = here.(map[string]any)
	}
	return schema
}

// typeOf is the first type that is not null.
func typeOf(schema map[string]any) string {
	switch t := schema["type"].(type) {
	case string:
		return t
	case []any:
		for _, one := range t {
			if name, _ := one.(string); name != "null" {
				return name
			}
		}
	}
	if schema["properties"] != nil {
		return "object"
	}
	return ""
}

// deep is where examples show what must be there only.
const deep = 5

func (d document) exampleObject(schema map[string]any, depth int) any {
	out := map[string]any{}
	required, _ := schema["required"].([]any)
	properties, _ := schema["properties"].(map[string]any)
	for name, property := range properties {
		if name == "$schema" || depth > deep && !slices.Contains(required, any(name)) {
			continue
		}
		if value := d.example(name, property, depth+1); value != nil {
			out[name] = value
		}
	}
	return out
}

func (d document) exampleList(name string, schema map[string]any, depth int) any {
	least, _ := schema["minItems"].(float64)
	if depth > deep && least == 0 {
		return []any{}
	}
	item := d.example(strings.TrimSuffix(name, "s"), schema["items"], depth+1)
	if item == nil {
		return []any{}
	}
	return slices.Repeat([]any{item}, max(1, int(least)))
}

func exampleNumber(schema map[string]any) any {
	value := 1.0
	if least, has := schema["minimum"].(float64); has {
		value = least
	}
	if above, has := schema["exclusiveMinimum"].(float64); has {
		value = above + 1
	}
	if most, has := schema["maximum"].(float64); has {
		value = min(value, most)
	}
	return value
}

// exampleText chooses a text by format, by name, or by trying a few against the pattern.
func exampleText(name string, schema map[string]any) any {
	format, _ := schema["format"].(string)
	byFormat := map[string]string{
		"date": "2026-03-01", "date-time": "2026-03-01T09:00:00Z", "email": "dominique.petit@example.org",
		"uri": "https://example.org/", "uri-reference": "/o/bordeaux", "uuid": exampleID, "time": "09:00:00",
	}
	candidates := []string{byFormat[format]}
	marks, _ := schema["x-rb"].(map[string]any)
	if name == "id" || strings.HasSuffix(name, "_id") || marks["unit"] == true {
		candidates = append(candidates, exampleID)
	}
	candidates = append(candidates, strings.ReplaceAll(name, "_", " "), "les-lilas", "Les Lilas", "2026-03-01", "1.0.0", "fr", "#0b5d66", "ABCDE-FGHJK")
	for _, text := range candidates {
		if text != "" && fits(text, schema) {
			return text
		}
	}
	if least, _ := schema["minLength"].(float64); schema["pattern"] == nil && least > 0 {
		return strings.Repeat("x", int(least))
	}
	return nil
}

const exampleID = "01980000-0000-7000-8000-000000000000"

// fits reports whether a schema of a text takes it.
func fits(text string, schema map[string]any) bool {
	if least, has := schema["minLength"].(float64); has && len(text) < int(least) {
		return false
	}
	if most, has := schema["maxLength"].(float64); has && len(text) > int(most) {
		return false
	}
	pattern, has := schema["pattern"].(string)
	if !has {
		return true
	}
	compiled, err := regexp.Compile(pattern)
	return err == nil && compiled.MatchString(text)
}
