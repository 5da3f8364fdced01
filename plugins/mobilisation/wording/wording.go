// Package wording is a text in the languages of a movement. It has no rules but which one is read, and how long it may be.
package wording

import "github.com/danielgtaylor/huma/v2"

// Text is a line of wording by language: "fr", "en".
type Text map[string]string

// Prose is a longer Text, of several lines.
type Prose map[string]string

// In returns the wording for a language, or the French one, or the English one.
func (t Text) In(language string) string {
	for _, key := range []string{language, "fr", "en"} {
		if t[key] != "" {
			return t[key]
		}
	}
	return ""
}

// In returns the wording for a language, as Text does.
func (t Prose) In(language string) string { return Text(t).In(language) }

// Schema describes a line.
func (Text) Schema(huma.Registry) *huma.Schema { return inBoth(200) }

// Schema describes several lines.
func (Prose) Schema(huma.Registry) *huma.Schema { return inBoth(10_000) }

func inBoth(longest int) *huma.Schema {
	text := &huma.Schema{Type: huma.TypeString, MaxLength: &longest}
	s := &huma.Schema{
		Type: huma.TypeObject, Properties: map[string]*huma.Schema{"fr": text, "en": text}, AdditionalProperties: false,
	}
	text.PrecomputeMessages()
	s.PrecomputeMessages()
	return s
}
