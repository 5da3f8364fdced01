package manifest

import (
	"encoding/json"
	"maps"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"github.com/ribambelle/ribambelle/core/yamlfile"
)

// document is a JSON object: what is declared, and what is there, are compared in this one shape.
type document map[string]any

// documentOf turns a value into a document by way of its JSON.
func documentOf(value any) document {
	text, err := json.Marshal(value)
	if err != nil {
		return document{}
	}
	d := document{}
	if json.Unmarshal(text, &d) != nil || d == nil {
		return document{}
	}
	return d
}

// into fills a value from the document.
func (d document) into(value any) {
	text, err := json.Marshal(d)
	if err == nil {
		_ = json.Unmarshal(text, value)
	}
}

// leaves lists the pointers of everything in the document that is not an object, in order. A list is one
// leaf: a file owns all of it or nothing.
func (d document) leaves() []string {
	var all []string
	for _, key := range slices.Sorted(maps.Keys(d)) {
		pointer := "/" + yamlfile.Escape(key)
		below, ok := d[key].(map[string]any)
		if !ok || len(below) == 0 {
			all = append(all, pointer)
			continue
		}
		for _, leaf := range document(below).leaves() {
			all = append(all, pointer+leaf)
		}
	}
	return all
}

// get returns what lies at a pointer.
func (d document) get(pointer string) any {
	var here any = map[string]any(d)
	for _, step := range steps(pointer) {
		object, ok := here.(map[string]any)
		if !ok {
			return nil
		}
		here = object[step]
	}
	return here
}

// set puts a value at a pointer, making objects on the way.
func (d document) set(pointer string, value any) {
	path := steps(pointer)
	here := map[string]any(d)
	for _, step := range path[:len(path)-1] {
		below, ok := here[step].(map[string]any)
		if !ok {
			below = map[string]any{}
			here[step] = below
		}
		here = below
	}
	here[path[len(path)-1]] = value
}

// clone returns a deep copy.
func (d document) clone() document { return documentOf(d) }

func steps(pointer string) []string {
	parts := strings.Split(strings.TrimPrefix(pointer, "/"), "/")
	for i, part := range parts {
		parts[i] = yamlfile.Unescape(part)
	}
	return parts
}

// unset reports whether nobody has said anything there yet.
func unset(value any) bool {
	if value == nil {
		return true
	}
	v := reflect.ValueOf(value)
	return v.IsZero() || (v.Kind() == reflect.Slice || v.Kind() == reflect.Map) && v.Len() == 0
}

// shown writes a value for people.
func shown(value any) string {
	if value == nil {
		return "nothing"
	}
	if s, ok := value.(string); ok {
		if len(s) > 60 || strings.ContainsRune(s, '\n') {
			return "a text of " + strconv.Itoa(len(s)) + " bytes"
		}
		return strconv.Quote(s)
	}
	text, err := json.Marshal(value)
	if err != nil || len(text) > 60 {
		return "a longer value"
	}
	return string(text)
}
