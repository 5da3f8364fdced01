package sqlstore_test

import (
	"context"
	"testing"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

func TestClosures(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		north := w.unit(tenantA, tenant.Unit{Key: "nord"})
		put := func(id tenantID, c tenant.Closure) error {
			return w.try(id, func(ctx context.Context, tx audit.Tx) error {
				_, err := tx.Units().Closures().Put(ctx, c)
				return err
			})
		}
		c := tenant.Closure{ID: "c", Unit: north.ID, From: "2026-08-03", To: "2026-08-21", Name: map[string]string{"fr": "Été"}, Yearly: true}
		check(t, put(tenantA, c))
		if err := put(tenantB, tenant.Closure{ID: "x", Unit: north.ID}); !is(err, fault.NotFound) {
			t.Errorf("another's unit: %v", err)
		}
		moved := c
		moved.Rev, moved.Unit = 7, ""
		for _, id := range []tenantID{tenantA, tenantB} {
			if err := put(id, moved); !is(err, fault.Conflict) {
				t.Errorf("an old revision: %v", err)
			}
		}
		check(t, put(tenantA, tenant.Closure{ID: "d", From: "2026-05-15", To: "2026-05-15"}))
		for path, want := range map[string]int{north.Path: 2, north.Path + "lilas/": 2, "/": 1, "/sud/": 1, "/nor/": 1} {
			if over, err := w.Closures().Over(t.Context(), tenantA, path); err != nil || len(over) != want {
				t.Errorf("over %s: %+v, %v", path, over, err)
			}
		}
		if over, err := w.Closures().Over(t.Context(), tenantB, north.Path); err != nil || len(over) != 0 {
			t.Errorf("the neighbour sees %+v, %v", over, err)
		}
		if _, err := w.Closures().Closure(t.Context(), tenantB, "c"); !is(err, fault.NotFound) {
			t.Errorf("the neighbour's look at one: %v", err)
		}
		w.change(tenantA, func(ctx context.Context, tx audit.Tx) error { return tx.Units().Closures().Remove(ctx, "d") })
		all, err := w.Closures().Closures(t.Context(), tenantA)
		if err != nil || len(all) != 1 || all[0].Path != north.Path || !all[0].Yearly || all[0].Name["fr"] != "Été" || all[0].Rev != 1 {
			t.Errorf("kept %+v, %v", all, err)
		}
		w.change(tenantA, func(ctx context.Context, tx audit.Tx) error { return tx.Units().Remove(ctx, north.ID) })
		if all, err := w.Closures().Closures(t.Context(), tenantA); err != nil || len(all) != 0 {
			t.Errorf("after the unit is gone: %v, %v", all, err)
		}
	})
}
