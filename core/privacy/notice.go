package privacy

import (
	"embed"
	"fmt"
	"strings"
	"text/template"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Notice is a text to be read again, completed and sent, in one language.
type Notice struct {
	Subject string `json:"subject"`
	Text    string `json:"text"`
}

//go:embed notice
var notices embed.FS

var noticeTexts = template.Must(template.ParseFS(notices, "notice/*.txt"))

// noticed is what the texts are made from.
type noticed struct {
	Incident
	Organisation string
	Officer      tenant.Contact
	Law          Law
	KnownAt      string
	Kinds        string
}

// Notices are what an organisation writes to whom, "authority" or "people", by language: what GDPR art. 33(3) and 34(2), and
// art. 3 and 5 of Québec's Regulation respecting confidentiality incidents, want said. What is not known stays a blank in brackets.
func (i Incident) Notices(whom string, t tenant.Tenant) (map[string]Notice, error) {
	zone, err := time.LoadLocation(t.Zone)
	if err != nil {
		zone = time.UTC
	}
	written := map[string]Notice{}
	for language, layout := range map[string]string{"fr": "2006-01-02, 15 h 04", "en": "2006-01-02, 15:04"} {
		var b strings.Builder
		about := noticed{i, t.Name, t.Officer, LawOf(t.Country), i.Known.In(zone).Format(layout), strings.Join(kindsIn(language, i.Categories), ", ")}
		if err := noticeTexts.ExecuteTemplate(&b, whom+"."+language+".txt", about); err != nil {
			return nil, fmt.Errorf("writing the notice to %s: %w", whom, err)
		}
		subject, text, _ := strings.Cut(b.String(), "\n")
		written[language] = Notice{Subject: subject, Text: strings.TrimSpace(text) + "\n"}
	}
	return written, nil
}

// kinds names the kinds of data, in French and in English.
var kinds = map[string][2]string{
	"identity": {"nom et identité", "name and identity"},
	"contact":  {"coordonnées", "contact details"},
	"login":    {"identifiants et mots de passe", "logins and passwords"},
	"opinion":  {"opinions et engagements", "opinions and commitments"},
	"family":   {"situation familiale", "family situation"},
	"health":   {"santé", "health"},
	"work":     {"vie professionnelle", "working life"},
	"image":    {"photos, sons et vidéos", "photos, sound and video"},
	"finance":  {"données bancaires", "bank details"},
	"number":   {"numéro d’identification officiel", "official identification number"},
	"answers":  {"réponses à un questionnaire", "answers to a questionnaire"},
	"other":    {"autres renseignements", "other information"},
}

func kindsIn(language string, names []string) (all []string) {
	at := map[string]int{"fr": 0, "en": 1}[language]
	for _, name := range names {
		all = append(all, kinds[name][at])
	}
	return all
}
