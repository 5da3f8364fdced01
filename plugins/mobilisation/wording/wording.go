// Package wording is a text in the languages of a movement. It has no rules but which one is read.
package wording

// Text is wording by language: "fr", "en".
type Text map[string]string

// In returns the wording for a language, or the French one, or the English one.
func (t Text) In(language string) string {
	for _, key := range []string{language, "fr", "en"} {
		if t[key] != "" {
			return t[key]
		}
	}
	return ""
}
