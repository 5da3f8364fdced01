package api

import (
	"html/template"
	"net/http"
	"slices"
	"strings"
)

// tongues are the languages that public pages speak, by their own names.
var tongues = map[string]string{"fr": "Français", "en": "English"}

// spoken is the language that a page is read in: the one that its address asks for, where the organisation speaks it,
// or the organisation's first.
func (o opening) spoken(r *http.Request) string {
	asked, _, _ := strings.Cut(r.URL.Query().Get("lang"), "-")
	if tongues[asked] != "" && slices.Contains(o.tenant.Languages, asked) {
		return asked
	}
	return o.language
}

// otherTongues links a page that is read without JavaScript to itself in the organisation's other languages. The rest
// of its address stays, so that what the page was opened for is found again; what was typed in a form is not.
func (o opening) otherTongues(r *http.Request) template.HTML {
	query, read := r.URL.Query(), o.spoken(r)
	var links strings.Builder
	for _, language := range o.tenant.Languages {
		name := tongues[language]
		if name == "" || language == read {
			continue
		}
		query.Set("lang", language)
		links.WriteString(`<p class="tongue"><a href="?` + template.HTMLEscapeString(query.Encode()) + `" lang="` + language + `" hreflang="` + language + `">` + name + `</a></p>`)
	}
	return template.HTML(links.String()) //nolint:gosec // what strangers typed is escaped
}
