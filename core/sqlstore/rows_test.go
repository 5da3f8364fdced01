package sqlstore_test

import (
	"encoding/json"
	"fmt"
	"slices"
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
		want.Version = 1 // of the schema: the receipt is of the writer's own
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("fetched (-want +got):\n%s", diff)
		}
		if _, err := w.Rows().Fetch(t.Context(), tenantB, visits(), "id-1"); !is(err, fault.NotFound) {
			t.Errorf("the other tenant got %v, want not_found", err)
		}
		if page := w.scan(tenantB, visits(), record.Selection{}); len(page.Records) != 0 {
			t.Errorf("the other tenant's list: %v", page)
		}
	})
}

func TestWritePreconditions(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits())
		w.create(tenantA, visits(), "id-1", `{"title":"a","code":"x"}`)
		w.create(tenantB, visits(), "id-1", `{"title":"a","code":"x"}`) // ids and unique values are each tenant's own
		w.create(tenantA, visits(), "id-2", `{"title":"b"}`)
		w.create(tenantA, visits(), "id-3", `{"title":"c"}`) // no value is no clash
		at := func(verb store.Verb, id string, rev int64, doc string) record.Write {
			one := write(visits(), verb, id, doc)
			one.Rev = rev
			return one
		}
		for what, c := range map[string]struct {
			write record.Write
			kind  fault.Kind
			code  string
			where string
		}{
			"an id twice":              {at(store.Create, "id-1", 0, `{}`), fault.Conflict, store.CodeExists, ""},
			"a unique value twice":     {at(store.Create, "id-9", 0, `{"code":"x"}`), fault.Conflict, store.CodeTaken, "/code"},
			"a unique value by update": {at(store.Update, "id-2", 0, `{"code":"x"}`), fault.Conflict, store.CodeTaken, "/code"},
			"update at an old rev":     {at(store.Update, "id-2", 7, `{}`), fault.Conflict, store.CodeChanged, ""},
			"delete at an old rev":     {at(store.Delete, "id-2", 7, ``), fault.Conflict, store.CodeChanged, ""},
			"update of nothing":        {at(store.Update, "id-9", 0, `{}`), fault.NotFound, "record-not-found", ""},
			"delete of nothing":        {at(store.Delete, "id-9", 1, ``), fault.NotFound, "record-not-found", ""},
			"a NUL character":          {at(store.Create, "id-9", 0, `{"title":"a\u0000b"}`), fault.Invalid, "bad-text", ""},
			"half a surrogate":         {at(store.Create, "id-9", 0, `{"title":"\ud83d x"}`), fault.Invalid, "bad-text", ""},
			"no UTF-8":                 {at(store.Create, "id-9", 0, "{\"title\":\"\xff\"}"), fault.Invalid, "bad-text", ""},
		} {
			innocent := write(visits(), store.Create, "id-innocent", `{}`)
			_, err := w.Rows().Apply(t.Context(), tenantA, record.Batch{Writes: []record.Write{innocent, c.write}})
			if f := fault.From(err); f == nil || f.Kind != c.kind || f.Code != c.code {
				t.Errorf("%s: got %v, want %s %s", what, err, c.kind, c.code)
				continue
			} else if c.where != "" && (len(f.Fields) != 1 || f.Fields[0].Pointer != "/mutations/1/doc"+c.where) {
				t.Errorf("%s: points at %v, want %s", what, f.Fields, c.where)
			}
			if _, err := w.Rows().Fetch(t.Context(), tenantA, visits(), "id-innocent"); !is(err, fault.NotFound) {
				t.Errorf("%s: what stood beside it was written: %v", what, err)
			}
		}
		fine := at(store.Create, "id-8", 0, `{"title":"\\u0000 and \ud83d\ude00"}`)
		if _, err := w.Rows().Apply(t.Context(), tenantA, record.Batch{Writes: []record.Write{fine}}); err != nil {
			t.Errorf("an escaped backslash and a whole pair: %v", err)
		}
	})
}

func TestUpdateAndDelete(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits())
		made := w.create(tenantA, visits(), "id-1", `{"title":"a"}`)
		w.clock.advance(1500e6)
		change := write(visits(), store.Update, "id-1", `{"title":"b"}`)
		change.Rev, change.Unit, change.Owner = 1, "/nord/", ""
		receipt, err := w.Rows().Apply(t.Context(), tenantA, record.Batch{Writes: []record.Write{change}})
		if err != nil {
			t.Fatal(err)
		}
		want := store.Record{ID: "id-1", Rev: 2, Unit: "/nord/", Created: made.Created, Updated: w.clock.Now(), Doc: json.RawMessage(`{"title":"b"}`)}
		got, err := w.Rows().Fetch(t.Context(), tenantA, visits(), "id-1")
		if err != nil {
			t.Fatal(err)
		}
		stored := want
		stored.Version = 1 // of the schema: the receipt is of the writer's own
		if diff := cmp.Diff([]store.Record{want, stored}, []store.Record{receipt.Records[0], got}); diff != "" {
			t.Errorf("receipt and record (-want +got):\n%s", diff)
		}
		receipt, err = w.Rows().Apply(t.Context(), tenantA, record.Batch{Writes: []record.Write{write(visits(), store.Delete, "id-1", "")}})
		if err != nil || receipt.Records[0].ID != "id-1" || receipt.Records[0].Doc != nil {
			t.Errorf("deleting: %+v, %v", receipt, err)
		}
	})
}

func TestSearchIsANDOfPrefixes(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits())
		for id, words := range map[string]string{"1": " ecole perche ", "2": " ecole nord ", "3": " 100% nord "} {
			one := write(visits(), store.Create, id, `{}`)
			one.Search = words
			if _, err := w.Rows().Apply(t.Context(), tenantA, record.Batch{Writes: []record.Write{one}}); err != nil {
				t.Fatal(err)
			}
		}
		for _, c := range []struct {
			words []string
			want  []string
		}{
			{[]string{"eco"}, []string{"1", "2"}},
			{[]string{"nor", "eco"}, []string{"2"}},
			{[]string{"cole"}, nil},
			{[]string{"%"}, nil},
			{[]string{"100%"}, []string{"3"}},
			{[]string{"e_ole"}, nil},
			{[]string{"ECO"}, nil}, // the caller folds
		} {
			if diff := cmp.Diff(c.want, ids(w.scan(tenantA, visits(), record.Selection{Search: c.words}))); diff != "" {
				t.Errorf("search %q (-want +got):\n%s", c.words, diff)
			}
			if page := w.scan(tenantB, visits(), record.Selection{Search: c.words}); len(page.Records) > 0 {
				t.Errorf("search %q found another tenant's record", c.words)
			}
		}
	})
}

// TestPagesGoOn walks pages of every size and order: together they are the whole list, once.
func TestPagesGoOn(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits())
		docs := []string{
			`{"title":"b","places":2,"open":true}`, `{"title":"B","places":2}`, `{"places":10,"open":false}`, `{"title":"é","score":0.5}`,
			`{"title":"b","places":-1,"day":"2026-03-01"}`, `{"title":"a","score":-2}`, `{}`, `{"title":"éa","day":"2026-02-01","open":true}`,
		}
		for i, doc := range docs {
			w.create(tenantA, visits(), fmt.Sprint("id-", i), doc)
			w.create(tenantB, visits(), fmt.Sprint("b-", i), doc)
		}
		for _, order := range [][]record.Order{
			nil,
			{{Field: "id", Desc: true}},
			{{Field: "title"}},
			{{Field: "title", Desc: true}},
			{{Field: "places"}, {Field: "title", Desc: true}},
			{{Field: "open", Desc: true}, {Field: "day"}},
			{{Field: "score"}},
			{{Field: "created_at", Desc: true}, {Field: "id", Desc: true}},
			{{Field: "unit_path"}, {Field: "owner_id"}},
		} {
			whole := ids(w.scan(tenantA, visits(), record.Selection{Order: order}))
			if len(whole) != len(docs) {
				t.Fatalf("order %v: %d records of %d", order, len(whole), len(docs))
			}
			for size := 1; size <= len(docs); size++ {
				var walked []string
				for s := (record.Selection{Order: order, Size: size}); ; {
					page := w.scan(tenantA, visits(), s)
					walked = append(walked, ids(page)...)
					if page.Next == "" || len(walked) > len(docs) {
						break
					}
					s.After = place(t, order, page.Records[len(page.Records)-1])
				}
				if diff := cmp.Diff(whole, walked); diff != "" {
					t.Errorf("order %v in pages of %d (-whole +pages):\n%s", order, size, diff)
				}
			}
		}
		want := []string{"id-2", "id-6", "id-1", "id-5", "id-0", "id-4", "id-3", "id-7"} // missing first, then bytes
		if diff := cmp.Diff(want, ids(w.scan(tenantA, visits(), record.Selection{Order: []record.Order{{Field: "title"}}}))); diff != "" {
			t.Errorf("by title (-want +got):\n%s", diff)
		}
	})
}

// place is what a page token holds of a record.
func place(t *testing.T, order []record.Order, r store.Record) (after []any) {
	t.Helper()
	var doc map[string]any
	if err := json.Unmarshal(r.Doc, &doc); err != nil {
		t.Fatal(err)
	}
	for _, o := range order {
		switch o.Field {
		case "id":
			return append(after, r.ID)
		case "unit_path":
			after = append(after, r.Unit)
		case "owner_id":
			after = append(after, r.Owner)
		case "created_at":
			after = append(after, r.Created)
		default:
			after = append(after, doc[o.Field])
		}
	}
	return append(after, r.ID)
}

func TestBadSelections(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits(), ballots())
		for what, s := range map[string]record.Selection{
			"order by an object":    {Order: []record.Order{{Field: "more"}}},
			"order by nothing":      {Order: []record.Order{{Field: "nothing"}}},
			"order by SQL":          {Order: []record.Order{{Field: "id; DROP TABLE people"}}},
			"a token of other size": {After: []any{"a", "b"}},
			"a token of other type": {Order: []record.Order{{Field: "places"}}, After: []any{"a", "b"}},
		} {
			if _, err := w.Rows().Scan(t.Context(), tenantA, visits(), s); !is(err, fault.Invalid) {
				t.Errorf("%s: got %v, want invalid", what, err)
			}
		}
		bad := visits()
		bad.Module = `x" (y)`
		if _, err := w.Rows().Scan(t.Context(), tenantA, bad, record.Selection{}); !is(err, fault.Invalid) {
			t.Errorf("a module that is no name: %v", err)
		}
	})
}

func TestUnitSubtree(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits())
		for i, unit := range []string{"/", "/nord/", "/nord/a/", "/nord-est/", "/NORD/", "/sud/"} {
			one := write(visits(), store.Create, fmt.Sprint(i), `{}`)
			one.Unit = unit
			if _, err := w.Rows().Apply(t.Context(), tenantA, record.Batch{Writes: []record.Write{one}}); err != nil {
				t.Fatal(err)
			}
		}
		if got := ids(w.scan(tenantA, visits(), record.Selection{Unit: "/nord/"})); !slices.Equal(got, []string{"1", "2"}) {
			t.Errorf("in /nord/: %v", got)
		}
		if got := w.scan(tenantA, visits(), record.Selection{Unit: "/"}); len(got.Records) != 6 {
			t.Errorf("in /: %v", ids(got))
		}
	})
}

func (w *world) scan(t tenantID, table record.Table, s record.Selection) store.Page {
	w.t.Helper()
	page, err := w.Rows().Scan(w.t.Context(), t, table, s)
	if err != nil {
		w.t.Fatalf("scanning %+v: %v", s, err)
	}
	return page
}

func ids(page store.Page) (all []string) {
	for _, r := range page.Records {
		all = append(all, r.ID)
	}
	return all
}
