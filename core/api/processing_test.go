package api_test

import (
	"slices"
	"testing"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// keptDoc is what a module keeps about people, in each way that there is.
type keptDoc struct {
	Who     string `json:"who" rb:"personal,subject=who,index,sensitive" fr:"Qui" en:"Who"`
	Opinion string `json:"opinion,omitempty" rb:"personal,subject=who,sensitive" fr:"Avis" en:"Opinion"`
	Title   string `json:"title,omitempty" rb:"retention=P1Y"`
}

// The record of processing says what the modules that are on declare, what was agreed to, and what nobody has said; to those who
// answer for the data, of their own organisation.
func TestTheRecordOfProcessingIsWhatModulesDeclare(t *testing.T) {
	t.Parallel()
	x := populated(t)
	kept, err := store.ParseSchema("letters", sdk.SchemaOf[keptDoc](), store.Schema{Kind: store.Ordinary, Version: 1, Title: map[string]string{"fr": "Lettres", "en": "Letters"}})
	must(t, err)
	answers, err := store.ParseSchema("answers", sdk.SchemaOf[struct {
		Score int `json:"score"`
	}](), store.Schema{Kind: store.Anonymous, Version: 1, Title: map[string]string{"fr": "Réponses", "en": "Answers"}})
	must(t, err)
	m := &x.modules.list[0].Manifest
	m.Collections = append(m.Collections, kept, answers)
	m.Grants = append(m.Grants, sdk.Grant{Name: sdk.GrantEgress + "api.example.org"}, sdk.Grant{Name: sdk.GrantMail})

	admin := x.as("bordeaux", "admin")
	var record struct {
		Organisation string
		Activities   []struct {
			Module string
			Data   []struct {
				Collection string
				Anonymous  bool
				Keep, Then string
				Fields     []struct {
					Name   string
					Title  map[string]string
					Sealed bool
				}
			}
			Recipients, Assess []string
			Public, Mail       bool
		}
		Open []struct{ What, Module string }
	}
	read := func() {
		t.Helper()
		record.Activities, record.Open = nil, nil
		admin.do("GET", "/t/bordeaux/privacy/processing", nil).into(t, &record)
	}
	read()
	if record.Organisation != "Ville de bordeaux" || len(record.Activities) != 2 || record.Activities[0].Module != "core" {
		t.Fatalf("the record: %+v", record)
	}
	visits := record.Activities[1]
	if len(visits.Data) != 2 || !visits.Data[1].Anonymous || len(visits.Data[0].Fields) != 2 {
		t.Fatalf("what it keeps: %+v", visits.Data)
	}
	if f := visits.Data[0].Fields[1]; f.Name != "opinion" || f.Title["fr"] != "Avis" || !f.Sealed || visits.Data[0].Keep != "P1Y" || visits.Data[0].Then != "erase" {
		t.Errorf("a field: %+v of %+v", f, visits.Data[0])
	}
	slices.Sort(visits.Assess)
	if !slices.Equal(visits.Recipients, []string{"api.example.org"}) || !visits.Public || !visits.Mail ||
		!slices.Equal(visits.Assess, []string{"anonymous", "outside", "public", "sensitive"}) {
		t.Errorf("whom it reaches: %+v", visits)
	}
	if len(record.Open) != 2 || record.Open[0].What != "officer" || record.Open[1].What != "hosting" {
		t.Errorf("open: %+v", record.Open)
	}
	m.Collections[1].Fields[2].Retention = ""
	if read(); len(record.Open) != 3 || record.Open[2].What != "retention" || record.Open[2].Module != "visits" {
		t.Errorf("without a term: %+v", record.Open)
	}
	admin.do("POST", "/t/bordeaux/modules/visits:disable", map[string]any{}).want(t, 200, "")
	if read(); len(record.Activities) != 1 {
		t.Errorf("with the module off: %+v", record.Activities)
	}
	site := admin.unit("bordeaux", "Les Lilas", "")
	admin.invite("bordeaux", "core:director", site).do("GET", "/t/bordeaux/privacy/processing", nil).want(t, 403, "denied")
	x.as("lyon", "admin").do("GET", "/t/bordeaux/privacy/processing", nil).want(t, 404, "organisation-not-found")
}
