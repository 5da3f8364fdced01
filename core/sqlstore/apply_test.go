package sqlstore_test

import (
	"errors"
	"fmt"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/outbox"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// TestBatchIsOneTransaction writes a whole batch, then one whose last write fails.
func TestBatchIsOneTransaction(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits())
		batch := func(id string, rev int64) record.Batch {
			first, second := write(visits(), store.Create, id, `{}`), write(visits(), store.Update, id, `{"title":"b"}`)
			second.Rev = rev
			return record.Batch{
				Writes:  []record.Write{first, second},
				Entries: []audit.Entry{entryOf(tenantA, w, id)},
				Events:  []record.Event{{Module: "portrait", Event: store.Event{Type: "portrait.wave.opened", Subject: id, Data: []byte(`{"n":1}`)}}},
				Jobs:    []record.Job{{Module: "portrait", Principal: "person:1", Job: store.Job{Name: "remind", Key: "k", At: w.clock.Now()}}},
				Idempotency: &record.Idempotency{Key: []byte("key" + id), Request: []byte("request"), Answer: func(r store.Receipt) (int, []byte) {
					return 201, fmt.Appendf(nil, "%d records", len(r.Records))
				}},
			}
		}
		if _, err := w.Rows().Apply(t.Context(), tenantA, batch("bad", 7)); !is(err, fault.Conflict) {
			t.Fatalf("a batch that must fail: %v", err)
		}
		count := func() (n [5]int) {
			n[0] = len(w.scan(tenantA, visits(), record.Selection{}).Records)
			entries, err1 := w.Log().Unsealed(t.Context(), tenantA, 100)
			items, err2 := w.Queue().Lease(t.Context(), 100, 0)
			changes, _, err3 := w.Rows().Changes(t.Context(), tenantA, visits(), "", 100)
			n[1], n[2], n[3] = len(entries), len(items), len(changes)
			_, _, err4 := w.Replays().Replay(t.Context(), tenantA, []byte("keybad"), []byte("request"))
			if err := errors.Join(err1, err2, err3); err != nil || !is(err4, fault.NotFound) {
				t.Errorf("counting: %v, %v", err, err4)
			}
			return n
		}
		if got := count(); got != [5]int{0, 1, 0, 0} {
			t.Errorf("after a batch that failed: %v", got)
		}
		receipt, err := w.Rows().Apply(t.Context(), tenantA, batch("good", 1))
		if err != nil || receipt.Records[1].Rev != 2 {
			t.Fatalf("%+v, %v", receipt, err)
		}
		if got := count(); got != [5]int{1, 2, 2, 2} {
			t.Errorf("after a batch: %v", got)
		}
		w.replays(t, batch("good", 1))
	})
}

// replays asks for the answer of a batch that was applied.
func (w *world) replays(t *testing.T, again record.Batch) {
	t.Helper()
	if _, err := w.Rows().Apply(t.Context(), tenantA, again); !is(err, fault.Conflict) || fault.From(err).Code != "idempotency-key-used" {
		t.Errorf("the same request again: %v", err)
	}
	status, body, err := w.Replays().Replay(t.Context(), tenantA, []byte("keygood"), []byte("request"))
	if err != nil || status != 201 || string(body) != "2 records" {
		t.Errorf("replay: %d %q %v", status, body, err)
	}
	if _, _, err := w.Replays().Replay(t.Context(), tenantA, []byte("keygood"), []byte("another")); !is(err, fault.Conflict) {
		t.Errorf("another request under the key: %v", err)
	}
	if _, _, err := w.Replays().Replay(t.Context(), tenantB, []byte("keygood"), []byte("request")); !is(err, fault.NotFound) {
		t.Errorf("another tenant's replay: %v", err)
	}
}

func TestEntryOfAnotherTenantIsRefused(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits())
		b := record.Batch{Writes: []record.Write{write(visits(), store.Create, "1", `{}`)}, Entries: []audit.Entry{entryOf(tenantB, w, "x")}}
		if _, err := w.Rows().Apply(t.Context(), tenantA, b); err == nil {
			t.Error("a batch of one tenant wrote into another's log")
		}
		if page := w.scan(tenantA, visits(), record.Selection{}); len(page.Records) != 0 {
			t.Errorf("its record stayed: %v", page)
		}
	})
}

// TestRacersHaveOneWinner lets many do the same at once.
func TestRacersHaveOneWinner(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits())
		w.create(tenantA, visits(), "shared", `{"title":"a"}`)
		for what, c := range map[string]struct {
			loser fault.Kind
			do    func(i int) record.Batch
		}{
			"a unique value": {fault.Conflict, func(i int) record.Batch {
				return record.Batch{Writes: []record.Write{write(visits(), store.Create, fmt.Sprint("u-", i), `{"code":"one"}`)}}
			}},
			"a revision": {fault.Conflict, func(int) record.Batch {
				one := write(visits(), store.Update, "shared", `{"title":"b"}`)
				one.Rev = 1
				return record.Batch{Writes: []record.Write{one}}
			}},
			"an idempotency key": {fault.Conflict, func(i int) record.Batch {
				return record.Batch{Writes: []record.Write{write(visits(), store.Create, fmt.Sprint("i-", i), `{}`)}, Idempotency: &record.Idempotency{Key: []byte("k"), Request: []byte("r")}}
			}},
		} {
			errs := make([]error, 16)
			var group sync.WaitGroup
			for i := range errs {
				group.Go(func() { _, errs[i] = w.Rows().Apply(t.Context(), tenantA, c.do(i)) })
			}
			group.Wait()
			winners := 0
			for _, err := range errs {
				if err == nil {
					winners++
				} else if !is(err, c.loser) {
					t.Errorf("%s: a loser got %v", what, err)
				}
			}
			if winners != 1 {
				t.Errorf("%s: %d winners", what, winners)
			}
		}
	})
}

func TestChangeFeed(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits(), ballots())
		_, start, err := w.Rows().Changes(t.Context(), tenantA, visits(), "", 0)
		if err != nil {
			t.Fatal(err)
		}
		w.create(tenantA, visits(), "1", `{"title":"a"}`)
		w.create(tenantA, visits(), "2", `{}`)
		w.create(tenantB, visits(), "1", `{}`)
		w.create(tenantA, ballots(), "b", `{}`)
		for _, one := range []record.Write{write(visits(), store.Update, "1", `{"title":"b"}`), write(visits(), store.Delete, "2", ``)} {
			if _, err := w.Rows().Apply(t.Context(), tenantA, record.Batch{Writes: []record.Write{one}}); err != nil {
				t.Fatal(err)
			}
		}
		type line struct {
			Verb store.Verb
			ID   string
			Doc  string
		}
		want := []line{{store.Create, "1", `{"title":"b"}`}, {store.Create, "2", ""}, {store.Update, "1", `{"title":"b"}`}, {store.Delete, "2", ""}}
		for _, limit := range []int{1, 3, 100} {
			var got []line
			cursor := start
			for {
				page, next, err := w.Rows().Changes(t.Context(), tenantA, visits(), cursor, limit)
				if err != nil {
					t.Fatal(err)
				}
				for _, c := range page {
					got = append(got, line{c.Verb, c.Record.ID, string(c.Record.Doc)})
				}
				if cursor = next; len(page) == 0 {
					break
				}
			}
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%d at a time (-want +got):\n%s", limit, diff)
			}
		}
		if page, _, err := w.Rows().Changes(t.Context(), tenantA, ballots(), "", 100); err != nil || len(page) != 0 {
			t.Errorf("an anonymous collection told %v, %v", page, err)
		}
		if _, _, err := w.Rows().Changes(t.Context(), tenantA, visits(), "x", 1); !is(err, fault.Invalid) {
			t.Errorf("a bad cursor: %v", err)
		}
	})
}

// TestAnonymousRecordsSayNothing looks into the SQLite file, where a named collection is the control.
func TestAnonymousRecordsSayNothing(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits(), ballots())
		r := w.create(tenantA, ballots(), "f47ac10b-58cc-4372-a567-0e02b2c3d479", `{"wave":"w","value":3}`)
		if r.Rev != 0 || r.Owner != "" || !r.Created.IsZero() || !r.Updated.IsZero() {
			t.Errorf("receipt: %+v", r)
		}
		got, err := w.Rows().Fetch(t.Context(), tenantA, ballots(), r.ID)
		if diff := cmp.Diff(r, got); err != nil || diff != "" {
			t.Errorf("fetched: %v\n%s", err, diff)
		}
		if _, err := w.Rows().Fetch(t.Context(), tenantB, ballots(), r.ID); !is(err, fault.NotFound) {
			t.Errorf("the other tenant: %v", err)
		}
		if _, err := w.Rows().Apply(t.Context(), tenantA, record.Batch{Writes: []record.Write{write(ballots(), store.Delete, r.ID, "")}}); err != nil {
			t.Errorf("deleting: %v", err)
		}
		if _, err := w.Rows().Apply(t.Context(), tenantA, record.Batch{Writes: []record.Write{write(ballots(), store.Delete, r.ID, "")}}); !is(err, fault.NotFound) {
			t.Errorf("deleting twice: %v", err)
		}
	})
}

// TestDeletedContentLeavesTheFile proves secure_delete and the emptied write-ahead log: a record's text is in
// the files before, the control, and nowhere after.
func TestDeletedContentLeavesTheFile(t *testing.T) {
	t.Parallel()
	w := open(t, sqliteConfig(t), noServer)
	w.install(ballots())
	const mark = "quelque chose d'unique"
	path := strings.TrimPrefix(w.config.DSN, "sqlite:")
	found := func() bool {
		for _, name := range []string{path + "-wal", path} { // in the order in which the text moves
			text, err := os.ReadFile(name)
			if err != nil && !os.IsNotExist(err) {
				t.Fatal(err)
			}
			if strings.Contains(string(text), mark) {
				return true
			}
		}
		return false
	}
	w.create(tenantA, ballots(), "1", `{"wave":"`+mark+`"}`)
	if !found() {
		t.Fatal("the control found nothing")
	}
	if _, err := w.Rows().Apply(t.Context(), tenantA, record.Batch{Writes: []record.Write{write(ballots(), store.Delete, "1", "")}}); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil { // serves what waits, the emptying of the log included
		t.Fatal(err)
	}
	if found() {
		t.Error("a deleted anonymous record is still in the files")
	}
}

func TestQueue(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		q := w.Queue()
		now := w.clock.Now()
		event := func(id tenantID, name, consumer string) outbox.Item {
			return outbox.Item{ID: name, Tenant: id, Kind: outbox.Event, Consumer: consumer, Name: name, At: now}
		}
		mail := outbox.Item{ID: "m", Tenant: tenantA, Kind: outbox.Mail, Name: "invitation", Subject: "s", Principal: "p", Data: []byte{0, 255}, At: now, Trace: "00-1"}
		later := outbox.Item{ID: "l", Tenant: tenantA, Kind: outbox.Job, Consumer: "portrait", Name: "remind", Key: "k", At: now.Add(time.Hour)}
		sooner := later
		sooner.ID, sooner.At = "s", now.Add(time.Minute)
		for range 2 { // adding twice is adding once
			if err := q.Add(t.Context(), event(tenantA, "e1", "cap"), event(tenantA, "e2", "cap"), event(tenantB, "e1", "cap"), event(tenantA, "x1", "other"), mail, later, sooner); err != nil {
				t.Fatal(err)
			}
		}
		lease := func(n int) (names []string) {
			t.Helper()
			items, err := q.Lease(t.Context(), n, time.Minute)
			if err != nil {
				t.Fatal(err)
			}
			for _, i := range items {
				names = append(names, i.ID)
				if i.ID == "m" && cmp.Diff(mail, i, sameTenant) != "" {
					t.Errorf("mail: %s", cmp.Diff(mail, i, sameTenant))
				}
			}
			return names
		}
		wantLease := func(what string, got []string, want ...string) {
			t.Helper()
			if diff := cmp.Diff(want, got, cmpSorted); diff != "" {
				t.Errorf("%s (-want +got):\n%s", what, diff)
			}
		}
		wantLease("the heads of each line, and mail", lease(10), "e1", "e1", "x1", "m")
		wantLease("while they are leased", lease(10))
		check(t, q.Done(t.Context(), event(tenantA, "e1", "cap")))
		wantLease("after the first", lease(10), "e2")
		check(t, q.Later(t.Context(), outbox.Item{ID: "e1", Tenant: tenantB, Attempts: 2}, now.Add(30*time.Second), "down"))
		w.clock.advance(45 * time.Second)
		wantLease("what was put off, and no lease run out yet", lease(10), "e1")
		w.clock.advance(time.Minute)
		wantLease("leases run out, a waiting job was replaced", lease(10), "e1", "e2", "x1", "m", "s")
		bury := q.(outbox.Graveyard)
		check(t, bury.Bury(t.Context(), outbox.Item{ID: "e2", Tenant: tenantA, Attempts: 9}, "no"))
		split := q.(outbox.Splitter)
		check(t, split.Split(t.Context(), outbox.Item{ID: "x1", Tenant: tenantA}, []outbox.Item{event(tenantA, "x1-a", "a"), event(tenantA, "x1-b", "b")}))
		w.clock.advance(2 * time.Hour)
		wantLease("one at a time", lease(1), "m")
		wantLease("buried and split", lease(10), "e1", "x1-a", "x1-b", "s")
	})
}

func check(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}
