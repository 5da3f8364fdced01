package api_test

import (
	"context"
	"encoding/json"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// labelledProof is a proof as a module labels it.
type labelledProof struct {
	Purpose string `json:"purpose" enum:"news" frenum:"news=Recevoir des nouvelles" enenum:"news=Get news"`
	Version string `json:"version"`
	Given   string `json:"given_at"`
	Ended   string `json:"ended_at,omitempty"`
	Channel string `json:"channel"`
}

type labelledDoc struct {
	Who    string          `json:"who" rb:"personal,subject=who,index"`
	Note   string          `json:"note,omitempty" rb:"personal,subject=who"`
	Proofs []labelledProof `json:"proofs,omitempty" rb:"personal,subject=who,consent"`
}

// TestWhatIsHeldAboutMe reads one's own page, its files, and asks for erasure until it is answered; without any role that sees people.
func TestWhatIsHeldAboutMe(t *testing.T) {
	t.Parallel()
	schema, err := store.ParseSchema("visits", sdk.SchemaOf[labelledDoc](), store.Schema{Title: map[string]string{"fr": "Visites", "en": "Visits"}})
	must(t, err)
	x := populated(t)
	m := x.modules.list[0].Manifest
	m.Collections[0], m.Basis, m.Withdraw = schema, sdk.Text{"fr": "Votre accord.", "en": "Your agreement."}, sdk.Text{"fr": "Écrivez-nous.", "en": "Write to us."}
	x.modules.list[0].Manifest = m
	must(t, x.db.Installer().Install(t.Context(), []record.Table{{Module: "visits", Schema: schema}}))
	admin := x.as("bordeaux", "admin")
	site := admin.unit("bordeaux", "Les Lilas", "")
	me := admin.invite("bordeaux", "core:educator", site)
	id := me.self("bordeaux")
	for _, who := range []string{id, "bob"} {
		admin.do("POST", "/t/bordeaux/visits/visits", map[string]any{"who": who, "note": "=cmd() " + who, "proofs": []map[string]any{
			{"purpose": "news", "version": "v1", "given_at": "2026-01-01T00:00:00Z", "channel": "web"},
		}}).want(t, 201, "")
	}
	var held struct {
		Organisation string
		Held         []struct {
			Module string
			Basis  map[string]string
			Data   []struct {
				Collection string
				N          int
			}
		}
		Consents []struct {
			Who      string
			Title    map[string]string `json:"purpose_title"`
			Withdraw map[string]string
		}
		Requests []struct{ ID, State string }
	}
	read := func() {
		t.Helper()
		held.Requests = nil
		a := me.do("GET", "/t/bordeaux/me/held", nil)
		a.want(t, 200, "")
		a.into(t, &held)
		if strings.Contains(string(a.body), "bob") {
			t.Errorf("somebody else is in it: %s", a.body)
		}
	}
	read()
	if len(held.Held) != 2 || held.Held[1].Module != "visits" || held.Held[1].Data[0].N != 1 || held.Held[1].Basis["fr"] != "Votre accord." {
		t.Errorf("held: %+v", held.Held)
	}
	if len(held.Consents) != 1 || held.Consents[0].Title["fr"] != "Recevoir des nouvelles" || held.Consents[0].Withdraw["en"] != "Write to us." {
		t.Errorf("consents: %+v", held.Consents)
	}
	if file := string(me.do("GET", "/t/bordeaux/me/held:export", nil).body); !json.Valid([]byte(file)) || !strings.Contains(file, "=cmd() "+id) || strings.Contains(file, "bob") {
		t.Errorf("JSON: %s", file)
	}
	if file := string(me.do("GET", "/t/bordeaux/me/held:export?format=csv", nil).body); !strings.Contains(file, "note,'=cmd() "+id) || strings.Contains(file, "bob") {
		t.Errorf("CSV: %s", file)
	}
	x.stranger().do("GET", "/t/bordeaux/me/held", nil).want(t, 401, "")
	me.do("GET", "/t/bordeaux/privacy/requests", nil).want(t, 403, "denied")

	me.do("POST", "/t/bordeaux/me/held:erase", map[string]any{"note": "Je pars."}).want(t, 201, "")
	me.do("POST", "/t/bordeaux/me/held:erase", map[string]any{}).want(t, 409, "request-open")
	var desk struct {
		Requests []struct{ ID, Name, State, Note string }
	}
	look := func() {
		t.Helper()
		desk.Requests = nil
		admin.do("GET", "/t/bordeaux/privacy/requests", nil).into(t, &desk)
	}
	look()
	if len(desk.Requests) != 1 || desk.Requests[0].Name != "Dominique Petit" || desk.Requests[0].State != "open" {
		t.Fatalf("the desk: %+v", desk)
	}
	var told toldPage
	admin.do("GET", "/t/bordeaux/me/notices", nil).into(t, &told)
	if len(told.Notices) != 1 || told.Notices[0].Link != "privacy/requests" || strings.Contains(told.Notices[0].Subject["fr"], "Dominique") {
		t.Errorf("the officer is told %+v", told)
	}
	refuse := "/t/bordeaux/privacy/requests/" + desk.Requests[0].ID + ":refuse"
	me.do("POST", refuse, map[string]any{"reason": "non"}).want(t, 403, "denied")
	admin.do("POST", refuse, map[string]any{"reason": " "}).want(t, 422, "")
	admin.do("POST", refuse, map[string]any{"reason": "Attestations gardées six ans."}).want(t, 200, "")
	admin.do("POST", refuse, map[string]any{"reason": "encore"}).want(t, 409, "request-answered")
	if read(); held.Requests[0].State != "refused" {
		t.Errorf("refused: %+v", held.Requests)
	}
	me.do("POST", "/t/bordeaux/me/held:erase", map[string]any{"note": "Je pars."}).want(t, 201, "")
	admin.do("POST", "/t/bordeaux/people/"+id+":erase", map[string]any{"confirm": "Dominique Petit"}).want(t, 200, "")
	if look(); desk.Requests[0].State != "done" || desk.Requests[0].Note != "" || desk.Requests[0].Name != "" {
		t.Errorf("after the erasure: %+v", desk)
	}
}

// leaving deletes nobody, however often it is asked to look.
type leaving struct{}

func (leaving) All(context.Context) ([]audit.Departure, error) { return nil, nil }
func (leaving) Hurry()                                         {}

// TestAnOrganisationUnderAHoldStays keeps an organisation from being deleted as long as anything of it is held, and says why.
func TestAnOrganisationUnderAHoldStays(t *testing.T) {
	t.Parallel()
	x := populated(t, func(c *api.Config) { c.Departures = leaving{} })
	admin, operator := x.as("bordeaux", "admin"), x.as("system", "operator")
	site := admin.unit("bordeaux", "Les Lilas", "")
	var hold struct{ ID string }
	admin.do("POST", "/t/bordeaux/privacy/holds", map[string]any{"kind": "unit", "of": site, "reason": "Plainte 2026-14"}).into(t, &hold)
	remove := func() answer {
		return operator.do("POST", "/tenants/bordeaux:delete", map[string]any{"reason": "Fin.", "days": 30})
	}
	var refused struct{ Reason string }
	a := remove()
	a.want(t, 409, "legal-hold")
	if a.into(t, &refused); refused.Reason != "Plainte 2026-14" {
		t.Errorf("the hold is not named: %s", a.body)
	}
	admin.do("POST", "/t/bordeaux/privacy/holds/"+hold.ID+":lift", nil).want(t, 200, "")
	remove().want(t, 200, "")
}
