package sqlstore_test

import (
	"context"
	"testing"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/sharing"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func TestWorksAreTheirPublishersAndSubscriptionsTheirOwn(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		now := w.clock.Now()
		as := func(id tenantID, do func(context.Context, sharing.WorkWriter) error) error {
			return w.try(id, func(ctx context.Context, tx audit.Tx) error { return do(ctx, tx.Keys().Works()) })
		}
		made := sharing.Work{ID: "w1", Module: "toolbox", Collection: "tools", Line: "valise", Code: "code", Versions: []sharing.Version{{ID: "v1", Label: "1", At: now}}}
		check(t, as(tenantA, func(ctx context.Context, x sharing.WorkWriter) error {
			check(t, x.PutWork(ctx, made))
			return x.AddDocument(ctx, "v1", []byte(`{"title":"La valise"}`))
		}))
		follow := sharing.Follower{Tenant: tenantB, Since: now}
		for range 2 { // noted twice is noted once
			check(t, as(tenantA, func(ctx context.Context, x sharing.WorkWriter) error { return x.PutFollower(ctx, "w1", follow) }))
		}
		own, err := w.Works().Work(t.Context(), tenantA, "w1")
		check(t, err)
		if !own.FollowedBy(tenantB) || len(own.Followers) != 1 || own.FollowedBy(tenantA) || own.Newest().ID != "v1" {
			t.Errorf("the work: %+v", own)
		}
		if doc, err := w.Works().Document(t.Context(), tenantA, "v1"); err != nil || string(doc) != `{"title":"La valise"}` {
			t.Errorf("what it says: %s, %v", doc, err)
		}
		if _, err := w.Works().Document(t.Context(), tenantB, "v1"); !is(err, fault.NotFound) {
			t.Errorf("another finds what it says: %v", err)
		}
		if err := as(tenantB, func(ctx context.Context, x sharing.WorkWriter) error { return x.PutWork(ctx, own) }); !is(err, fault.Conflict) {
			t.Errorf("another changed it: %v", err)
		}
		check(t, as(tenantA, func(ctx context.Context, x sharing.WorkWriter) error { return x.PutWork(ctx, own) }))
		if err := as(tenantA, func(ctx context.Context, x sharing.WorkWriter) error { return x.PutWork(ctx, own) }); !is(err, fault.Conflict) {
			t.Errorf("an old revision: %v", err)
		}

		sub := sharing.Subscription{ID: "w1", Publisher: tenantA, Module: "toolbox", Collection: "tools", Since: now}
		check(t, as(tenantB, func(ctx context.Context, x sharing.WorkWriter) error { return x.PutSubscription(ctx, sub) }))
		sub, err = w.Works().Subscription(t.Context(), tenantB, "w1")
		check(t, err)
		if v, proposed := sub.Proposed(own); sub.Publisher != tenantA || !proposed || v.ID != "v1" {
			t.Errorf("the subscription: %+v, proposed %+v", sub, v)
		}
		sub.Taken, sub.Publisher = []sharing.Taken{{Version: "v1", At: now}}, tenant.ID{}
		check(t, as(tenantB, func(ctx context.Context, x sharing.WorkWriter) error { return x.PutSubscription(ctx, sub) }))
		all, err := w.Works().Subscriptions(t.Context(), tenantB)
		check(t, err)
		if _, proposed := all[0].Proposed(own); proposed || len(all) != 1 || !all[0].Publisher.IsZero() {
			t.Errorf("once taken over: %+v", all)
		}
		check(t, as(tenantA, func(ctx context.Context, x sharing.WorkWriter) error { return x.RemoveFollower(ctx, "w1", tenantB) }))
		if all, err := w.Works().Works(t.Context(), tenantA); err != nil || len(all) != 1 || len(all[0].Followers) != 0 {
			t.Errorf("once nobody follows: %+v, %v", all, err)
		}
	})
}
