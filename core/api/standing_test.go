package api_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/api"
	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
)

func TestASuspendedOrganisationIsClosedToAllUntilItIsResumed(t *testing.T) {
	t.Parallel()
	x := populated(t)
	operator, admin, stranger := x.as("system", "operator"), x.as("bordeaux", "admin"), x.stranger()
	var key struct{ Secret string }
	admin.do("POST", "/t/bordeaux/keys", map[string]any{
		"name": "Export", "scopes": []string{"core:unit.read"}, "role": identity.Coordinator, "expires": time.Now().Add(time.Hour).UTC().Format(time.RFC3339),
	}).into(t, &key)
	suspend := map[string]any{"reason": "Contrat à renouveler."}
	for _, body := range []map[string]any{{"reason": ""}, {"reason": "  "}, {"reason": strings.Repeat("x", 301)}, {}} {
		operator.do("POST", "/tenants/bordeaux:suspend", body).want(t, 422, "invalid-input")
	}
	admin.do("POST", "/tenants/bordeaux:suspend", suspend).want(t, 404, "organisation-not-found")
	operator.do("POST", "/tenants/nowhere:suspend", suspend).want(t, 404, "organisation-not-found")
	operator.do("POST", "/tenants/system:suspend", suspend).want(t, 409, "tenant-own")
	operator.do("POST", "/tenants/bordeaux:resume", nil).want(t, 409, "tenant-open")

	operator.do("POST", "/tenants/bordeaux:suspend", suspend).want(t, 200, "")
	told := admin.do("GET", "/t/bordeaux/me", nil)
	told.want(t, 403, "tenant-suspended")
	if !strings.Contains(string(told.body), "Contrat à renouveler.") {
		t.Errorf("whoever was in is not told why: %s", told.body)
	}
	for _, path := range []string{"/t/bordeaux/units", "/t/bordeaux/visits/calls", "/t/bordeaux/visits/reports"} {
		admin.do("GET", path, nil).want(t, 403, "tenant-suspended")
	}
	session{town: x, key: key.Secret}.do("GET", "/t/bordeaux/units", nil).want(t, 403, "tenant-suspended")
	shut := stranger.do("POST", "/t/bordeaux/sign-in", map[string]any{"login": "admin", "password": password})
	shut.want(t, 403, "tenant-suspended")
	if strings.Contains(string(shut.body), "Contrat") {
		t.Errorf("strangers are told why: %s", shut.body)
	}
	x.as("lyon", "admin").do("GET", "/t/lyon/units", nil).want(t, 200, "")

	operator.do("POST", "/tenants/bordeaux:resume", nil).want(t, 200, "")
	admin.do("GET", "/t/bordeaux/units", nil).want(t, 200, "")
	var log struct{ Entries []struct{ Action string } }
	admin.do("GET", "/t/bordeaux/audit", nil).into(t, &log)
	var acts []string
	for _, e := range log.Entries {
		acts = append(acts, e.Action)
	}
	if all := strings.Join(acts, " "); !strings.Contains(all, "core:tenant.resume") || !strings.Contains(all, "core:tenant.suspend") {
		t.Errorf("the organisation's log does not tell: %s", all)
	}
}

func TestDeletingAnOrganisationCanBeTakenBackUntilItsDay(t *testing.T) {
	t.Parallel()
	x := populated(t)
	x.config.Departures = nil
	operator := x.as("system", "operator")
	operator.do("POST", "/tenants/bordeaux:delete", map[string]any{"reason": "Fin."}).want(t, 501, "not-supported")

	called := &departing{}
	x = populated(t, called.in)
	operator = x.as("system", "operator")
	for _, days := range []int{-1, 366} {
		a := operator.do("POST", "/tenants/bordeaux:delete", map[string]any{"reason": "Fin.", "days": days})
		a.want(t, 422, "invalid-input")
		if p := a.pointers(t); len(p) != 1 || p[0] != "/days" {
			t.Errorf("%d days: %v", days, p)
		}
	}
	operator.do("POST", "/tenants/system:delete", map[string]any{"reason": "Fin."}).want(t, 409, "tenant-own")
	var leaving struct {
		Standing struct {
			State string
			Ends  time.Time `json:"ends_at"`
		}
	}
	operator.do("POST", "/tenants/bordeaux:delete", map[string]any{"reason": "Fin du contrat."}).into(t, &leaving)
	if in := time.Until(leaving.Standing.Ends); leaving.Standing.State != "leaving" || in < 29*24*time.Hour || in > 31*24*time.Hour {
		t.Errorf("without days: %+v, want in thirty", leaving.Standing)
	}
	operator.do("POST", "/tenants/bordeaux:suspend", map[string]any{"reason": "Facture."}).want(t, 409, "tenant-leaving")
	operator.do("POST", "/tenants/bordeaux:resume", nil).want(t, 200, "")
	x.as("bordeaux", "admin").do("GET", "/t/bordeaux/me", nil).want(t, 200, "")
	if called.hurried > 0 {
		t.Error("somebody was deleted before their day")
	}
	operator.do("POST", "/tenants/bordeaux:delete", map[string]any{"reason": "Fin du contrat.", "days": 0}).want(t, 200, "")
	operator.do("POST", "/tenants/bordeaux:resume", nil).want(t, 409, "tenant-over")
	operator.do("POST", "/tenants/bordeaux:delete", map[string]any{"reason": "Plus tard.", "days": 30}).want(t, 409, "tenant-over")
	if called.hurried != 1 {
		t.Errorf("hurried %d times, want once", called.hurried)
	}
}

// departing counts how often somebody's time was over at once.
type departing struct{ hurried int }

func (d *departing) in(c *api.Config) { c.Departures = d }

func (d *departing) All(context.Context) ([]audit.Departure, error) { return nil, nil }

func (d *departing) Hurry() { d.hurried++ }
