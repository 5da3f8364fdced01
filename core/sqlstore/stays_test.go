package sqlstore_test

import (
	"context"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func TestStays(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ana, bob := w.person(tenantA, "ana"), w.person(tenantB, "bob")
		north := w.unit(tenantB, tenant.Unit{Key: "nord", Kind: "territory"})
		soon := w.clock.Now().Add(time.Minute)
		stays := func(home tenantID, person string) []identity.Stay {
			all, err := w.Stays().Stays(t.Context(), home, person)
			check(t, err)
			return all
		}
		want := func(what string, n int) {
			t.Helper()
			one := identity.Stay{Person: ana.ID, Home: tenantA, Host: tenantB}
			if all := stays(tenantA, ana.ID); len(all) != n || n == 1 && cmp.Diff(one, all[0], sameTenant) != "" {
				t.Errorf("%s: %v", what, all)
			}
		}
		w.grant(tenantB, identity.Grant{ID: "own", Principal: bob.ID, Role: identity.Director})
		want("before", 0)
		w.grant(tenantB, identity.Grant{ID: "g1", Principal: ana.ID, Home: tenantA, Role: identity.Adviser, Unit: north.ID})
		w.grant(tenantB, identity.Grant{ID: "g2", Principal: ana.ID, Home: tenantA, Role: identity.Educator, Expires: &soon})
		want("with two roles", 1)
		if all := stays(tenantA, ""); len(all) != 1 {
			t.Errorf("of everybody: %v", all)
		}
		if all := append(stays(tenantB, ""), stays(tenantA, bob.ID)...); len(all) != 0 {
			t.Errorf("of others: %v", all)
		}
		all, err := w.Roll().Grants(t.Context(), tenantB)
		check(t, err)
		for id, home := range map[string]tenantID{ana.ID: tenantA, bob.ID: tenantB} {
			if p, err := identity.Somebody(t.Context(), w.Roll(), tenantB, all, id); err != nil || p.Tenant != home {
				t.Errorf("somebody: %+v, %v", p, err)
			}
		}
		if _, err := identity.Somebody(t.Context(), w.Roll(), tenantA, nil, bob.ID); !is(err, fault.NotFound) {
			t.Errorf("somebody who holds nothing here: %v", err)
		}
		w.change(tenantB, func(ctx context.Context, tx audit.Tx) error { return tx.Units().Remove(ctx, north.ID) })
		want("with a role less, whose unit has gone", 1)
		w.clock.advance(time.Hour) // the other role is over, and is still kept
		w.change(tenantB, func(ctx context.Context, tx audit.Tx) error { return tx.People().Erase(ctx, ana.ID) })
		want("after the host took all away", 0)
		if err := w.try(tenantB, func(ctx context.Context, tx audit.Tx) error { return tx.People().Erase(ctx, ana.ID) }); !is(err, fault.NotFound) {
			t.Errorf("taken away again: %v", err)
		}
		if p, err := w.Roll().Person(t.Context(), tenantA, ana.ID); err != nil || p.ID != ana.ID {
			t.Errorf("the account at home: %v, %v", p, err)
		}
		w.grant(tenantB, identity.Grant{ID: "g3", Principal: ana.ID, Home: tenantA, Role: identity.Adviser})
		w.change(tenantB, func(ctx context.Context, tx audit.Tx) error { return tx.Access().RemoveGrant(ctx, "g3") })
		want("after the last role was taken", 0)
	})
}
