package record_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/sqlstore/pgtest"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// interrupted is a Rows that does something once before the next write.
type interrupted struct {
	record.Rows
	record.Versioned
	before func()
}

func (r *interrupted) Apply(ctx context.Context, t tenant.ID, b record.Batch) (store.Receipt, error) {
	if before := r.before; before != nil {
		r.before = nil
		before()
	}
	return r.Rows.Apply(ctx, t, b)
}

// upgraded are the tables of the module "test" with contacts at version 3.
func upgraded(t *testing.T) record.Table {
	return record.Table{Module: "test", Schema: parse(t, "contacts", store.Schema{Version: 3, Conversions: []store.Conversion{
		{To: 2, Rename: map[string]string{"note": "remark"}, Drop: []string{"phone"}},
		{To: 3, Default: map[string]any{"kind": "staff", "rank": 1}, Map: map[string]store.Mapped{"remark": {"old": "new", "bad": "far too long", "it's ?": "ok"}}},
	}}, `"person":{"type":"string","x-rb":{"subject":"person"}},
		"remark":{"type":"string","maxLength":6,"x-rb":{"index":true,"unique":true,"searchable":true}},
		"kind":{"type":"string","x-rb":{"index":true}},"rank":{"type":"integer","x-rb":{"index":true}}`)}
}

// next is the keeper after the upgrade.
func (w *world) next(table record.Table, rows record.Rows) *record.Keeper {
	w.Helper()
	if err := w.db.Installer().Install(w.Context(), []record.Table{table}); err != nil {
		w.Fatal(err)
	}
	return record.New(w.config(func(c *record.Config) {
		c.Rows = rows
		c.Tables = func(tenant.ID, string) ([]record.Table, bool) { return []record.Table{table}, true }
		c.Installed = func(tenant.ID) []record.Table { return []record.Table{table} }
	}))
}

// TestConversion upgrades a collection in use: what is read is of the new version at once, whatever the
// storage still holds, and filters, orders, pages and numbers agree with it before, while and after records are
// rewritten.
func TestConversion(t *testing.T) {
	t.Parallel()
	cluster.Both(t, func(t *testing.T, d pgtest.Database) {
		w := newWorld(t, config(d))
		var ids []string
		for _, in := range []town{w.a, w.b} {
			for _, doc := range []string{
				`{"person":"p","phone":"07","note":"old"}`, `{"note":"other"}`, `{"person":"q"}`, `{"note":"it's ?"}`, `{"note":"bad"}`,
			} {
				ids = append(ids, w.create(in.coordinator(), "contacts", doc).ID)
			}
		}
		bad := ids[4]
		table := upgraded(t)
		rows := &interrupted{Rows: w.db.Rows(), Versioned: w.db.Rows().(record.Versioned)}
		keeper := w.next(table, rows)
		v := keeper.View(w.a.coordinator())
		check := func(when string) {
			t.Helper()
			for what, c := range map[string]struct {
				q    store.Query
				want string
			}{
				"a renamed and mapped field":  {store.Query{Filter: `remark = "new"`}, "new"},
				"what it was before":          {store.Query{Filter: `remark = "old"`}, ""},
				"a text with marks":           {store.Query{Filter: `remark = "ok"`}, "ok"},
				"a default":                   {store.Query{Filter: `kind = "staff" AND remark < "ok"`, Order: "remark"}, "far too long new"},
				"a number":                    {store.Query{Filter: `rank = 1 AND NOT remark:*`}, "-"},
				"not":                         {store.Query{Filter: `NOT remark = "new"`, Order: "remark desc"}, "other ok far too long -"},
				"order":                       {store.Query{Order: "remark"}, "- far too long new ok other"},
				"order with what was missing": {store.Query{Order: "rank desc, remark"}, "- far too long new ok other"},
			} {
				if got := remarks(t, v, c.q); got != c.want {
					t.Errorf("%s, %s: %q, want %q", when, what, got, c.want)
				}
			}
			groups, err := v.Aggregate(t.Context(), "contacts", store.Aggregation{
				GroupBy: []string{"kind"}, Measure: []store.Measure{{Op: store.Sum, Field: "rank"}}, Filter: `remark:*`,
			})
			if err != nil || len(groups) != 1 || groups[0].N != 4 || groups[0].Key[0] != "staff" || *groups[0].Values[0] != 4 {
				t.Errorf("%s, numbers: %+v, %v", when, groups, err)
			}
			_, err = v.List(t.Context(), "contacts", store.Query{Filter: `note = "old"`})
			wantKind(t, when+", a filter on what was renamed away", err, fault.Invalid)
		}
		check("before")
		_, err := v.List(t.Context(), "contacts", store.Query{Search: "new"})
		if !errors.Is(err, fault.New(fault.Unavailable, "conversion-under-way", "")) {
			t.Errorf("a search that would miss what is not rewritten: %v", err)
		}
		_, err = v.Commit(t.Context(), store.Commit{Mutations: []store.Mutation{{Verb: store.Create, Collection: "contacts", Doc: []byte(`{"remark":"new"}`)}}})
		if fault.From(err).Code != store.CodeTaken {
			t.Errorf("a value that only an older record has: %v", err)
		}
		held, err := keeper.Export(t.Context(), w.a.coordinator(), record.Subject{Names: []string{"p"}})
		if err != nil || len(held) != 1 || string(held[0].Records[0].Doc) != `{"kind":"staff","person":"p","rank":1,"remark":"new"}` {
			t.Errorf("an export: %+v, %v", held, err)
		}

		rows.before = func() { // somebody changes a record while it is being converted
			if _, err := w.keeper.View(w.a.coordinator()).Commit(t.Context(), store.Commit{Mutations: []store.Mutation{
				{Verb: store.Update, Collection: "contacts", ID: ids[1], Doc: []byte(`{"note":"other","person":"mine"}`)},
			}}); err != nil {
				t.Error(err)
			}
		}
		if err := keeper.ConvertAll(t.Context(), []tenant.ID{w.a.id}); err != nil {
			t.Fatal(err)
		}
		want := record.Conversion{Tenant: w.a.id, Module: "test", Collection: "contacts", Version: 3, Total: 5, Done: 3, Failed: []string{bad}}
		if diff := cmp.Diff([]record.Conversion{want}, keeper.Conversions("test"), cmp.AllowUnexported(tenant.ID{})); diff != "" {
			t.Errorf("progress (-want +got):\n%s", diff)
		}
		check("with two left")
		if err := keeper.ConvertAll(t.Context(), []tenant.ID{w.a.id}); err != nil {
			t.Fatal(err)
		}
		check("with one left that is not valid")
		if _, err := v.Commit(t.Context(), store.Commit{Mutations: []store.Mutation{{Verb: store.Update, Collection: "contacts", ID: bad, Doc: []byte(`{"remark":"far","kind":"staff","rank":1}`)}}}); err != nil {
			t.Errorf("mending what could not be converted: %v", err)
		}
		if got := remarks(t, v, store.Query{Search: "new"}); got != "new" {
			t.Errorf("searched when all is done: %q", got)
		}
		if diff := cmp.Diff("- far new ok other", remarks(t, v, store.Query{Order: "remark"})); diff != "" {
			t.Errorf("at the end (-want +got):\n%s", diff)
		}
		if got := w.documents(w.b); !strings.HasPrefix(got, `{"note":"old","person":"p","phone":"07"}{"note":"other"}`) {
			t.Errorf("the other town's records were touched: %s", got)
		}
		if _, err := w.keeper.View(w.a.coordinator()).Get(t.Context(), "contacts", ids[0]); !errors.Is(err, fault.New(fault.Unavailable, "schema-newer", "")) {
			t.Errorf("an older release reads what it cannot know: %v", err)
		}
	})
}

// remarks lists what a query finds, two a page, as the documents' remarks.
func remarks(t *testing.T, v *record.View, q store.Query) string {
	t.Helper()
	var found []string
	for q.Size = 2; ; {
		page, err := v.List(t.Context(), "contacts", q)
		if err != nil {
			t.Fatalf("%+v: %v", q, err)
		}
		for _, r := range page.Records {
			remark := "-"
			if _, after, ok := strings.Cut(string(r.Doc), `"remark":"`); ok {
				remark, _, _ = strings.Cut(after, `"`)
			}
			if !strings.Contains(string(r.Doc), `"kind":"staff"`) {
				t.Errorf("read as it was: %s", r.Doc)
			}
			found = append(found, remark)
		}
		if q.Token = page.Next; q.Token == "" {
			return strings.Join(found, " ")
		}
	}
}

// TestConvertedValuesMeet finds out while it rewrites that two records come to share a unique value: one of them
// stays as it was and is named.
func TestConvertedValuesMeet(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t))
	w.create(w.a.coordinator(), "contacts", `{"note":"old"}`)
	second := w.create(w.a.coordinator(), "contacts", `{"note":"new"}`)
	w.create(w.a.coordinator(), "contacts", `{"note":"other"}`)
	keeper := w.next(upgraded(t), w.db.Rows())
	var heard []int
	done, err := keeper.Convert(t.Context(), w.a.id, upgraded(t), func(n int) { heard = append(heard, n) })
	if err != nil || done.Records != 2 || len(done.Failed) != 1 || done.Failed[0] != second.ID || fmt.Sprint(heard) != "[2]" {
		t.Errorf("converted %+v, heard %v, %v", done, heard, err)
	}
}

// TestAStragglerIsNoticed writes as a request does that began before the upgrade: within a minute at most it is
// taken into account again.
func TestAStragglerIsNoticed(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t))
	keeper := w.next(upgraded(t), w.db.Rows())
	v := keeper.View(w.a.coordinator())
	if got := remarks(t, v, store.Query{}); got != "" {
		t.Fatalf("found %q", got)
	}
	w.create(w.a.coordinator(), "contacts", `{"note":"old"}`)
	w.clock.advance(time.Minute)
	if got := remarks(t, v, store.Query{Filter: `remark = "new"`}); got != "new" {
		t.Errorf("found %q", got)
	}
}
