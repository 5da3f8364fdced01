package sqlstore_test

import (
	"context"
	"slices"
	"testing"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// factors changes second factors of a tenant.
func (w *world) factors(id tenantID, do func(ctx context.Context, f identity.FactorWriter) error) error {
	return w.try(id, func(ctx context.Context, tx audit.Tx) error { return do(ctx, tx.Access().Proofs().Factors()) })
}

func TestSecondFactors(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ana, now := w.person(tenantA, "ana"), w.clock.Now()
		check(t, w.factors(tenantA, func(ctx context.Context, f identity.FactorWriter) error {
			check(t, f.Put(ctx, ana.ID, identity.Factor{Secret: "sealed"}))
			check(t, f.PutCodes(ctx, ana.ID, [][]byte{hash("one"), hash("two")}))
			return f.PutCodes(ctx, ana.ID, [][]byte{hash("three"), hash("four"), hash("five")})
		}))
		if all, err := w.Factors().Protected(t.Context(), tenantA); err != nil || len(all) != 0 {
			t.Errorf("asked for before a code was shown: %v, %v", all, err)
		}
		check(t, w.factors(tenantA, func(ctx context.Context, f identity.FactorWriter) error {
			return f.Put(ctx, ana.ID, identity.Factor{Secret: "sealed", Confirmed: &now, Step: 7})
		}))
		kept, err := w.Factors().Factor(t.Context(), tenantA, ana.ID)
		if err != nil || !kept.On() || !kept.Confirmed.Equal(now) || kept.Secret != "sealed" || kept.Step != 7 || kept.Codes != 3 {
			t.Errorf("kept %+v, %v", kept, err)
		}
		w.useOnce(t, ana)
		if all, err := w.Factors().Protected(t.Context(), tenantA); err != nil || !slices.Equal(all, []string{ana.ID}) {
			t.Errorf("protected: %v, %v", all, err)
		}
		if all, err := w.Factors().Protected(t.Context(), tenantB); err != nil || len(all) != 0 {
			t.Errorf("another tenant sees %v, %v", all, err)
		}
		w.change(tenantA, func(ctx context.Context, tx audit.Tx) error { return tx.People().Erase(ctx, ana.ID) })
		if kept, err := w.Factors().Factor(t.Context(), tenantA, ana.ID); err != nil || kept != (identity.Factor{}) {
			t.Errorf("after an erasure: %+v, %v", kept, err)
		}
	})
}

// useOnce uses codes up, twice each, and as another tenant.
func (w *world) useOnce(t *testing.T, ana identity.Person) {
	t.Helper()
	for _, try := range []struct {
		what  string
		who   tenantID
		proof identity.Proof
		right bool
	}{
		{"the last step again", tenantA, identity.Proof{Step: 7}, false},
		{"a later step, elsewhere", tenantB, identity.Proof{Step: 8}, false},
		{"a later step", tenantA, identity.Proof{Step: 8}, true},
		{"that step again", tenantA, identity.Proof{Step: 8}, false},
		{"a replaced code", tenantA, identity.Proof{Recovery: hash("one")}, false},
		{"a code, elsewhere", tenantB, identity.Proof{Recovery: hash("three")}, false},
		{"a code", tenantA, identity.Proof{Recovery: hash("three")}, true},
		{"that code again", tenantA, identity.Proof{Recovery: hash("three")}, false},
	} {
		err := w.factors(try.who, func(ctx context.Context, f identity.FactorWriter) error { return f.Use(ctx, ana.ID, try.proof) })
		if try.right != (err == nil) || err != nil && !is(err, fault.Conflict) {
			t.Errorf("%s: %v", try.what, err)
		}
	}
}
