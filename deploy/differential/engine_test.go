package differential

import (
	"context"
	"path/filepath"
	"testing"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/authz"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/sqlstore"
	"github.com/ribambelle/ribambelle/core/sqlstore/pgtest"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// cluster is the PostgreSQL server of these tests.
var cluster pgtest.Cluster

func TestMain(m *testing.M) { cluster.Main(m) }

var here = tenant.Trusted(tenantName(0))

// engine is a database that holds the records.
type engine struct {
	name string
	rows record.Rows
}

// engines makes both, with the same records in each.
func engines(t *testing.T, rows []store.Record) []engine {
	t.Helper()
	pg := cluster.Database(t)
	return []engine{
		{"SQLite", fill(t, sqlstore.Config{DSN: "sqlite:" + filepath.Join(t.TempDir(), "d.db")}, rows)},
		{"PostgreSQL", fill(t, sqlstore.Config{DSN: pg.Running, AdminDSN: pg.Admin}, rows)},
	}
}

func fill(t *testing.T, config sqlstore.Config, rows []store.Record) record.Rows {
	t.Helper()
	db, err := sqlstore.Open(t.Context(), config)
	must(t, err)
	t.Cleanup(func() { must(t, db.Close()) })
	must(t, db.Migrate(t.Context()))
	must(t, db.Installer().Install(t.Context(), []record.Table{table()}))
	entry := &audit.Entry{Tenant: here, Principal: "person:1", Action: "core:test", Outcome: audit.Done}
	must(t, db.Book().Change(t.Context(), here, entry, func(ctx context.Context, tx audit.Tx) error {
		return tx.Tenants(0).Put(ctx, tenant.Tenant{ID: here, Slug: "here", Name: "Here", Country: "FR", Wording: "fr-FR", Languages: []string{"fr"}, Zone: "Europe/Paris"})
	}))
	var batch record.Batch
	for _, r := range rows {
		batch.Writes = append(batch.Writes, record.Write{Table: table(), Verb: store.Create, ID: r.ID, Doc: r.Doc, Unit: r.Unit, Owner: r.Owner})
	}
	_, err = db.Rows().Apply(t.Context(), here, batch)
	must(t, err)
	return db.Rows()
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

// selects is what a filter selects as SQL.
func (e engine) selects(t *testing.T, f authz.Filter) map[string]bool {
	t.Helper()
	got := map[string]bool{}
	if f.IsNothing() {
		return got
	}
	s := record.Selection{Order: []record.Order{{Field: "id"}}, Size: 1000}
	if cond, some := f.Cond(); some {
		s.Where = []authz.Cond{cond}
	}
	page, err := e.rows.Scan(t.Context(), here, table(), s)
	if err != nil {
		t.Fatalf("%s: %v", e.name, err)
	}
	for _, r := range page.Records {
		got[r.ID] = true
	}
	return got
}
