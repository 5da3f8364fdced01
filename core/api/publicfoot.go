package api

import (
	"slices"
	"strings"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// footOf is the last line of public pages: whose page this is, who answers for the data that it asks for, and where
// they are kept.
func footOf(t tenant.Tenant) map[string]string {
	data, colon := "données", "\u202f: "
	if t.Wording == "fr-CA" {
		data, colon = "renseignements personnels", "\u00a0: "
	}
	officer := joined(", ", t.Officer.Name, t.Officer.Email, t.Officer.Phone)
	return map[string]string{
		"fr": joined(" · ", t.Name, after("Protection des "+data+colon, officer), after("Hébergement"+colon, t.Hosting)),
		"en": joined(" · ", t.Name, after("Data protection: ", officer), after("Data kept in: ", t.Hosting)),
	}
}

// after is a text behind what it is about; nothing where there is no text.
func after(about, text string) string {
	if text == "" {
		return ""
	}
	return about + text
}

func joined(between string, parts ...string) string {
	return strings.Join(slices.DeleteFunc(parts, func(p string) bool { return p == "" }), between)
}
