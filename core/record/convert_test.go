package record_test

import (
	"context"
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// versioned is a Rows whose records were all stored at version 1 until they are written again.
type versioned struct {
	record.Rows
	moved func() // runs once before the next write
}

func (v *versioned) old(r store.Record) store.Record {
	if r.Version = 1; r.Rev > 1 {
		r.Version = 3
	}
	return r
}

func (v *versioned) Fetch(ctx context.Context, t tenant.ID, table record.Table, id string) (store.Record, error) {
	r, err := v.Rows.Fetch(ctx, t, table, id)
	return v.old(r), err
}

func (v *versioned) Scan(ctx context.Context, t tenant.ID, table record.Table, s record.Selection) (store.Page, error) {
	p, err := v.Rows.Scan(ctx, t, table, s)
	for i, r := range p.Records {
		p.Records[i] = v.old(r)
	}
	return p, err
}

func (v *versioned) Stale(ctx context.Context, t tenant.ID, table record.Table, after string, limit int) ([]store.Record, error) {
	p, err := v.Scan(ctx, t, table, record.Selection{Order: []record.Order{{Field: "id"}}, Size: 1000})
	var stale []store.Record
	for _, r := range p.Records {
		if r.Version < table.Schema.Version && r.ID > after && len(stale) < limit {
			stale = append(stale, r)
		}
	}
	return stale, err
}

func (v *versioned) Apply(ctx context.Context, t tenant.ID, b record.Batch) (store.Receipt, error) {
	if moved := v.moved; moved != nil {
		v.moved = nil
		moved()
	}
	return v.Rows.Apply(ctx, t, b)
}

func TestConversion(t *testing.T) {
	t.Parallel()
	w := newWorld(t, sqlite(t))
	for _, in := range []town{w.a, w.b} {
		w.create(in.coordinator(), "contacts", `{"person":"p","phone":"07","note":"old"}`)
		w.create(in.coordinator(), "contacts", `{"note":"other"}`)
	}
	bad := w.create(w.a.coordinator(), "contacts", `{"note":"bad"}`)
	next := record.Table{Module: "test", Schema: parse(t, "contacts", store.Schema{Version: 3, Conversions: []store.Conversion{
		{To: 2, Rename: map[string]string{"note": "remark"}, Drop: []string{"phone"}},
		{To: 3, Default: map[string]any{"kind": "staff"}, Map: map[string]store.Mapped{"remark": {"old": "new", "bad": "far too long"}}},
	}}, `"person":{"type":"string","x-rb":{"subject":"person"}},"remark":{"type":"string","maxLength":5},"kind":{"type":"string"}`)}
	rows := &versioned{Rows: w.db.Rows()}
	keeper := record.New(w.config(func(c *record.Config) {
		c.Rows = rows
		c.Tables = func(string) ([]record.Table, bool) { return []record.Table{next}, true }
	}))
	want := []string{`{"kind":"staff","person":"p","remark":"new"}`, `{"kind":"staff","remark":"other"}`, `{"kind":"staff","remark":"far too long"}`}
	read := func(in town) (docs []string) {
		p, err := keeper.View(in.coordinator()).List(t.Context(), "contacts", store.Query{})
		if err != nil {
			t.Fatal(err)
		}
		for _, r := range p.Records {
			docs = append(docs, string(r.Doc))
		}
		return docs
	}
	if diff := cmp.Diff(want, read(w.a)); diff != "" {
		t.Errorf("converted on the way out (-want +got):\n%s", diff)
	}
	rows.moved = func() { // somebody changes a record while it is being converted
		p, _ := rows.Rows.Scan(t.Context(), w.a.id, next, record.Selection{Order: []record.Order{{Field: "id"}}, Size: 1})
		_, err := rows.Rows.Apply(t.Context(), w.a.id, record.Batch{Writes: []record.Write{
			{Table: next, Verb: store.Update, ID: p.Records[0].ID, Rev: 1, Doc: json.RawMessage(`{"remark":"mine"}`), Unit: "/"},
		}})
		if err != nil {
			t.Error(err)
		}
	}
	var progress []int
	done, err := keeper.Convert(t.Context(), w.a.id, next, func(n int) { progress = append(progress, n) })
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(record.Converted{Records: 1, Failed: []string{bad.ID}}, done); diff != "" {
		t.Errorf("converted (-want +got):\n%s", diff)
	}
	if !cmp.Equal(progress, []int{1}) {
		t.Errorf("progress: %v", progress)
	}
	want[0] = `{"remark":"mine"}`
	if diff := cmp.Diff(want, read(w.a)); diff != "" {
		t.Errorf("after the conversion (-want +got):\n%s", diff)
	}
	if got := w.documents(w.b); got != `{"note":"old","person":"p","phone":"07"}{"note":"other"}` {
		t.Errorf("the other town's records were touched: %s", got)
	}
}
