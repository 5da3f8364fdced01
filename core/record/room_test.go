package record_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/sqlstore/pgtest"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// TestRoomForAModule fills what one organisation may keep of a module: it is refused then, and nobody else; without the
// limit it goes on. Who deletes has room again.
func TestRoomForAModule(t *testing.T) {
	t.Parallel()
	cluster.Both(t, func(t *testing.T, d pgtest.Database) {
		w := newWorld(t, config(d))
		const room = 4 << 10
		keeper := record.New(w.config(func(c *record.Config) { c.Room = room }))
		full := fault.New(fault.Exhausted, "module-storage-full", "")
		fill := func(in town) (ids []string, err error) {
			for len(ids) < 40 {
				got, err := keeper.View(in.coordinator()).Commit(t.Context(), store.Commit{Mutations: []store.Mutation{
					{Verb: store.Create, Collection: "contacts", Doc: []byte(`{"note":"` + strings.Repeat("x", 180) + `"}`)},
				}})
				if err != nil {
					return ids, err
				}
				ids = append(ids, got.Records[0].ID)
			}
			return ids, nil
		}
		ids, err := fill(w.a)
		if !errors.Is(err, full) || len(ids) < 10 || len(ids) > 21 {
			t.Errorf("after %d records: %v", len(ids), err)
		}
		w.create(w.a.coordinator(), "contacts", `{"note":"the control: a keeper without a limit takes it"}`)
		if more, err := fill(w.b); len(more) < len(ids)-1 {
			t.Errorf("the neighbour has room for %d records: %v", len(more), err)
		}
		for _, id := range ids[:6] {
			if _, err := keeper.View(w.a.coordinator()).Commit(t.Context(), store.Commit{Mutations: []store.Mutation{{Verb: store.Delete, Collection: "contacts", ID: id}}}); err != nil {
				t.Fatalf("deleting: %v", err)
			}
		}
		w.clock.advance(10 * time.Second)
		if more, err := fill(w.a); len(more) < 3 || !errors.Is(err, full) {
			t.Errorf("after deleting six there is room for %d: %v", len(more), err)
		}
	})
}
