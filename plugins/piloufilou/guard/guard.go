// Package guard looks for children's first names in what adults write freely.
//
// No record about a child exists on the platform; a note is where one could slip in. The guard warns and
// proposes the same text without the names; a person decides, since the word may be a colleague's name, a
// place or a character. It knows a list of first names and notices unknown words with a capital in
// mid-sentence; it does not understand sentences.
//
// Goals: few names pass, ordinary notes are left alone, accents and case do not help to pass.
// Non-goals: certainty; surnames; other languages than French and English.
//
// Functions are pure and may run concurrently; the list is read once and never changes.
package guard

import (
	_ "embed"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

//go:embed names.txt
var compilation string

// Finding is a word that may be a child's first name.
type Finding struct {
	Word string `json:"word"`
	Sure bool   `json:"sure" doc:"A known first name; else an unknown word with a capital."`
	at   int    // byte offset
}

// Find returns the suspicious words of a text in their order. The allowed texts (names of puppets, of the
// site, of the group) are made of words that it lets pass.
func Find(text string, allowed ...string) []Finding {
	pass := map[string]bool{}
	for _, a := range allowed {
		for _, w := range words(a) {
			pass[fold(w.text)] = true
		}
	}
	var found []Finding
	for _, w := range words(text) {
		if pass[fold(w.text)] {
			continue
		}
		if sure, suspicious := judge(w); suspicious {
			found = append(found, Finding{Word: w.text, Sure: sure, at: w.at})
		}
	}
	return found
}

// Redact returns the text with each finding replaced: "Léo a souri" becomes "un enfant a souri". A child in
// the place of two names side by side is one child.
func Redact(text string, found []Finding, replacement string) string {
	var b strings.Builder
	end := 0
	for i, f := range found {
		between := text[end:f.at]
		if i > 0 && strings.TrimSpace(between) == "" {
			end = f.at + len(f.Word)
			continue
		}
		b.WriteString(between)
		b.WriteString(replacement)
		end = f.at + len(f.Word)
	}
	b.WriteString(text[end:])
	return b.String()
}

// judge says whether a word looks like a first name, and whether it is a known one.
func judge(w word) (sure, suspicious bool) {
	known := register()
	parts := append([]string{w.text}, strings.Split(w.text, "-")...)
	for _, part := range parts {
		folded := fold(part)
		capital := capitalised(part)
		switch {
		case known.names[folded]:
			return true, true
		case known.words[folded] && capital && !w.begins:
			return true, true
		}
	}
	folded := fold(w.text)
	plain := known.ordinary[folded] || known.words[folded] || utf8.RuneCountInString(w.text) < 3
	return false, capitalised(w.text) && !w.begins && !plain
}

// capitalised is one capital followed by small letters; CPE and RPE are not.
func capitalised(text string) bool {
	runes := []rune(text)
	if len(runes) < 2 || !unicode.IsUpper(runes[0]) {
		return false
	}
	for _, r := range runes[1:] {
		if unicode.IsLower(r) {
			return true
		}
	}
	return false
}

// list is the compilation, ready to look up.
type list struct{ names, words, ordinary map[string]bool }

// register reads the compilation once.
var register = sync.OnceValue(func() list {
	l := list{names: map[string]bool{}, words: map[string]bool{}, ordinary: map[string]bool{}}
	into := l.names
	for line := range strings.Lines(compilation) {
		line = strings.TrimSpace(line)
		switch {
		case line == "" || strings.HasPrefix(line, "#"):
			continue
		case line == "[names]":
			into = l.names
			continue
		case line == "[words]":
			into = l.words
			continue
		}
		for _, name := range strings.Fields(line) {
			into[name] = true
		}
	}
	for _, w := range strings.Fields(ordinary) {
		l.ordinary[w] = true
	}
	return l
})

// ordinary are words that stand with a capital in mid-sentence and name nobody.
const ordinary = `noel paques halloween toussaint epiphanie carnaval
monday tuesday wednesday thursday friday saturday sunday january february march april may june july august september october
november december christmas easter lundi mardi mercredi jeudi vendredi samedi dimanche janvier fevrier mars avril mai juin
juillet aout septembre octobre novembre decembre france canada quebec europe le la les un une des du au aux the this that
madame monsieur mme mlle miss mister mrs english french francais anglais internet covid directrice directeur stop bravo merci`

// fold takes accents and case away.
func fold(text string) string {
	return strings.Map(func(r rune) rune {
		if unicode.Is(unicode.Mn, r) {
			return -1
		}
		return unicode.ToLower(r)
	}, norm.NFKD.String(text))
}
