package sqlstore_test

import (
	"slices"
	"testing"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// TestAnUpgradeChangesTheIndexes takes the uniqueness of one field to another.
func TestAnUpgradeChangesTheIndexes(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		before, after := visits(), visits()
		after.Schema.Version = 2
		after.Schema.Conversions = []store.Conversion{{To: 2}}
		after.Schema.Fields = slices.Clone(after.Schema.Fields)
		after.Schema.Fields[0].Unique, after.Schema.Fields[1].Unique = true, false // title, code
		w.install(before, ballots())
		w.create(tenantA, before, "1", `{"title":"a","code":"x"}`)
		w.install(after, ballots())
		try := func(table record.Table, id, doc, taken string) {
			t.Helper()
			err := w.tryCreate(tenantA, table, id, doc)
			if taken == "" {
				check(t, err)
			} else if fault.From(err).Code != store.CodeTaken || fault.From(err).Fields[0].Pointer != "/"+taken {
				t.Errorf("creating %s: %v, want %s taken", doc, err, taken)
			}
		}
		try(after, "2", `{"title":"a","code":"y"}`, "title")
		try(before, "2", `{"title":"b","code":"x"}`, "code")
		check(t, w.Installer().Prune(t.Context(), []record.Table{after, ballots()}))
		check(t, w.Installer().Prune(t.Context(), []record.Table{after, ballots()}))
		try(after, "2", `{"title":"b","code":"x"}`, "")
		try(after, "3", `{"title":"a","code":"z"}`, "title")
		w.create(tenantB, after, "3", `{"title":"a","code":"z"}`)
		for version, want := range map[int]int{1: 0, 2: 1} {
			at := after
			at.Schema.Version = version
			n, err := w.Rows().(record.Versioned).Behind(t.Context(), tenantA, at, 10)
			if err != nil || n != want {
				t.Errorf("%d records are older than version %d, want %d (%v)", n, version, want, err)
			}
		}
	})
}
