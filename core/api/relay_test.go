package api_test

import (
	"strings"
	"testing"
)

func TestWhoLeavesHandsTheirRolesOverInOneAct(t *testing.T) {
	t.Parallel()
	x := populated(t)
	admin := x.as("bordeaux", "admin")
	north := admin.unit("bordeaux", "Nord", "")
	site := admin.unit("bordeaux", "Les Lilas", north)
	leaves, takes := admin.invite("bordeaux", "core:director", site), admin.invite("bordeaux", "core:educator", north)
	leaver, successor := leaves.self("bordeaux"), takes.self("bordeaux")
	for _, role := range []map[string]any{
		{"principal_id": leaver, "role": "core:educator", "unit_id": site}, // the other holds it above
		{"principal_id": leaver, "role": "core:adviser", "expires": "2099-12-31T22:59:59Z", "reason": "Relève"},
	} {
		admin.do("POST", "/t/bordeaux/grants", role).want(t, 201, "")
	}
	path := "/t/bordeaux/people/" + leaver + ":hand-over"
	takes.do("POST", path, map[string]any{"to": successor}).want(t, 403, "denied")
	for _, to := range []string{leaver, "0198f000-0000-7000-8000-00000000000a", x.as("lyon", "admin").self("lyon")} {
		a := admin.do("POST", path, map[string]any{"to": to})
		a.want(t, 422, "invalid-input")
		if p := a.pointers(t); len(p) != 1 || p[0] != "/to" {
			t.Errorf("to %s: %v", to, p)
		}
	}
	admin.do("POST", "/t/bordeaux/people/"+admin.self("bordeaux")+":hand-over", map[string]any{"to": successor}).want(t, 409, "own-account")

	var done struct {
		Given, Already []struct{ Role, Reason, Expires string }
	}
	a := admin.do("POST", path, map[string]any{"to": successor, "reason": "Départ en retraite"})
	a.want(t, 200, "")
	a.into(t, &done)
	if len(done.Given) != 2 || len(done.Already) != 1 || done.Already[0].Role != "core:educator" || done.Given[0].Reason != "Départ en retraite" {
		t.Errorf("handed over: %+v", done)
	}
	if !strings.Contains(string(a.body), "2099-12-31") {
		t.Errorf("a role that ends has lost its end: %s", a.body)
	}
	leaves.do("GET", "/t/bordeaux/units", nil).want(t, 401, "sign-in-needed")
	takes.do("PUT", "/t/bordeaux/units/"+site, map[string]any{"name": "Les Lilas", "kind": "multi-accueil"}).want(t, 200, "")
	if held := admin.held(leaver); len(held) != 0 {
		t.Errorf("who left still holds %v", held)
	}

	// The last administrator may hand over and stay, and somebody is administrator at any moment.
	admin.do("POST", "/t/bordeaux/people/"+admin.self("bordeaux")+":hand-over", map[string]any{"to": successor, "keep": true}).want(t, 200, "")
	admin.do("GET", "/t/bordeaux/people", nil).want(t, 403, "denied")
	takes.do("GET", "/t/bordeaux/people", nil).want(t, 200, "")
}

// self is the id of whoever is signed in.
func (s session) self(slug string) string {
	var me struct{ Person struct{ ID string } }
	s.do("GET", "/t/"+slug+"/me", nil).into(s.t, &me)
	return me.Person.ID
}

// held lists the roles that somebody holds.
func (s session) held(person string) (roles []string) {
	var all struct {
		People []struct {
			ID     string
			Grants []struct{ Role string }
		}
	}
	s.do("GET", "/t/bordeaux/people", nil).into(s.t, &all)
	for _, p := range all.People {
		for _, g := range p.Grants {
			if p.ID == person {
				roles = append(roles, g.Role)
			}
		}
	}
	return roles
}
