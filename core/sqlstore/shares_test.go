package sqlstore_test

import (
	"context"
	"testing"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/sharing"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func TestSharesAreKeptInTwoCopies(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		now := w.clock.Now()
		put := func(id tenantID, s sharing.Share) error {
			return w.try(id, func(ctx context.Context, tx audit.Tx) error {
				_, err := tx.Keys().Shares().PutShare(ctx, s)
				return err
			})
		}
		offer := sharing.Share{ID: "s1", Side: sharing.Given, Module: "portrait", What: "network", Expires: now.AddDate(0, 1, 0), Code: []byte("hash")}
		check(t, put(tenantA, offer))
		if err := put(tenantB, sharing.Share{ID: "s1", Rev: 1, Ended: &now}); !is(err, fault.Conflict) {
			t.Errorf("another ended it: %v", err)
		}
		if _, err := w.Shares().Share(t.Context(), tenantB, "s1"); !is(err, fault.NotFound) {
			t.Errorf("another finds it: %v", err)
		}
		given, err := w.Shares().Share(t.Context(), tenantA, "s1")
		check(t, err)
		if !given.Other.IsZero() || given.Rev != 1 || !given.Fits([]byte("hash"), now) || given.Fits([]byte("other"), now) {
			t.Errorf("the offer: %+v", given)
		}
		given.Other, given.Taken, given.Accepted, given.Code = tenantB, &now, &now, nil
		received := given.Copy(tenantA)
		check(t, put(tenantA, given))
		check(t, put(tenantB, received))
		if err := put(tenantA, given); !is(err, fault.Conflict) {
			t.Errorf("an old revision: %v", err)
		}
		both := func() bool {
			given, err := w.Shares().Share(t.Context(), tenantA, "s1")
			check(t, err)
			received, err := w.Shares().Share(t.Context(), tenantB, "s1")
			check(t, err)
			return sharing.Opens(given, received, tenantA, tenantB, now)
		}
		if !both() {
			t.Error("two copies that agree open nothing")
		}
		received, err = w.Shares().Share(t.Context(), tenantB, "s1")
		check(t, err)
		received.Ended = &now
		check(t, put(tenantB, received))
		if both() {
			t.Error("a copy that has ended opens something")
		}
		w.change(tenantB, func(ctx context.Context, tx audit.Tx) error { return tx.Keys().Shares().RemoveShare(ctx, "s1") })
		if all, err := w.Shares().Shares(t.Context(), tenantA); err != nil || len(all) != 1 {
			t.Errorf("after the other removed its own: %v, %v", all, err)
		}
		if all, err := w.Shares().Shares(t.Context(), tenantB); err != nil || len(all) != 0 {
			t.Errorf("of the other: %v, %v", all, err)
		}
	})
}
