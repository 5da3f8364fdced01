package sqlstore_test

import (
	"fmt"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func TestTidy(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits())
		ana := w.person(tenantA, "ana")
		create := func(from, to int) {
			var b record.Batch
			for i := from; i < to; i++ {
				b.Writes = append(b.Writes, write(visits(), store.Create, fmt.Sprint(i), `{}`))
			}
			b.Idempotency = &record.Idempotency{Key: fmt.Append(nil, from), Request: []byte("r"), Answer: func(store.Receipt) (int, []byte) { return 201, nil }}
			if _, err := w.Rows().Apply(t.Context(), tenantA, b); err != nil {
				t.Fatal(err)
			}
		}
		create(0, 600)
		_, cursor, err := w.Rows().Changes(t.Context(), tenantA, visits(), "", 0)
		check(t, err)
		w.clock.advance(8 * 24 * time.Hour)
		create(600, 603)
		check(t, w.Tidy(t.Context()))
		if left, _, err := w.Rows().Changes(t.Context(), tenantA, visits(), "", 1000); err != nil || len(left) != 4 || left[0].Record.ID != "599" {
			t.Errorf("%d changes are left, %v", len(left), err)
		}
		w.clock.advance(8 * 24 * time.Hour)
		check(t, w.Tidy(t.Context()))
		create(603, 604) // the numbers go on where they were
		if _, _, err := w.Rows().Changes(t.Context(), tenantA, visits(), cursor, 0); fault.From(err).Code != "cursor-too-old" {
			t.Errorf("a cursor from before the cut: %v", err)
		}
		_, cursor, err = w.Rows().Changes(t.Context(), tenantA, visits(), "602", 0)
		check(t, err)
		if cursor != "604" {
			t.Errorf("the feed ends at %s", cursor)
		}
		if news, _, err := w.Rows().Changes(t.Context(), tenantA, visits(), "603", 1000); err != nil || len(news) != 1 || news[0].Record.ID != "603" {
			t.Errorf("after a cursor: %v, %v", news, err)
		}
		if _, _, err := w.Rows().Changes(t.Context(), tenantA, visits(), "605", 0); fault.From(err).Code != "bad-cursor" {
			t.Errorf("a cursor beyond the end: %v", err)
		}
		if _, _, err := w.Rows().Changes(t.Context(), tenantB, visits(), cursor, 0); fault.From(err).Code != "bad-cursor" {
			t.Errorf("a neighbour's cursor: %v", err)
		}
		if _, _, err := w.Replays().Replay(t.Context(), tenantA, []byte("600"), []byte("r")); !is(err, fault.NotFound) {
			t.Errorf("an old answer: %v", err)
		}
		if _, _, err := w.Replays().Replay(t.Context(), tenantA, []byte("603"), []byte("r")); err != nil {
			t.Errorf("a new answer: %v", err)
		}
		w.clock.advance(-16 * 24 * time.Hour)
		if _, _, err := w.Identity().Session(t.Context(), hash("ana"), tenantA); !is(err, fault.NotFound) {
			t.Errorf("the expired session of %s is still kept: %v", ana.ID, err)
		}
		if page := w.scan(tenantA, visits(), record.Selection{Size: 1000}); len(page.Records) != 604 {
			t.Errorf("%d records are left", len(page.Records))
		}
	})
}
