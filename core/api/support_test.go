package api_test

import (
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/api"
)

func TestSupportComesOnlyWhenItIsLetInAndNotForLong(t *testing.T) {
	t.Parallel()
	now := time.Now()
	x := populated(t, func(c *api.Config) { c.Now = func() time.Time { return now } })
	admin, operator, other := x.as("bordeaux", "admin"), x.as("system", "operator"), x.as("lyon", "admin")
	operator.do("GET", "/t/bordeaux/units", nil).want(t, 404, "organisation-not-found")

	for _, wrong := range []map[string]any{{"reason": " ", "hours": 4}, {"reason": "Un rapport", "hours": 100}, {"reason": "Un rapport"}} {
		admin.do("POST", "/t/bordeaux/support", wrong).want(t, 422, "invalid-input")
	}
	other.do("POST", "/t/bordeaux/support", map[string]any{"reason": "x", "hours": 1}).want(t, 404, "organisation-not-found")
	var opened struct{ Code string }
	admin.do("POST", "/t/bordeaux/support", map[string]any{"reason": "Un rapport ne s’ouvre plus", "hours": 4}).into(t, &opened)
	link := map[string]any{"token": opened.Code}

	// Nobody but an operator can use the link: neither somebody of another organisation, nor as a new account.
	other.do("POST", "/t/bordeaux/invitations:join", link).want(t, 409, "support-only")
	admin.do("POST", "/t/bordeaux/invitations:join", link).want(t, 409, "support-only")
	x.stranger().do("POST", "/t/bordeaux/invitations:accept", map[string]any{
		"token": opened.Code, "login": "intrus", "password": "une phrase bien longue", "language": "fr",
	}).want(t, 409, "support-only")

	operator.do("POST", "/t/bordeaux/invitations:join", link).want(t, 204, "")
	operator.do("GET", "/t/bordeaux/people", nil).want(t, 200, "")
	if a := operator.do("GET", "/t/bordeaux/me", nil); !strings.Contains(string(a.body), `"support":{"until":`) || !strings.Contains(string(a.body), "Un rapport ne s’ouvre plus") {
		t.Errorf("the helper is not told what they are here for: %s", a.body)
	}
	if a := admin.do("GET", "/t/bordeaux/guests", nil); !strings.Contains(string(a.body), `"support":{"until":`) {
		t.Errorf("the organisation does not see who helps: %s", a.body)
	}

	// What a helper does stands in the log with the one on whose word they are there.
	operator.do("PUT", "/t/bordeaux/people/"+admin.self("bordeaux"), map[string]any{"name": "Camille B.", "language": "fr"}).want(t, 200, "")
	var log struct {
		Entries []struct{ Principal, Behalf, Action string }
	}
	admin.do("GET", "/t/bordeaux/audit?action=core:person.update", nil).into(t, &log)
	if len(log.Entries) != 1 || log.Entries[0].Principal != "person:"+operator.self("system") || log.Entries[0].Behalf != "person:"+admin.self("bordeaux") {
		t.Errorf("the log says %+v", log.Entries)
	}

	// The organisation ends it at once.
	id := operator.self("system")
	admin.do("POST", "/t/bordeaux/guests/"+id+":dismiss", nil).want(t, 204, "")
	operator.do("GET", "/t/bordeaux/people", nil).want(t, 404, "organisation-not-found")
}
