package sqlstore_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func TestRecordIsReadAsItWasStored(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits())
		const doc = `{"title": "Été à l’école", "places":12,"more":{"b":1,"a":[true]}}`
		stored := w.create(tenantA, visits(), "id-1", doc)
		want := store.Record{ID: "id-1", Rev: 1, Unit: "/", Owner: "person-1", Created: w.clock.Now(), Updated: w.clock.Now(), Doc: []byte(doc)}
		if diff := cmp.Diff(want, stored); diff != "" {
			t.Errorf("receipt (-want +got):\n%s", diff)
		}
		got, err := w.Rows().Fetch(t.Context(), tenantA, visits(), "id-1")
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("fetched (-want +got):\n%s", diff)
		}
		if _, err := w.Rows().Fetch(t.Context(), tenantB, visits(), "id-1"); fault.KindOf(err) != fault.NotFound {
			t.Errorf("the other tenant got %v, want not_found", err)
		}
		page, err := w.Rows().Scan(t.Context(), tenantB, visits(), record.Selection{})
		if err != nil || len(page.Records) != 0 {
			t.Errorf("the other tenant's list: %v, %v", page, err)
		}
	})
}
