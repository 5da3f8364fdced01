package sqlstore_test

import (
	"context"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// providers changes providers of a tenant.
func (w *world) providers(id tenantID, do func(ctx context.Context, p identity.ProviderWriter) error) error {
	return w.try(id, func(ctx context.Context, tx audit.Tx) error { return do(ctx, tx.Access().Proofs().Providers()) })
}

func TestProviders(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ana, bob := w.person(tenantA, "ana"), w.person(tenantA, "bob")
		p := identity.Provider{ID: "p", Name: "Ville", Issuer: "https://login.example.org", Client: "us", Domains: []string{"example.org"}, Suffices: true}
		link := identity.Link{ID: "l1", Issuer: p.Issuer, Subject: "1", Person: ana.ID}
		for _, try := range []struct {
			what string
			who  tenantID
			do   func(ctx context.Context, x identity.ProviderWriter) error
			want fault.Kind
		}{
			{"a provider", tenantA, func(ctx context.Context, x identity.ProviderWriter) error { _, err := x.Put(ctx, p); return err }, 0},
			{"an old revision", tenantA, func(ctx context.Context, x identity.ProviderWriter) error {
				_, err := x.Put(ctx, identity.Provider{ID: "p", Rev: 7})
				return err
			}, fault.Conflict},
			{"another's", tenantB, func(ctx context.Context, x identity.ProviderWriter) error {
				_, err := x.Put(ctx, identity.Provider{ID: "p", Rev: 1})
				return err
			}, fault.Conflict},
			{"another's removal", tenantB, func(ctx context.Context, x identity.ProviderWriter) error { return x.Remove(ctx, "p") }, fault.NotFound},
			{"a link", tenantA, func(ctx context.Context, x identity.ProviderWriter) error { return x.Link(ctx, link) }, 0},
			{"the account again", tenantA, func(ctx context.Context, x identity.ProviderWriter) error {
				return x.Link(ctx, identity.Link{ID: "l2", Issuer: p.Issuer, Subject: "1", Person: bob.ID})
			}, fault.Conflict},
			{"another's link", tenantA, func(ctx context.Context, x identity.ProviderWriter) error { return x.Unlink(ctx, bob.ID, "l1") }, fault.NotFound},
		} {
			if err := w.providers(try.who, try.do); try.want == 0 && err != nil || try.want != 0 && !is(err, try.want) {
				t.Errorf("%s: %v", try.what, err)
			}
		}
		kept, err := w.Providers().Providers(t.Context(), tenantA)
		if err != nil || len(kept) != 1 || kept[0].Rev != 1 || !kept[0].Suffices || !kept[0].For("x@example.org") || kept[0].For("x@sub.example.org") {
			t.Errorf("kept %+v, %v", kept, err)
		}
		if who, err := w.Providers().Linked(t.Context(), tenantA, p.Issuer, "1"); err != nil || who.ID != ana.ID {
			t.Errorf("linked to %+v, %v", who, err)
		}
		if _, err := w.Providers().Linked(t.Context(), tenantB, p.Issuer, "1"); !is(err, fault.NotFound) {
			t.Errorf("another tenant finds it: %v", err)
		}
		for name, source := range map[string]identity.Source{"one": identity.NewSource("p", "1", "a"), "two": identity.NewSource("p", "1", "b"), "own": {}} {
			s, _, _ := identity.NewSession(ana, identity.How{First: identity.FirstProvider}, "", w.clock.Now())
			s.Source = source
			w.change(tenantA, func(ctx context.Context, tx audit.Tx) error { return tx.People().PutSession(ctx, s, hash(name)) })
		}
		live := func() (all string) {
			for _, name := range []string{"one", "two", "own"} {
				if s, _, err := w.Identity().Session(t.Context(), hash(name), tenantA); err == nil {
					all += name + " " + s.Source.Provider + ";"
				}
			}
			return all
		}
		end := func(s identity.Source, want string) {
			t.Helper()
			for _, id := range []tenantID{tenantB, tenantA} {
				check(t, w.providers(id, func(ctx context.Context, x identity.ProviderWriter) error { return x.End(ctx, s) }))
				if got := live(); id == tenantA && got != want || id == tenantB && got == want {
					t.Errorf("%v leaves %q", s, got)
				}
			}
		}
		end(identity.NewSource("p", "1", "a"), "two p;own ;")
		end(identity.NewSource("p", "1", ""), "own ;")
		used := identity.Invitation{ID: "i", Name: "Ana", Email: "ana@example.org", Expires: w.clock.Now().Add(time.Hour)}
		w.change(tenantA, func(ctx context.Context, tx audit.Tx) error {
			return tx.Access().Invitations().Put(ctx, used, hash("i"))
		})
		now := w.clock.Now()
		used.Used = &now
		w.change(tenantA, func(ctx context.Context, tx audit.Tx) error { return tx.Access().Invitations().Put(ctx, used, nil) })
		if err := w.try(tenantA, func(ctx context.Context, tx audit.Tx) error { return tx.Access().Invitations().Put(ctx, used, nil) }); !is(err, fault.NotFound) {
			t.Errorf("an invitation is used twice: %v", err)
		}
		w.change(tenantA, func(ctx context.Context, tx audit.Tx) error { return tx.People().Erase(ctx, ana.ID) })
		if all, err := w.Providers().Links(t.Context(), tenantA, ana.ID); err != nil || len(all) != 0 {
			t.Errorf("after an erasure: %v, %v", all, err)
		}
	})
}
