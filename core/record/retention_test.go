package record_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/sqlstore"
	"github.com/ribambelle/ribambelle/core/sqlstore/pgtest"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// held are the holds that a test sets.
type held map[tenant.ID][]record.Hold

func (h held) Live(_ context.Context, t tenant.ID) ([]record.Hold, error) { return h[t], nil }

// keeping are collections with each sort of rule: from a day, from the last change, erased and anonymised.
func keeping(t *testing.T) []record.Table {
	t.Helper()
	person := `"person":{"type":"string","x-rb":{"subject":"person","index":true}},
		"story":{"type":"string","x-rb":{"personal":true,"sensitive":true,"subject":"person"}},"score":{"type":"integer"},
		"site":{"type":"string","x-rb":{"unit":true}},`
	return []record.Table{
		{Module: "test", Schema: parse(t, "leavers", store.Schema{}, person+`"left":{"type":"string","format":"date","x-rb":{"retention":"P1Y","least":"P6M","most":"P2Y"}}`)},
		{Module: "test", Schema: parse(t, "surveys", store.Schema{}, person+`"state":{"type":"string","x-rb":{"retention":"P3M","anonymise":true}}`)},
	}
}

// TestTimeTakesWhatIsDue moves the clock over two towns: what is due goes, what is held stays, nothing else changes, figures stay
// the same, and a second run does nothing.
func TestTimeTakesWhatIsDue(t *testing.T) {
	t.Parallel()
	cluster.Both(t, func(t *testing.T, d pgtest.Database) {
		holds := held{}
		w := keepingWorld(t, config(d), holds)
		w.past()
		score := w.total(w.a)
		before := w.all(w.a) + w.all(w.b)
		if got, want := w.run(w.a, nil), (map[string]record.Retained{"test/leavers": {}, "test/surveys": {}}); !cmp.Equal(got, want) || w.all(w.a)+w.all(w.b) != before {
			t.Fatalf("before anything is due: %+v, %s", got, w.all(w.a))
		}
		w.clock.advance(100 * 24 * time.Hour) // 10 June 2026
		holds[w.a.id] = []record.Hold{{Person: record.Subject{Names: []string{"eve"}}, Reason: "a trial"}, {Unit: w.a.south.Path, Reason: "an audit"}}
		plan := w.plan(w.a, nil)
		if diff := cmp.Diff(map[string]int{"test/leavers": 1, "test/leavers held": 2, "test/surveys": 1, "test/surveys held": 1}, plan); diff != "" {
			t.Errorf("the plan (-want +got):\n%s", diff)
		}
		if w.all(w.a)+w.all(w.b) != before {
			t.Error("a plan changed something")
		}
		want := map[string]record.Retained{"test/leavers": {Erased: 1, Held: 2}, "test/surveys": {Anonymised: 1, Held: 1}}
		if got := w.run(w.a, nil); !cmp.Equal(got, want) {
			t.Errorf("the run: %+v", got)
		}
		after := w.all(w.a)
		if strings.Contains(after, "ana left") || strings.Contains(after, "ana said") {
			t.Errorf("what was due is there: %s", after)
		}
		for _, stays := range []string{"bob left", "dan stays", "eve left", "eve said", "south left"} {
			if !strings.Contains(after, stays) {
				t.Errorf("%s went: %s", stays, after)
			}
		}
		if got := w.total(w.a); got != score {
			t.Errorf("figures were %v and are %v", score, got)
		}
		if !strings.Contains(before, w.all(w.b)) {
			t.Error("the other town changed")
		}
		want = map[string]record.Retained{"test/leavers": {Held: 2}, "test/surveys": {Held: 1}}
		if got := w.run(w.a, nil); !cmp.Equal(got, want) || w.all(w.a) != after {
			t.Errorf("the run again: %+v", got)
		}
		w.wantCounts(w.a, map[string]int{"core:retention.erase test/leavers": 1, "core:retention.anonymise test/surveys": 1})
		if got := w.plan(w.a, map[string]string{"test/leavers": "P6M"}); got["test/leavers"] != 1 {
			t.Errorf("with a shorter time: %v", got)
		}
		if got := w.plan(w.a, map[string]string{"test/leavers": "P1D"}); got["test/leavers"] != 0 {
			t.Errorf("with a time that the module forbids: %v", got)
		}
	})
}

func keepingWorld(t *testing.T, config sqlstore.Config, holds held) *world {
	return newWorld(t, config, func(c *record.Config) { c.Holds = holds })
}

// TestNothingUnderAHoldIsDeleted tries each way to remove a record: first without a hold, where each must succeed.
func TestNothingUnderAHoldIsDeleted(t *testing.T) {
	t.Parallel()
	holds := held{}
	w := keepingWorld(t, sqlite(t), holds)
	attempts, control, leaks := 0, 0, 0
	ways := map[string]func(store.Record) bool{
		"by hand": func(r store.Record) bool {
			_, err := w.commit(w.a.coordinator(), store.Mutation{Verb: store.Delete, Collection: "leavers", ID: r.ID})
			if err != nil && fault.From(err).Code != "legal-hold" {
				t.Errorf("by hand: %v", err)
			}
			return err == nil
		},
		"by an erasure": func(store.Record) bool {
			done, err := w.keeper.Erase(t.Context(), w.a.coordinator(), record.Subject{Names: []string{"ana"}})
			if err != nil || done.Erased["test/leavers"] == 0 && !strings.Contains(done.Kept[len(done.Kept)-1].Why, "a trial") {
				t.Errorf("by an erasure: %+v, %v", done, err)
			}
			return done.Erased["test/leavers"] > 0
		},
		"by time": func(store.Record) bool { return w.run(w.a, nil)["test/leavers"].Erased > 0 },
	}
	for name, way := range ways {
		for what, hold := range map[string]record.Hold{
			"a person": {Person: record.Subject{Names: []string{"ana"}}}, "a collection": {Collection: "test/leavers"}, "a unit": {Unit: w.a.north.Path},
		} {
			hold.Reason = "a trial"
			leaver := func() store.Record {
				return w.create(w.a.coordinator(), "leavers", `{"person":"ana","story":"ana left","left":"2020-01-01","site":"`+w.a.inner.ID+`"}`)
			}
			attempts++
			delete(holds, w.a.id)
			if way(leaver()) {
				control++
			}
			holds[w.a.id] = []record.Hold{hold}
			if kept := leaver(); way(kept) || !strings.Contains(w.all(w.a), "ana left") {
				leaks++
				t.Errorf("%s is held, and went %s", what, name)
			}
			delete(holds, w.a.id)
			w.run(w.a, nil)
		}
	}
	t.Logf("attempts %d, without a hold %d, in spite of one %d", attempts, control, leaks)
	if control != attempts {
		t.Error("a way that removes nothing proves nothing")
	}
}

// past are records of a town and the same of another.
func (w *world) past() {
	for _, in := range []town{w.a, w.b} {
		c := in.coordinator()
		for _, doc := range []string{
			`{"person":"ana","story":"ana left","left":"2025-06-01"}`, `{"person":"bob","story":"bob left","left":"2025-12-01"}`,
			`{"person":"dan","story":"dan stays"}`, `{"person":"eve","story":"eve left","left":"2025-05-01"}`,
			`{"person":"sue","story":"south left","left":"2025-05-01","site":"` + in.south.ID + `"}`,
		} {
			w.create(c, "leavers", doc)
		}
		w.create(c, "surveys", `{"person":"ana","story":"ana said","score":3,"site":"`+in.north.ID+`"}`)
		w.create(c, "surveys", `{"person":"eve","story":"eve said","score":4,"site":"`+in.north.ID+`"}`)
	}
}

func (w *world) run(t town, chosen map[string]string) map[string]record.Retained {
	w.Helper()
	done := map[string]record.Retained{}
	for _, r := range w.keeper.Rules(t.id, chosen) {
		one, err := w.keeper.Retain(w.Context(), t.id, r)
		if err != nil {
			w.Fatal(err)
		}
		done[r.Name()] = one
	}
	return done
}

func (w *world) plan(t town, chosen map[string]string) map[string]int {
	w.Helper()
	n := map[string]int{}
	for _, r := range w.keeper.Rules(t.id, chosen) {
		err := w.keeper.Overdue(w.Context(), t.id, r, w.clock.Now(), func(d record.Due) {
			if d.Held != "" {
				n[r.Name()+" held"]++
				return
			}
			n[r.Name()]++
		})
		if err != nil {
			w.Fatal(err)
		}
	}
	return n
}

// all is everything that a town keeps, in clear.
func (w *world) all(t town) string {
	w.Helper()
	var text strings.Builder
	for _, table := range keeping(w.T) {
		err := w.keeper.Walk(w.Context(), t.id, table, func(r store.Record) error {
			text.WriteString(r.ID + string(r.Doc) + "\n")
			return nil
		})
		if err != nil {
			w.Fatal(err)
		}
	}
	return text.String()
}

// total is what is published of a town's surveys.
func (w *world) total(t town) float64 {
	w.Helper()
	groups, err := w.keeper.View(t.coordinator()).Aggregate(w.Context(), "surveys", store.Aggregation{Measure: []store.Measure{{Op: store.Sum, Field: "score"}}})
	if err != nil {
		w.Fatal(err)
	}
	return *groups[0].Values[0]
}

func (w *world) wantCounts(t town, want map[string]int) {
	w.Helper()
	entries, _, err := w.db.Entries().Entries(w.Context(), t.id, audit.Query{Action: "core:retention", Size: 100})
	if err != nil {
		w.Fatal(err)
	}
	got := map[string]int{}
	for _, e := range entries {
		got[e.Action+" "+e.Resource] += e.Count
	}
	if diff := cmp.Diff(want, got); diff != "" {
		w.Errorf("the audit tells (-want +got):\n%s", diff)
	}
}
