package memstore

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/ribambelle/ribambelle/sdk/store"
)

// words splits a text into its words, case and accents folded: "Crèche du Chêne" is creche, du, chene.
func words(text string) []string {
	var folded strings.Builder
	for _, r := range norm.NFKD.String(text) {
		switch {
		case unicode.Is(unicode.Mn, r):
		case unicode.IsLetter(r) || unicode.IsDigit(r):
			folded.WriteRune(unicode.ToLower(r))
		default:
			folded.WriteByte(' ')
		}
	}
	return strings.Fields(folded.String())
}

// searchText is what Query.Search looks through: " creche du chene ".
func searchText(s store.Schema, fields map[string]any) string {
	text := " "
	for _, f := range s.Fields {
		if f.Searchable {
			text += wordsIn(fields[f.Name])
		}
	}
	return text
}

func wordsIn(v any) string {
	switch v := v.(type) {
	case string:
		if w := words(v); len(w) > 0 {
			return strings.Join(w, " ") + " "
		}
	case []any:
		text := ""
		for _, item := range v {
			text += wordsIn(item)
		}
		return text
	case map[string]any:
		text := ""
		for _, item := range v {
			text += wordsIn(item)
		}
		return text
	}
	return ""
}

func (r row) has(prefixes []string) bool {
	for _, p := range prefixes {
		if !strings.Contains(r.words, " "+p) {
			return false
		}
	}
	return true
}
