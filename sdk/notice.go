package sdk

import (
	"cmp"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/sdk/store"
)

// Notice tells one person of the organisation something, or whoever holds a role: Tx(ctx).Notify.
type Notice = store.Notice

// NoticeKind is a kind of notices. Each person chooses for each kind how it reaches them; what a module tells is always in their
// list, on the console.
type NoticeKind struct {
	Name  string `json:"name"`  // "session-moved"
	Title Text   `json:"title"` // as people choose it: "Séance déplacée ou annulée"
	// Subject and Text are what is told, with the values of the notice in braces: "La séance {number} est déplacée". Plain text; the
	// greeting, where it leads and who writes stand around it already.
	Subject Text `json:"subject"`
	Text    Text `json:"text"`
	// Default is how it reaches those who have chosen nothing: NoticeNow unless it says otherwise.
	Default string `json:"default,omitempty"`
	// Required says why it cannot be switched off: which law asks for it, or what security needs it. Empty: it can.
	Required Text `json:"required,omitempty"`
}

// How a notice reaches somebody, beside their list on the console.
const (
	NoticeNow    = "now"    // by mail, at once
	NoticeWeekly = "weekly" // in one message a week
	NoticeNone   = "none"   // not at all
)

// Same is a value that reads the same in every language.
func Same(text string) Text { return Text{"fr": text} }

var (
	noticeForm = regexp.MustCompile(`^[a-z][a-z0-9-]{1,39}$`)
	valueForm  = regexp.MustCompile(`\{[a-z]+\}`)
)

// notices are told in French and English, of the same facts.
func (c *complaints) notices(m Manifest) {
	seen := map[string]bool{}
	for _, k := range m.Notices {
		c.check("notices/names", noticeForm.MatchString(k.Name) && !seen[k.Name], "the notice %q is not lower case letters, digits and hyphens, 2 to 40, and the only one of its name", k.Name)
		seen[k.Name] = true
		for _, text := range []Text{k.Title, k.Subject, k.Text} {
			c.check("notices/texts", text["fr"] != "" && text["en"] != "", "the notice %q needs a title, a subject and a text in French and English", k.Name)
		}
		for language := range k.Text {
			told := valuesIn(k.Subject.In(language) + k.Text.In(language))
			c.check("notices/texts", slices.Equal(told, valuesIn(k.Subject["fr"]+k.Text["fr"])), "the notice %q tells other values in French than in the language %q", k.Name, language)
		}
		c.check("notices/ways", slices.Contains([]string{"", NoticeNow, NoticeWeekly, NoticeNone}, k.Default), "the notice %q reaches people in an unknown way: %q", k.Name, k.Default)
		c.check("notices/ways", len(k.Required) == 0 || k.Default != NoticeNone && k.Required["fr"] != "" && k.Required["en"] != "",
			"the notice %q cannot be switched off: it says why in French and English, and is not off to begin with", k.Name)
	}
}

func valuesIn(text string) []string {
	found := map[string]bool{}
	for _, name := range valueForm.FindAllString(text, -1) {
		found[name] = true
	}
	return slices.Sorted(maps.Keys(found))
}

// Told is what somebody reads of a notice of the kind, by language. Each place is filled once: a value fills none of its own.
func (k NoticeKind) Told(n Notice) (subject, text Text) {
	return fill(k.Subject, n.Values), fill(k.Text, n.Values)
}

func fill(words Text, values map[string]map[string]string) Text {
	filled := make(Text, len(words))
	for language, text := range words {
		pairs := make([]string, 0, 2*len(values))
		for name, value := range values {
			pairs = append(pairs, "{"+name+"}", Text(value).In(language))
		}
		filled[language] = strings.NewReplacer(pairs...).Replace(text)
	}
	return filled
}

// In is the text in a language ("fr-CA", then "fr"), or in French where it has no other.
func (t Text) In(language string) string {
	general, _, _ := strings.Cut(language, "-")
	return cmp.Or(t[language], t[general], t["fr"])
}
