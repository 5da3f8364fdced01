package api

import (
	"html/template"
	"net/http"
	"strings"
)

// tongues are the languages that public pages speak, by their own names.
var tongues = map[string]string{"fr": "Français", "en": "English"}

// otherTongues links a page that is read without JavaScript to itself in the organisation's other languages. The rest
// of its address stays, so that what the page was opened for is found again; what was typed in a form is not.
func (o opening) otherTongues(r *http.Request) template.HTML {
	query := r.URL.Query()
	shown := query.Get("lang")
	if shown == "" {
		shown = o.language
	}
	var links strings.Builder
	for _, language := range o.tenant.Languages {
		name, spoken := tongues[language]
		if !spoken || strings.HasPrefix(shown, language) {
			continue
		}
		query.Set("lang", language)
		links.WriteString(`<p class="tongue"><a href="?` + template.HTMLEscapeString(query.Encode()) + `" lang="` + language + `" hreflang="` + language + `">` + name + `</a></p>`)
	}
	return template.HTML(links.String()) //nolint:gosec // what strangers typed is escaped
}
