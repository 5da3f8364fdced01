package sqlstore_test

import (
	"context"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/widget"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func TestEmbedKeysBelongToTheirTenant(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		k := widget.Key{
			ID: "k1", Public: widget.NewPublic(), Name: "Site de la ville", Modules: []string{"portrait"},
			Origins: []string{"https://www.example.org"}, Created: w.clock.Now(),
		}
		put := func(k widget.Key) {
			t.Helper()
			check(t, w.Book().Change(t.Context(), tenantA, nil, func(ctx context.Context, tx audit.Tx) error { return tx.Keys().PutEmbed(ctx, k) }))
		}
		put(k)
		changed := k
		changed.Name, changed.Origins, changed.Public = "Portail", []string{"https://portail.example.org"}, "rbp_other"
		put(changed)
		k.Name, k.Origins = changed.Name, changed.Origins

		got, err := w.Embeds().Key(t.Context(), tenantA, k.Public)
		if diff := cmp.Diff(k, got); err != nil || diff != "" {
			t.Errorf("a changed key: %v\n%s", err, diff)
		}
		if _, err := w.Embeds().Key(t.Context(), tenantB, k.Public); !is(err, fault.NotFound) {
			t.Errorf("another tenant's key: %v", err)
		}
		if all, err := w.Embeds().Keys(t.Context(), tenantB); err != nil || len(all) != 0 {
			t.Errorf("another tenant's keys: %v, %v", all, err)
		}
		now := w.clock.Now()
		k.Revoked = &now
		put(k)
		if _, err := w.Embeds().Key(t.Context(), tenantA, k.Public); !is(err, fault.NotFound) {
			t.Errorf("a revoked key: %v", err)
		}
		if all, err := w.Embeds().Keys(t.Context(), tenantA); err != nil || len(all) != 1 || all[0].Live() {
			t.Errorf("revoked keys stay on the list: %v, %v", all, err)
		}
	})
}
