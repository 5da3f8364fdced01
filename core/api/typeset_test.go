package api

import (
	"html/template"
	"testing"
)

func TestTypeset(t *testing.T) {
	const part = `<p title="a : b">L&#39;équipe : « oui » ; et vous ?</p><textarea>non : ?</textarea><p>a&nbsp;;</p>`
	for _, c := range []struct {
		wording, language string
		want              template.HTML
	}{
		{"fr-FR", "fr", "<p title=\"a : b\">L’équipe\u202f: «\u202foui\u202f»\u202f; et vous\u202f?</p><textarea>non : ?</textarea><p>a&nbsp;;</p>"},
		{"fr-CA", "fr", "<p title=\"a : b\">L’équipe\u00a0: «\u00a0oui\u00a0»; et vous?</p><textarea>non : ?</textarea><p>a&nbsp;;</p>"},
		{"fr-FR", "en", part},
	} {
		if got := typeset(c.wording, c.language, part); got != c.want {
			t.Errorf("%s, %s: got %q, want %q", c.wording, c.language, got, c.want)
		}
		if again := typeset(c.wording, c.language, c.want); again != c.want {
			t.Errorf("%s, %s: a part that is set changes: %q", c.wording, c.language, again)
		}
	}
}
