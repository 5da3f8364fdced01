package sqlstore_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/disclosure"
	"github.com/ribambelle/ribambelle/core/module"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func TestLedger(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		shown := []disclosure.Shown{
			{Name: "scores/a", Atoms: []string{"s1", "s2"}, N: 12},
			{Name: "scores/a", Atoms: []string{"s1", "s2"}, N: 13},
			{Name: "scores/b", Atoms: []string{"s1"}, N: 5},
		}
		for range 2 {
			check(t, w.Ledger().Remember(t.Context(), tenantA, "wave/1", shown))
		}
		check(t, w.Ledger().Remember(t.Context(), tenantA, "wave/2", shown[:1]))
		got, err := w.Ledger().Past(t.Context(), tenantA, "wave/1")
		byN := cmp.Transformer("byN", func(all []disclosure.Shown) map[int]disclosure.Shown {
			m := map[int]disclosure.Shown{}
			for _, s := range all {
				m[s.N] = s
			}
			return m
		})
		if diff := cmp.Diff(shown, got, byN); err != nil || diff != "" || len(got) != 3 {
			t.Errorf("past: %v\n%s", err, diff)
		}
		if got, err := w.Ledger().Past(t.Context(), tenantB, "wave/1"); err != nil || len(got) != 0 {
			t.Errorf("another tenant's past: %v, %v", got, err)
		}
	})
}

func TestCatalog(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		r := module.Release{Name: "portrait", Version: "1.0.0", Digest: "ab", Path: "/p", Placement: "shared", Trusted: true, Offered: []tenant.ID{tenantA}, Manifest: []byte(`{"b":1, "a":2}`), Installed: w.clock.Now()}
		check(t, w.Catalog().Put(t.Context(), r))
		r.Digest, r.Confine = "cd", "basic"
		check(t, w.Catalog().Put(t.Context(), r))
		got, err := w.Catalog().Releases(t.Context())
		if diff := cmp.Diff([]module.Release{r}, got, sameTenant); err != nil || diff != "" {
			t.Errorf("releases: %v\n%s", err, diff)
		}
		check(t, w.Catalog().Remove(t.Context(), "portrait", "1.0.0"))
		if err := w.Catalog().Remove(t.Context(), "portrait", "1.0.0"); !is(err, fault.NotFound) {
			t.Errorf("removing twice: %v", err)
		}
	})
}

// TestNoTenantReachesNothing calls each store as nobody's.
func TestNoTenantReachesNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits())
		var nobody tenant.ID
		_, err1 := w.Tree().Units(t.Context(), nobody, "/")
		_, err2 := w.Roll().People(t.Context(), nobody)
		_, err3 := w.Rows().Fetch(t.Context(), nobody, visits(), "1")
		err4 := w.Log().Append(t.Context(), entryOf(nobody, w, "x"))
		for i, err := range []error{err1, err2, err3, err4} {
			if err == nil || is(err, fault.NotFound) {
				t.Errorf("%d: got %v, want a refusal", i, err)
			}
		}
	})
}
