package sqlstore_test

import (
	"context"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// passkeys changes passkeys of a tenant.
func (w *world) passkeys(id tenantID, do func(ctx context.Context, p identity.PasskeyWriter) error) error {
	return w.try(id, func(ctx context.Context, tx audit.Tx) error { return do(ctx, tx.Access().Proofs().Passkeys()) })
}

func TestPasskeys(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		ana := w.person(tenantA, "ana")
		k := identity.Passkey{ID: "k1", Person: ana.ID, Credential: hash("device"), Name: "Téléphone", Doc: "{}", Counter: 4_000_000_000}
		check(t, w.passkeys(tenantA, func(ctx context.Context, p identity.PasskeyWriter) error { return p.Put(ctx, k) }))
		later, until := k, w.clock.Now().Add(time.Minute)
		later.Counter, later.Doc = k.Counter+1, `{"n":1}`
		for _, try := range []struct {
			what string
			who  tenantID
			do   func(ctx context.Context, p identity.PasskeyWriter) error
			want fault.Kind
		}{
			{"the device again", tenantA, func(ctx context.Context, p identity.PasskeyWriter) error {
				return p.Put(ctx, identity.Passkey{ID: "k2", Credential: hash("device")})
			}, fault.Conflict},
			{"the same count", tenantA, func(ctx context.Context, p identity.PasskeyWriter) error { return p.Use(ctx, k) }, fault.Conflict},
			{"elsewhere", tenantB, func(ctx context.Context, p identity.PasskeyWriter) error { return p.Use(ctx, later) }, fault.Conflict},
			{"another's name", tenantA, func(ctx context.Context, p identity.PasskeyWriter) error { return p.Rename(ctx, "bob", "k1", "x") }, fault.NotFound},
			{"another's removal", tenantB, func(ctx context.Context, p identity.PasskeyWriter) error { return p.Remove(ctx, ana.ID, "k1") }, fault.NotFound},
			{"a use", tenantA, func(ctx context.Context, p identity.PasskeyWriter) error { return p.Use(ctx, later) }, 0},
			{"a name", tenantA, func(ctx context.Context, p identity.PasskeyWriter) error {
				return p.Rename(ctx, ana.ID, "k1", "Tablette")
			}, 0},
			{"a challenge", tenantA, func(ctx context.Context, p identity.PasskeyWriter) error { return p.Spend(ctx, hash("c"), until) }, 0},
			{"a challenge again", tenantA, func(ctx context.Context, p identity.PasskeyWriter) error { return p.Spend(ctx, hash("c"), until) }, fault.Conflict},
			{"a challenge of another's", tenantB, func(ctx context.Context, p identity.PasskeyWriter) error { return p.Spend(ctx, hash("c"), until) }, 0},
		} {
			if err := w.passkeys(try.who, try.do); try.want == 0 && err != nil || try.want != 0 && !is(err, try.want) {
				t.Errorf("%s: %v", try.what, err)
			}
		}
		kept, err := w.Passkeys().Passkey(t.Context(), tenantA, hash("device"))
		if err != nil || kept.Counter != later.Counter || kept.Doc != later.Doc || kept.Name != "Tablette" || kept.Used == nil {
			t.Errorf("kept %+v, %v", kept, err)
		}
		if _, err := w.Passkeys().Passkey(t.Context(), tenantB, hash("device")); !is(err, fault.NotFound) {
			t.Errorf("another tenant finds it: %v", err)
		}
		w.clock.advance(time.Hour)
		check(t, w.Tidy(t.Context()))
		check(t, w.passkeys(tenantA, func(ctx context.Context, p identity.PasskeyWriter) error { return p.Spend(ctx, hash("c"), until) }))
		w.change(tenantA, func(ctx context.Context, tx audit.Tx) error { return tx.People().Erase(ctx, ana.ID) })
		if all, err := w.Passkeys().Passkeys(t.Context(), tenantA, ana.ID); err != nil || len(all) != 0 {
			t.Errorf("after an erasure: %v, %v", all, err)
		}
	})
}
