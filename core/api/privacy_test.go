package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// keptTown is two organisations whose module keeps its visits for a time, at a time that a test moves.
func keptTown(t *testing.T) (*town, *time.Time) {
	t.Helper()
	now := time.Now()
	x := populated(t, func(c *api.Config) { c.Now = func() time.Time { return now } })
	s := &x.modules.list[0].Manifest.Collections[0]
	for i := range s.Fields {
		if s.Fields[i].Name == "title" {
			s.Fields[i].Retention, s.Fields[i].Least, s.Fields[i].Most = "P1Y", "P6M", "P2Y"
		}
	}
	if _, ok := s.Retention(); !ok {
		t.Fatalf("no field to mark: %+v", s.Fields)
	}
	return x, &now
}

func TestAPlanOfRetentionAndAChoiceWithinBounds(t *testing.T) {
	t.Parallel()
	x, _ := keptTown(t)
	admin := x.as("bordeaux", "admin")
	admin.do("POST", "/t/bordeaux/visits/visits", map[string]any{"title": "Une visite"}).want(t, 201, "")
	var plan struct {
		Rules []struct {
			Module, Collection, Keep, Own, Then string
			Due, Held                           int
			Records                             []struct{ Due, Held string }
		}
	}
	read := func(on time.Time) {
		t.Helper()
		plan.Rules = nil
		admin.do("GET", "/t/bordeaux/privacy/retention?on="+on.Format(time.DateOnly), nil).into(t, &plan)
	}
	today := time.Now()
	if read(today.AddDate(0, 11, 0)); len(plan.Rules) != 1 || plan.Rules[0].Due != 0 || plan.Rules[0].Keep != "P1Y" || plan.Rules[0].Then != "erase" {
		t.Fatalf("in eleven months: %+v", plan)
	}
	if read(today.AddDate(1, 0, 1)); plan.Rules[0].Due != 1 || len(plan.Rules[0].Records) != 1 {
		t.Errorf("in a year: %+v", plan)
	}
	const rule = "/t/bordeaux/privacy/retention/visits/visits"
	admin.do("PUT", rule, map[string]any{"keep": "P3Y"}).want(t, 422, "")
	admin.do("PUT", rule, map[string]any{"keep": "P1D"}).want(t, 422, "")
	admin.do("PUT", "/t/bordeaux/privacy/retention/visits/none", map[string]any{"keep": "P1Y"}).want(t, 404, "")
	admin.do("PUT", rule, map[string]any{"keep": "P6M"}).want(t, 200, "")
	if read(today.AddDate(0, 7, 0)); plan.Rules[0].Due != 1 || plan.Rules[0].Own != "P1Y" {
		t.Errorf("with a shorter time: %+v", plan)
	}
	var settings map[string]any
	admin.do("GET", "/t/bordeaux/settings", nil).into(t, &settings)
	for _, told := range []string{"slug", "template", "managed", "$schema"} {
		delete(settings, told)
	}
	admin.do("PUT", "/t/bordeaux/settings", settings).want(t, 200, "")
	if read(today.AddDate(0, 7, 0)); plan.Rules[0].Keep != "P6M" {
		t.Errorf("other settings undo the choice: %+v", plan)
	}
	admin.do("PUT", rule, map[string]any{"keep": ""}).want(t, 200, "")
	if read(today); plan.Rules[0].Keep != "P1Y" {
		t.Errorf("taken back: %+v", plan)
	}
}

func TestAPersonUnderAHoldIsNotErased(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	site := admin.unit("bordeaux", "Les Lilas", "")
	person := admin.invite("bordeaux", "core:educator", site).self("bordeaux")
	hold := func(body map[string]any, status int) (id string) {
		t.Helper()
		a := admin.do("POST", "/t/bordeaux/privacy/holds", body)
		a.want(t, status, "")
		var made struct{ ID string }
		a.into(t, &made)
		return made.ID
	}
	for what, body := range map[string]map[string]any{
		"nobody": {"kind": "person", "of": nobody, "reason": "r"}, "nothing": {"kind": "collection", "of": "visits/none", "reason": "r"},
		"nowhere": {"kind": "unit", "of": nobody, "reason": "r"}, "no reason": {"kind": "unit", "of": site, "reason": " "},
		"an end that was": {"kind": "unit", "of": site, "reason": "r", "until": "2020-01-01T00:00:00Z"},
	} {
		if a := admin.do("POST", "/t/bordeaux/privacy/holds", body); a.StatusCode != 422 {
			t.Errorf("%s: %d %s", what, a.StatusCode, a.body)
		}
	}
	id := hold(map[string]any{"kind": "person", "of": person, "reason": "Procès en cours"}, 201)
	erase := func() answer {
		return admin.do("POST", "/t/bordeaux/people/"+person+":erase", map[string]any{"confirm": "Dominique Petit"})
	}
	a := erase()
	if a.want(t, 409, "legal-hold"); !strings.Contains(string(a.body), "Procès en cours") {
		t.Errorf("the reason is not told: %s", a.body)
	}
	var all struct {
		Holds []struct {
			ID, Reason string
			Live       bool
		}
	}
	admin.do("POST", "/t/bordeaux/privacy/holds/"+id+":lift", nil).want(t, 200, "")
	admin.do("GET", "/t/bordeaux/privacy/holds", nil).into(t, &all)
	if len(all.Holds) != 1 || all.Holds[0].Live || all.Holds[0].Reason != "Procès en cours" {
		t.Errorf("holds: %+v", all)
	}
	erase().want(t, 200, "")
	x.as("lyon", "admin").do("GET", "/t/bordeaux/privacy/holds", nil).want(t, 404, "organisation-not-found")
}

func TestTheRegisterOfIncidents(t *testing.T) {
	t.Parallel()
	x, now := keptTown(t)
	admin := x.as("bordeaux", "admin")
	const all = "/t/bordeaux/privacy/incidents"
	known := now.Add(-71 * time.Hour)
	fields := map[string]any{
		"title": "=cmd()", "happened": known.Format(time.DateOnly), "known": known.Format(time.RFC3339), "what": "Une liste est partie.",
		"categories": []string{"identity"}, "people": 12, "risk": "high",
	}
	var one struct {
		ID     string
		Duties []struct{ Whom, State string }
		Kept   time.Time `json:"kept_until"`
	}
	admin.do("POST", all, fields).into(t, &one)
	state := func() string {
		t.Helper()
		one.Duties = nil
		admin.do("GET", all+"/"+one.ID, nil).into(t, &one)
		return one.Duties[0].State + " " + one.Duties[1].State
	}
	if got := state(); got != "due due" {
		t.Errorf("within 72 hours: %s", got)
	}
	*now = now.Add(2 * time.Hour)
	if got := state(); got != "late due" {
		t.Errorf("after 72 hours: %s", got)
	}
	fields["authority_told"], fields["people_told"] = now.Format(time.RFC3339), now.Format(time.RFC3339)
	fields["why"], fields["closed"] = "Des coordonnées", true
	admin.do("PUT", all+"/"+one.ID, fields).want(t, 200, "")
	admin.do("PUT", all+"/"+one.ID, fields, "If-Match", `"1"`).want(t, 412, "")
	if got := state(); got != "done done" {
		t.Errorf("once told: %s", got)
	}
	fields["known"] = now.Add(time.Hour).Format(time.RFC3339)
	admin.do("POST", all, fields).want(t, 422, "")
	admin.do("DELETE", all+"/"+one.ID, nil).want(t, 409, "incident-kept")
	if csv := string(admin.do("GET", all+":export", nil).body); !strings.Contains(csv, "'=cmd()") || !strings.Contains(csv, "Une liste est partie.") {
		t.Errorf("the export: %s", csv)
	}
	var notices struct {
		Authority, People map[string]struct{ Subject, Text string }
	}
	admin.do("GET", all+"/"+one.ID+":notice", nil).into(t, &notices)
	if !strings.Contains(notices.Authority["fr"].Text, "Une liste est partie.") || !strings.Contains(notices.People["en"].Text, "Ville de bordeaux") {
		t.Errorf("notices: %+v", notices)
	}
	site := admin.unit("bordeaux", "Les Lilas", "")
	admin.invite("bordeaux", "core:director", site).do("GET", all, nil).want(t, 403, "denied")
	admin.invite("bordeaux", "core:privacy-officer", "").do("GET", all, nil).want(t, 200, "")
	x.as("lyon", "admin").do("GET", "/t/lyon/privacy/incidents/"+one.ID, nil).want(t, 404, "incident-not-found")
}

// consentDoc holds proofs as a module does.
type consentDoc struct {
	Who    string          `json:"who" rb:"personal,subject=who,index"`
	Proofs []store.Consent `json:"proofs,omitempty" rb:"personal,subject=who,consent"`
}

func TestTheLedgerOfConsents(t *testing.T) {
	t.Parallel()
	schema, err := store.ParseSchema("visits", sdk.SchemaOf[consentDoc](), store.Schema{})
	must(t, err)
	x := populated(t)
	x.modules.list[0].Manifest.Collections[0] = schema
	must(t, x.db.Installer().Install(t.Context(), []record.Table{{Module: "visits", Schema: schema}}))
	admin := x.as("bordeaux", "admin")
	for _, who := range []string{"ana@example.org", "bob@example.org"} {
		admin.do("POST", "/t/bordeaux/visits/visits", map[string]any{"who": who, "proofs": []map[string]any{
			{"purpose": "news", "version": "v1", "given_at": "2026-01-01T00:00:00Z", "ended_at": "2026-02-01T00:00:00Z", "channel": "web", "page": "https://a.example.org"},
			{"purpose": "sign", "version": "=v2", "given_at": "2026-01-01T00:00:00Z", "channel": "web"},
		}}).want(t, 201, "")
	}
	read := func(query string) (n int, text string) {
		t.Helper()
		var ledger struct{ Consents []struct{ Who string } }
		a := admin.do("GET", "/t/bordeaux/privacy/consents"+query, nil)
		a.into(t, &ledger)
		return len(ledger.Consents), string(a.body)
	}
	if n, text := read(""); n != 4 || !strings.Contains(text, "2026-02-01") {
		t.Errorf("all: %d %s", n, text)
	}
	if n, text := read("?who=ana@example.org"); n != 2 || strings.Contains(text, "bob@") {
		t.Errorf("of one: %d %s", n, text)
	}
	if csv := string(admin.do("GET", "/t/bordeaux/privacy/consents:export", nil).body); strings.Count(csv, "\n") != 5 || !strings.Contains(csv, "'=v2") {
		t.Errorf("the export: %s", csv)
	}
	admin.do("GET", "/t/bordeaux/privacy/consents?page_token=none", nil).want(t, 422, "")
	if n, _ := read("?who=nobody@example.org"); n != 0 {
		t.Errorf("of nobody: %d", n)
	}
}
