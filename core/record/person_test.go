package record_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// TestAPersonIsExportedAndErased follows one person through collections of several shapes, beside another
// person and the same names in another town.
func TestAPersonIsExportedAndErased(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t))
	ana := record.Subject{Names: []string{"ana", "ana@example.org"}}
	for _, in := range []town{w.a, w.b} {
		c := in.coordinator()
		w.create(c, "contacts", `{"person":"ana","phone":"07 11","note":"stays"}`)
		w.create(c, "contacts", `{"person":"ana","phone":"07 22"}`)
		w.create(c, "contacts", `{"person":"bob","phone":"07 33"}`)
		w.create(c, "letters", `{"to":"ana@example.org","body":"Dear Ana"}`)
		w.create(c, "visits", `{"title":"v","host":"ana","phone":"07 44"}`)
		if _, err := w.commit(in.itself(), store.Mutation{Verb: store.Create, Collection: "answers", Doc: []byte(`{"value":1}`)}); err != nil {
			t.Fatal(err)
		}
	}
	c := w.a.coordinator()
	held, err := w.keeper.Export(t.Context(), c, ana)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]int{"test/contacts": 2, "test/letters": 1, "test/visits": 1}, counts(held)); diff != "" {
		t.Errorf("export (-want +got):\n%s", diff)
	}
	done, err := w.keeper.Erase(t.Context(), c, ana)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(map[string]int{"test/contacts": 2, "test/letters": 1, "test/visits": 1}, done.Erased); diff != "" {
		t.Errorf("erased (-want +got):\n%s", diff)
	}
	if len(done.Kept) != 1 || done.Kept[0].What != "test/answers" {
		t.Errorf("kept: %+v", done.Kept)
	}
	if left := w.documents(w.a); strings.Contains(left, "ana") || strings.Contains(left, "07 11") || strings.Contains(left, "07 44") {
		t.Errorf("left of the person: %s", left)
	} else if !strings.Contains(left, `{"note":"stays"}`) || !strings.Contains(left, "07 33") || !strings.Contains(left, `{"title":"v"}`) {
		t.Errorf("too much was erased: %s", left)
	}
	if there := w.documents(w.b); strings.Count(there, "ana") != 4 {
		t.Errorf("the other town lost something: %s", there)
	}
	again, err := w.keeper.Erase(t.Context(), c, ana)
	if err != nil || len(again.Erased) > 0 {
		t.Errorf("erased again: %v, %v", again.Erased, err)
	}
	w.wantSalts(w.a, false)
	w.wantSalts(w.b, true)
}

func counts(held []record.Holding) map[string]int {
	n := map[string]int{}
	for _, h := range held {
		n[h.Collection] = len(h.Records)
	}
	return n
}

// documents are all documents of a town in one text.
func (w *world) documents(t town) string {
	w.Helper()
	var all strings.Builder
	for _, collection := range []string{"contacts", "letters", "visits"} {
		p, err := w.keeper.View(t.coordinator()).List(w.Context(), collection, store.Query{})
		if err != nil {
			w.Fatal(err)
		}
		for _, r := range p.Records {
			all.Write(r.Doc)
		}
	}
	return all.String()
}

// wantSalts says whether digests of letters can still be tied to a letter.
func (w *world) wantSalts(t town, want bool) {
	w.Helper()
	entries, _, err := w.db.Entries().Entries(w.Context(), t.id, audit.Query{Action: "test:letters.create"})
	if err != nil || len(entries) != 1 {
		w.Fatalf("%d entries, %v", len(entries), err)
	}
	e := entries[0]
	if e.Digest == nil || e.Covers([]byte(`{"body":"Dear Ana","to":"ana@example.org"}`)) != want {
		w.Errorf("an entry ties to the letter: %v, want %v", !want, want)
	}
}

// TestAnExportHoldsNobodyElse reads a record about two people as one of them.
func TestAnExportHoldsNobodyElse(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t))
	w.create(w.a.coordinator(), "visits", `{"title":"v","host":"bob","phone":"07 55"}`)
	held, err := w.keeper.Export(t.Context(), w.a.coordinator(), record.Subject{Names: []string{"ana"}})
	if err != nil || len(held) > 0 {
		t.Errorf("held about somebody who is nowhere: %+v, %v", held, err)
	}
	held, err = w.keeper.Export(t.Context(), w.a.coordinator(), record.Subject{})
	if err != nil || len(held) > 0 {
		t.Errorf("held about nobody: %+v, %v", held, err)
	}
}
