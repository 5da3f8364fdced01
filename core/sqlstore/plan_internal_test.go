package sqlstore

import (
	"fmt"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func planned() record.Table {
	return record.Table{Module: "plan", Schema: store.Schema{
		Collection: "visits", Kind: store.Ordinary, Version: 1,
		Fields: []store.Field{
			{Name: "title", Type: store.Text, Marks: store.Marks{Index: true}},
			{Name: "code", Type: store.Text, Marks: store.Marks{Unique: true}},
			{Name: "places", Type: store.Integer, Marks: store.Marks{Index: true}},
			{Name: "host", Type: store.Text, Marks: store.Marks{Subject: "host"}},
			{Name: "open", Type: store.Boolean},
			{Name: "day", Type: store.Date},
			{Name: "loose", Type: store.Text},
		},
		Indexes: [][]string{{"open", "day"}},
	}}
}

func eq(field string, value any) authz.Cond {
	return authz.Cond{Op: authz.Eq, Field: field, Value: value}
}

// TestDeclaredIndexesAreUsed asks SQLite how it would run what each declared index is for.
func TestDeclaredIndexesAreUsed(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), Config{DSN: "sqlite:" + filepath.Join(t.TempDir(), "plan.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.Installer().Install(t.Context(), []record.Table{planned()}); err != nil {
		t.Fatal(err)
	}
	for what, c := range map[string]struct {
		ask  record.Selection
		uses string // the columns of the index that SQLite names
		sort bool
	}{
		"by id":            {record.Selection{}, "tenant_id=?", false},
		"after an id":      {record.Selection{After: []any{"x"}}, "tenant_id=? AND id>?", false},
		"by unit":          {record.Selection{Unit: "/nord/"}, "", true},
		"in one unit":      {record.Selection{Unit: "/nord/", Where: []authz.Cond{eq("unit_path", "/nord/est/")}}, "tenant_id=? AND unit_path=?", false},
		"an owner's":       {record.Selection{Where: []authz.Cond{eq("owner_id", "p")}}, "tenant_id=? AND owner_id=?", false},
		"a text":           {record.Selection{Where: []authz.Cond{eq("title", "a")}}, "tenant_id=? AND <expr>=?", false},
		"a unique text":    {record.Selection{Where: []authz.Cond{eq("code", "a")}}, "tenant_id=? AND <expr>=?", false},
		"a number":         {record.Selection{Where: []authz.Cond{{Op: authz.Gt, Field: "places", Value: int64(3)}}}, "tenant_id=? AND <expr>>?", true},
		"a subject":        {record.Selection{Where: []authz.Cond{eq("host", "p")}}, "tenant_id=? AND <expr>=?", false},
		"a prefix":         {record.Selection{Where: []authz.Cond{{Op: authz.StartsWith, Field: "title", Value: "a"}}}, "tenant_id=? AND <expr>>? AND <expr><?", true},
		"two fields":       {record.Selection{Where: []authz.Cond{eq("open", true), eq("day", "2026-01-01")}}, "tenant_id=? AND <expr>=? AND <expr>=?", false},
		"in order":         {record.Selection{Order: []record.Order{{Field: "title"}}}, "tenant_id=?", false},
		"in reverse":       {record.Selection{Order: []record.Order{{Field: "title", Desc: true}, {Field: "id", Desc: true}}}, "tenant_id=?", false},
		"without an index": {record.Selection{Order: []record.Order{{Field: "loose"}}}, "tenant_id=?", true}, // the control
	} {
		tbl, err := db.tables.of(planned())
		if err != nil {
			t.Fatal(err)
		}
		compiled := &compiler{dialect: sqlite, table: tbl, schema: planned().Schema}
		text, err := compiled.list(quiet, c.ask, 31)
		if err != nil {
			t.Fatal(err)
		}
		plan := explain(t, db, text, compiled.args)
		if !strings.Contains(plan, "("+c.uses) || strings.Contains(plan, "SCAN") {
			t.Errorf("%s: %s\nwant a search by (%s", what, plan, c.uses)
		}
		if sorts := strings.Contains(plan, "TEMP B-TREE"); sorts != c.sort {
			t.Errorf("%s: sorts %t, want %t: %s", what, sorts, c.sort, plan)
		}
	}
}

// TestBroadSubtreesAreWalked fills two subtrees and looks at the plans of their lists.
func TestBroadSubtreesAreWalked(t *testing.T) {
	t.Parallel()
	db, err := Open(t.Context(), Config{DSN: "sqlite:" + filepath.Join(t.TempDir(), "plan.db")})
	if err != nil {
		t.Fatal(err)
	}
	defer db.Close()
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	if err := db.Installer().Install(t.Context(), []record.Table{planned()}); err != nil {
		t.Fatal(err)
	}
	var batch record.Batch
	for i := range narrow + 2 {
		unit := "/broad/a/"
		if i == 0 {
			unit = "/narrow/"
		}
		batch.Writes = append(batch.Writes, record.Write{Table: planned(), Verb: store.Create, ID: fmt.Sprint(i), Unit: unit, Doc: []byte(`{}`)})
	}
	if _, err := db.Rows().Apply(t.Context(), quiet, batch); err != nil {
		t.Fatal(err)
	}
	tbl, err := db.tables.of(planned())
	if err != nil {
		t.Fatal(err)
	}
	under := func(path string) authz.Cond {
		return authz.Cond{Op: authz.And, Args: []authz.Cond{{Op: authz.StartsWith, Field: "unit_path", Value: path}}}
	}
	for what, c := range map[string]struct {
		ask  record.Selection
		walk bool
	}{
		"the root":            {record.Selection{Where: []authz.Cond{under("/")}}, true},
		"a broad subtree":     {record.Selection{Unit: "/broad/"}, true},
		"a narrow subtree":    {record.Selection{Unit: "/narrow/", Where: []authz.Cond{under("/")}}, false},
		"a policy's subtree":  {record.Selection{Where: []authz.Cond{under("/broad/a/")}}, true},
		"one unit of it":      {record.Selection{Where: []authz.Cond{eq("unit_path", "/broad/a/"), under("/broad/")}}, false},
		"in another order":    {record.Selection{Unit: "/broad/", Order: []record.Order{{Field: "loose"}}}, false},
		"without any subtree": {record.Selection{}, false},
	} {
		for range 2 { // found, then remembered
			walk, err := rows{db}.broad(t.Context(), quiet, tbl, c.ask)
			if err != nil || walk != c.walk {
				t.Errorf("%s: walk %t, %v", what, walk, err)
			}
		}
		compiled := &compiler{dialect: sqlite, table: tbl, schema: planned().Schema, walk: c.walk}
		text, err := compiled.list(quiet, c.ask, 31)
		if err != nil {
			t.Fatal(err)
		}
		plan := explain(t, db, text, compiled.args)
		if c.walk && strings.Contains(plan, "TEMP B-TREE") {
			t.Errorf("%s: %s", what, plan)
		}
		if page, err := db.Rows().Scan(t.Context(), quiet, planned(), c.ask); err != nil || len(page.Records) == 0 {
			t.Errorf("%s: %d records, %v", what, len(page.Records), err)
		}
	}
}

func explain(t *testing.T, db *DB, text string, args []any) string {
	t.Helper()
	var lines []string
	err := db.reading(quiet).each(t.Context(), "EXPLAIN QUERY PLAN "+text, args, func(scan func(...any) error) error {
		var id, parent, unused int
		var detail string
		err := scan(&id, &parent, &unused, &detail)
		lines = append(lines, detail)
		return err
	})
	if err != nil {
		t.Fatalf("%s: %v", text, err)
	}
	return fmt.Sprintf("%s [%s]", strings.Join(lines, "; "), text)
}

func TestPrefixRange(t *testing.T) {
	t.Parallel()
	for prefix, want := range map[string]string{
		"/nord/": "/nord0", "é": "ê", "a\uD7FF": "a\uE000", "a\U0010FFFF": "b", "\x7f": "\u0080", "ÿ": "Ā",
	} {
		if end, bounded := after(prefix); end != want || !bounded {
			t.Errorf("after(%q) = %q, %t, want %q", prefix, end, bounded, want)
		}
	}
	for _, prefix := range []string{"", "\U0010FFFF", "\U0010FFFF\U0010FFFF"} {
		if end, bounded := after(prefix); bounded {
			t.Errorf("after(%q) = %q", prefix, end)
		}
	}
}

func TestNamesBecomeText(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]bool{
		"waves": true, "a1_b": true, "": false, "1a": false, "_a": false, "Waves": false, "a-b": false, "a b": false, "a;b": false, "a'": false, "é": false, "a\x00": false,
	} {
		if named(name) != want {
			t.Errorf("named(%q) is %t", name, !want)
		}
	}
}
