package record_test

import (
	"testing"

	"github.com/ribambelle/ribambelle/core/sqlstore/pgtest"
	"github.com/ribambelle/ribambelle/sdk/store/storetest"
)

// TestView runs the suite of all stores over the view, on both engines.
func TestView(t *testing.T) {
	t.Parallel()
	for name, engine := range map[string]func(testing.TB) pgtest.Database{"SQLite": pgtest.SQLite, "PostgreSQL": cluster.Database} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			storetest.Run(t, func(t *testing.T) storetest.Harness {
				w := newWorld(t, config(engine(t)))
				return storetest.Harness{
					Store: w.keeper.View(w.a.coordinator()), Internal: w.keeper.View(w.a.itself()),
					Other: w.keeper.View(w.b.coordinator()),
					North: storetest.Unit{ID: w.a.north.ID, Path: w.a.north.Path},
					Inner: storetest.Unit{ID: w.a.inner.ID, Path: w.a.inner.Path},
					South: storetest.Unit{ID: w.a.south.ID, Path: w.a.south.Path},
				}
			})
		})
	}
}
