package sqlstore_test

import (
	"context"
	"os"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// standing changes how a tenant stands.
func (w *world) standing(id tenantID, to func(tenant.Tenant) (tenant.Tenant, error)) {
	w.t.Helper()
	now, err := w.Directory().ByID(w.t.Context(), id)
	check(w.t, err)
	next, err := to(now)
	check(w.t, err)
	w.change(id, func(ctx context.Context, tx audit.Tx) error { return tx.Tenants(now.Version).Put(ctx, next) })
}

func (w *world) leave(id tenantID) {
	w.t.Helper()
	w.standing(id, func(t tenant.Tenant) (tenant.Tenant, error) { return t.Leave("Fin du contrat.", 0, w.clock.Now()) })
}

// What waits of a suspended organisation waits until it is resumed; the others' goes on.
func TestSuspendedOrganisationsWait(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		for _, id := range []tenantID{tenantA, tenantB} {
			check(t, w.Queue().Add(t.Context(), outbox.Item{ID: id.String(), Tenant: id, Kind: outbox.Mail, Name: "x", At: w.clock.Now()}))
		}
		w.standing(tenantA, func(t tenant.Tenant) (tenant.Tenant, error) { return t.Suspend("Facture.", w.clock.Now()) })
		lease := func() (got []string) {
			items, err := w.Queue().Lease(t.Context(), 10, time.Minute)
			check(t, err)
			for _, i := range items {
				got = append(got, i.ID)
			}
			return got
		}
		if diff := cmp.Diff([]string{tenantB.String()}, lease()); diff != "" {
			t.Errorf("leased while one is suspended (-want +got):\n%s", diff)
		}
		w.standing(tenantA, func(t tenant.Tenant) (tenant.Tenant, error) { return t.Resume(w.clock.Now()) })
		if diff := cmp.Diff([]string{tenantA.String()}, lease()); diff != "" {
			t.Errorf("leased once it is resumed (-want +got):\n%s", diff)
		}
	})
}

// Nothing is left of a tenant that has gone: in no table, and on SQLite in no byte of the file. The other keeps everything.
func TestADepartureLeavesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits(), ballots())
		for _, id := range []tenantID{tenantA, tenantB} {
			w.create(id, visits(), "id-1", `{"title":"a"}`)
			w.create(id, ballots(), "id-1", `{"wave":"w"}`)
			w.unit(id, tenant.Unit{Key: "nord", Kind: "territory"})
			w.person(id, "lou-"+id.String()[34:])
			w.grant(id, identity.Grant{ID: "g", Principal: "p", Role: identity.Director})
			check(t, w.Queue().Add(t.Context(), outbox.Item{ID: "m", Tenant: id, Kind: outbox.Mail, Name: "x", At: w.clock.Now()}))
		}
		home, leaves := w.Departures(), tenantA
		if err := home.Forget(t.Context(), leaves); !is(err, fault.Conflict) {
			t.Errorf("one that stays was forgotten: %v", err)
		}
		before, err := home.Rows(t.Context(), tenantB)
		check(t, err)
		w.leave(leaves)
		had, err := home.Rows(t.Context(), leaves)
		check(t, err)
		for _, table := range []string{"tenants", "units", "people", "sessions", "grants", "entries", "logs", "outbox", "rec_portrait_visits"} {
			if had[table] == 0 {
				t.Errorf("the control has nothing in %s: %v", table, had)
			}
		}
		check(t, home.Forget(t.Context(), leaves))
		check(t, home.Forget(t.Context(), leaves)) // it may be called again
		if left, err := home.Rows(t.Context(), leaves); err != nil || len(left) > 0 {
			t.Errorf("left: %v, %v", left, err)
		}
		after, err := home.Rows(t.Context(), tenantB)
		if diff := cmp.Diff(before, after); err != nil || diff != "" {
			t.Errorf("the other tenant (-before +after): %v\n%s", err, diff)
		}
		if _, err := w.Directory().ByID(t.Context(), leaves); !is(err, fault.NotFound) {
			t.Errorf("the tenant: %v", err)
		}
		path, onFile := strings.CutPrefix(w.config.DSN, "sqlite:")
		if !onFile {
			return
		}
		check(t, w.Close())
		for _, name := range []string{path, path + "-wal"} {
			text, err := os.ReadFile(name)
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			if strings.Contains(string(text), leaves.String()) {
				t.Errorf("%s still names the tenant", name)
			}
		}
	})
}

func TestDeparturesAreNoted(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		began := w.clock.Now()
		d := audit.Departure{ID: tenantB, Slug: "bordeaux", Began: began, Had: map[string]int64{"units": 3}, Head: "head\n"}
		note := func() {
			t.Helper()
			check(t, w.Departures().Note(t.Context(), tenantA, d, &audit.Entry{Tenant: tenantA, Principal: "operator", Action: "core:tenant.forget", Outcome: audit.Done}))
		}
		note()
		w.clock.advance(time.Minute)
		ended := w.clock.Now()
		d.Ended, d.Certificate = &ended, "signed\n"
		note()
		all, err := w.Departures().All(t.Context(), tenantA)
		if diff := cmp.Diff([]audit.Departure{d}, all, sameTenant); err != nil || diff != "" {
			t.Errorf("departures: %v\n%s", err, diff)
		}
		if others, err := w.Departures().All(t.Context(), tenantB); err != nil || len(others) > 0 {
			t.Errorf("of others: %v, %v", others, err)
		}
	})
}
