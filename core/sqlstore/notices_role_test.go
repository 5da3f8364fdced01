package sqlstore_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/notice"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// toldRoles hands a desk a notice to roles, and what follows from it as the outbox would; it returns the messages.
func (w *world) toldRoles(desk *notice.Desk, id tenantID, number int, told store.Notice) (sent []store.Mail) {
	w.t.Helper()
	told.Kind, told.Link, told.Values = "moved", "/s", map[string]map[string]string{"number": {"fr": fmt.Sprint(number)}}
	check(w.t, desk.Take(w.t.Context(), outbox.Item{ID: fmt.Sprintf("0198a000-0000-7000-8000-%012d", number), Tenant: id, Kind: outbox.Notice, Name: "visits"}, told))
	for {
		items, err := w.Queue().Lease(w.t.Context(), 200, time.Minute)
		check(w.t, err)
		if len(items) == 0 {
			return sent
		}
		for _, i := range items {
			switch i.Kind {
			case outbox.Notice:
				var one store.Notice
				check(w.t, json.Unmarshal(i.Data, &one))
				check(w.t, desk.Take(w.t.Context(), i, one))
			case outbox.Mail:
				var m store.Mail
				check(w.t, json.Unmarshal(i.Data, &m))
				sent = append(sent, m)
			}
			check(w.t, w.Queue().Done(w.t.Context(), i))
		}
	}
}

// heard names who of these has been told something, and how often.
func (w *world) heard(id tenantID, people map[string]identity.Person) string {
	w.t.Helper()
	var all []string
	for login, p := range people {
		told, err := w.Notices().Of(w.t.Context(), id, p.ID, "", 10)
		check(w.t, err)
		if len(told) > 0 {
			all = append(all, fmt.Sprint(login, len(told)))
		}
	}
	slices.Sort(all)
	return strings.Join(all, " ")
}

// Everybody who holds the role at the site or above it is told, once, however they hold it and however often it is delivered; nobody
// who holds it elsewhere, and nobody of the neighbour.
func TestANoticeToARoleReachesThoseWhoHoldItThere(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		north := w.unit(tenantA, tenant.Unit{Key: "nord", Name: "Nord"})
		lilas := w.unit(tenantA, tenant.Unit{Key: "lilas", Name: "Les Lilas", Parent: north.ID})
		roses := w.unit(tenantA, tenant.Unit{Key: "roses", Name: "Les Roses", Parent: north.ID})
		people := map[string]identity.Person{}
		for _, login := range []string{"site", "group", "root", "weekly", "silent", "sibling", "suspended", "expired", "helper", "director", "late"} {
			people[login] = w.person(tenantA, login)
		}
		people["neighbour"], people["adviser"] = w.person(tenantB, "neighbour"), w.person(tenantB, "adviser")
		soon, n := w.clock.Now().Add(time.Minute), 0
		educator := func(login string, at tenant.Unit, change func(*identity.Grant)) {
			n++
			g := identity.Grant{ID: fmt.Sprint("g", n), Principal: people[login].ID, Role: identity.Educator, Unit: at.ID}
			if change != nil {
				change(&g)
			}
			w.grant(tenantA, g)
		}
		for login, at := range map[string]tenant.Unit{"site": lilas, "weekly": lilas, "silent": lilas, "suspended": lilas, "sibling": roses, "root": {}} {
			educator(login, at, nil)
		}
		educator("site", north, nil) // twice
		educator("expired", lilas, func(g *identity.Grant) { g.Expires = &soon })
		educator("helper", lilas, func(g *identity.Grant) { g.Support = true })
		educator("director", lilas, func(g *identity.Grant) { g.Role = identity.Director })
		educator("adviser", north, func(g *identity.Grant) { g.Home = tenantB })
		team := w.group(tenantA, people["group"].ID)
		educator("group", north, func(g *identity.Grant) { g.Principal = team.ID })
		w.grant(tenantB, identity.Grant{ID: "theirs", Principal: people["neighbour"].ID, Role: identity.Educator})
		gone := people["suspended"]
		gone.Suspended = true
		w.change(tenantA, func(ctx context.Context, tx audit.Tx) error { _, err := tx.People().Put(ctx, gone); return err })
		w.choose(tenantA, people["weekly"].ID, "moved", sdk.NoticeWeekly)
		w.choose(tenantA, people["silent"].ID, "moved", sdk.NoticeNone)
		w.clock.advance(time.Hour)

		desk, told := w.deskIn(""), store.Notice{Roles: []string{identity.Educator}, Units: []string{lilas.ID, "gone", north.ID}}
		sent := append(w.toldRoles(desk, tenantA, 1, told), w.toldRoles(desk, tenantA, 1, told)...)
		if got := w.heard(tenantA, people); got != "adviser1 group1 root1 silent1 site1 weekly1" {
			t.Errorf("told %s", got)
		}
		if got := w.heard(tenantB, people); got != "" {
			t.Errorf("told at the neighbour's: %s", got)
		}
		to := map[string]string{}
		for _, m := range sent {
			to[m.To] = m.Text
		}
		if len(sent) != 4 || len(to) != 4 || to["site@example.org"] == "" || to["weekly@example.org"] != "" || to["silent@example.org"] != "" {
			t.Errorf("messages: %+v", sent)
		}
		if strings.Contains(to["root@example.org"], "/modules/visits") || !strings.Contains(to["site@example.org"], "/modules/visits/s") {
			t.Errorf("a link that leads to a closed door: %q, or none to an open one: %q", to["root@example.org"], to["site@example.org"])
		}
		educator("late", lilas, nil) // joins between one delivery and the next
		w.toldRoles(desk, tenantA, 1, told)
		w.toldRoles(desk, tenantA, 2, store.Notice{Roles: []string{identity.Educator, identity.Director}})
		w.toldRoles(desk, tenantA, 3, store.Notice{Roles: []string{identity.Educator}, Units: []string{"gone"}})
		w.toldRoles(desk, tenantB, 4, store.Notice{Roles: []string{identity.Educator}, Units: []string{lilas.ID}})
		if got := w.heard(tenantA, people); got != "adviser1 group1 late1 root2 silent1 site1 weekly1" {
			t.Errorf("told over the whole organisation, and at places that are not there: %s", got)
		}
		if got := w.heard(tenantB, people); got != "" {
			t.Errorf("told by the id of a neighbour's site: %s", got)
		}
	})
}

// A role that hundreds hold is told in as many deliveries, and one of theirs that fails holds nobody else's up.
func TestANoticeToManyIsDeliveredOneByOne(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		const many = 230
		w.change(tenantA, func(ctx context.Context, tx audit.Tx) error {
			for i := range many {
				p, err := tx.People().Put(ctx, identity.Person{Name: "x", Email: fmt.Sprintf("p%d@example.org", i), Language: "fr"})
				if err != nil {
					return err
				}
				if err := tx.Access().PutGrant(ctx, identity.Grant{ID: fmt.Sprint("g", i), Principal: p.ID, Role: identity.Educator}); err != nil {
					return err
				}
			}
			return nil
		})
		told := store.Notice{Roles: []string{identity.Educator}, Kind: "moved"}
		desk := w.deskIn("p7@example.org")
		for range 2 {
			check(t, desk.Take(t.Context(), outbox.Item{ID: "0198a000-0000-7000-8000-000000000001", Tenant: tenantA, Kind: outbox.Notice, Name: "visits"}, told))
		}
		items, err := w.Queue().Lease(t.Context(), 2*many, time.Minute)
		check(t, err)
		failed := 0
		for _, i := range items {
			var one store.Notice
			check(t, json.Unmarshal(i.Data, &one))
			if i.Subject != one.To || len(one.Roles) > 0 {
				t.Fatalf("%+v tells %+v", i, one)
			}
			if desk.Take(t.Context(), i, one) != nil {
				failed++
			}
		}
		if len(items) != many || failed != 1 {
			t.Errorf("%d deliveries, %d of them failed", len(items), failed)
		}
	})
}
