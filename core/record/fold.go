package record

import (
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"
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

// searchText is what Write.Search holds: " creche du chene ".
func (c *collection) searchText(fields map[string]any) string {
	var text strings.Builder
	text.WriteByte(' ')
	for _, name := range c.found {
		gather(&text, fields[name])
	}
	return text.String()
}

func gather(text *strings.Builder, v any) {
	switch v := v.(type) {
	case string:
		for _, w := range words(v) {
			text.WriteString(w)
			text.WriteByte(' ')
		}
	case []any:
		for _, item := range v {
			gather(text, item)
		}
	case map[string]any:
		for _, item := range v {
			gather(text, item)
		}
	}
}
