package store

import (
	"bytes"
	"encoding/json"
	"fmt"
	"math"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// Limits of a document.
const (
	MaxDocument = 256 << 10 // bytes, as sent
	maxDepth    = 32
	maxNumber   = 1 << 53 // beyond it, engines no longer agree on a number
)

// TimeLayout is how times are kept and compared: UTC, to the millisecond.
const TimeLayout = "2006-01-02T15:04:05.000Z"

// AppendTime writes a time in TimeLayout: several times as fast as by the layout itself.
func AppendTime(text []byte, t time.Time) []byte {
	text = t.UTC().AppendFormat(text, time.RFC3339)
	ms := t.Nanosecond() / int(time.Millisecond)
	return append(text[:len(text)-1], '.', '0'+byte(ms/100), '0'+byte(ms/10%10), '0'+byte(ms%10), 'Z')
}

// Normal reads a document into the one form that every engine keeps: nulls dropped (missing and null are one
// thing), the last of duplicate keys, times of declared fields in TimeLayout. It refuses what engines do not
// agree on: invalid UTF-8, the character NUL, numbers beyond 2^53, more than 32 levels. Whether the document
// is valid against the schema is not its business.
func Normal(s Schema, doc []byte) (map[string]any, error) {
	switch {
	case len(doc) > MaxDocument:
		return nil, fault.InvalidField("", "must not exceed %d KiB", MaxDocument>>10)
	case !utf8.Valid(doc):
		return nil, fault.InvalidField("", "must be valid UTF-8")
	}
	var fields map[string]any
	if err := json.Unmarshal(doc, &fields); err != nil || fields == nil {
		return nil, fault.InvalidField("", "must be a JSON object").Because(err)
	}
	var n normal
	n.object("", fields, 1)
	n.times(s, fields)
	if len(n.wrong) > 0 {
		e := fault.New(fault.Invalid, "invalid-input", "The document is not valid.")
		e.Fields = n.wrong
		return nil, e
	}
	return fields, nil
}

// Encode writes a document read by Normal: keys in byte order, no white space.
func Encode(fields map[string]any) (json.RawMessage, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	e.SetEscapeHTML(false)
	if err := e.Encode(fields); err != nil {
		return nil, fmt.Errorf("writing a document: %w", err)
	}
	return bytes.TrimSuffix(b.Bytes(), []byte("\n")), nil
}

// Pointer appends a step to a JSON Pointer, escaped.
func Pointer(at, name string) string {
	if strings.ContainsAny(name, "~/") {
		name = strings.ReplaceAll(strings.ReplaceAll(name, "~", "~0"), "/", "~1")
	}
	return at + "/" + name
}

type normal struct{ wrong []fault.Field }

func (n *normal) add(at, message string) {
	n.wrong = append(n.wrong, fault.Field{Pointer: at, Message: message})
}

func (n *normal) object(at string, fields map[string]any, depth int) {
	if depth > maxDepth {
		n.add(at, fmt.Sprintf("must not be nested deeper than %d levels", maxDepth))
		return
	}
	for name, v := range fields {
		if v == nil {
			delete(fields, name)
			continue
		}
		here := Pointer(at, name)
		if strings.ContainsRune(name, 0) {
			n.add(here, "must not contain the character NUL")
		}
		n.value(here, v, depth+1)
	}
}

func (n *normal) value(at string, v any, depth int) {
	switch v := v.(type) {
	case string:
		if strings.ContainsRune(v, 0) {
			n.add(at, "must not contain the character NUL")
		}
	case float64:
		if math.Abs(v) > maxNumber {
			n.add(at, "must lie between -2^53 and 2^53")
		}
	case []any:
		if depth > maxDepth {
			n.add(at, fmt.Sprintf("must not be nested deeper than %d levels", maxDepth))
			return
		}
		for i, item := range v {
			n.value(fmt.Sprintf("%s/%d", at, i), item, depth+1)
		}
	case map[string]any:
		n.object(at, v, depth)
	}
}

// times rewrites the declared times that can be read; the others are left for the schema to refuse.
func (n *normal) times(s Schema, fields map[string]any) {
	for _, f := range s.Fields {
		text, ok := fields[f.Name].(string)
		if !ok || f.Type != Time {
			continue
		}
		if at, err := time.Parse(time.RFC3339, text); err == nil {
			fields[f.Name] = at.UTC().Format(TimeLayout)
		}
	}
}
