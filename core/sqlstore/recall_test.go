package sqlstore_test

import (
	"testing"

	"github.com/ribambelle/ribambelle/core/outbox"
)

// What is taken back waits no more, of one tenant and one kind only, also where it was given up.
func TestWaitingItemsAreRecalled(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		q := w.Queue()
		for _, i := range []outbox.Item{
			{ID: "1", Tenant: tenantA, Kind: outbox.Mail, Data: []byte("canary")},
			{ID: "2", Tenant: tenantA, Kind: outbox.Mail, Data: []byte("other")},
			{ID: "3", Tenant: tenantA, Kind: outbox.Job, Data: []byte("canary")},
			{ID: "4", Tenant: tenantB, Kind: outbox.Mail, Data: []byte("canary")},
			{ID: "5", Tenant: tenantA, Kind: outbox.Mail, Data: []byte("canary")},
		} {
			i.At = w.clock.Now()
			check(t, q.Add(t.Context(), i))
		}
		grave, _ := q.(outbox.Graveyard)
		check(t, grave.Bury(t.Context(), outbox.Item{ID: "5", Tenant: tenantA}, "given up"))
		recaller, _ := q.(outbox.Recaller)
		n, err := recaller.Recall(t.Context(), tenantA, outbox.Mail, func(i outbox.Item) bool { return string(i.Data) == "canary" })
		if err != nil || n != 2 {
			t.Errorf("taken back: %d, %v", n, err)
		}
		for id, want := range map[tenantID]int64{tenantA: 2, tenantB: 1} {
			if rows, err := w.Departures().Rows(t.Context(), id); err != nil || rows["outbox"] != want {
				t.Errorf("%s: %d wait, %v", id, rows["outbox"], err)
			}
		}
	})
}
