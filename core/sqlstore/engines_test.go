package sqlstore_test

import (
	"context"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/sqlstore"
	"github.com/ribambelle/ribambelle/core/sqlstore/pgtest"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// cluster serves every test of this package.
var cluster pgtest.Cluster

func TestMain(m *testing.M) { cluster.Main(m) }

type tenantID = tenant.ID

// Two tenants: A writes, B must never see it.
var (
	tenantA = tenant.Trusted("0198f000-0000-7000-8000-00000000000a")
	tenantB = tenant.Trusted("0198f000-0000-7000-8000-00000000000b")
)

// clock stands still until it is moved.
type clock struct {
	mu  sync.Mutex
	now time.Time
}

func newClock() *clock { return &clock{now: time.Date(2026, 3, 1, 12, 0, 0, 0, time.UTC)} }

func (c *clock) Now() time.Time {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.now
}

func (c *clock) advance(d time.Duration) {
	c.mu.Lock()
	defer c.mu.Unlock()
	c.now = c.now.Add(d)
}

// world is a migrated database with both tenants in it.
type world struct {
	*sqlstore.DB
	t      *testing.T
	clock  *clock
	config sqlstore.Config
	pg     pgtest.Database // empty on SQLite
}

// onBoth runs a test on both engines.
func onBoth(t *testing.T, test func(t *testing.T, w *world)) {
	t.Helper()
	t.Parallel()
	cluster.Both(t, func(t *testing.T, d pgtest.Database) { test(t, open(t, config(d), d)) })
}

func config(d pgtest.Database) sqlstore.Config {
	return sqlstore.Config{DSN: d.Running, AdminDSN: d.Admin, Connections: 8}
}

var noServer pgtest.Database

var cmpSorted = cmpopts.SortSlices(func(a, b string) bool { return a < b })

func sqliteConfig(t *testing.T) sqlstore.Config { return config(pgtest.SQLite(t)) }

func open(t *testing.T, config sqlstore.Config, pg pgtest.Database) *world {
	t.Helper()
	w := &world{t: t, clock: newClock(), pg: pg}
	config.Clock = w.clock.Now
	w.config = config
	db, err := sqlstore.Open(t.Context(), config)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	w.DB = db
	if err := db.Migrate(t.Context()); err != nil {
		t.Fatal(err)
	}
	for id, slug := range map[tenant.ID]string{tenantA: "aubervilliers", tenantB: "bordeaux"} {
		w.change(id, func(ctx context.Context, tx audit.Tx) error {
			return tx.Tenants(0).Put(ctx, tenant.Tenant{ID: id, Slug: slug, Name: slug, Country: "FR", Wording: "fr-FR", Languages: []string{"fr"}, Zone: "Europe/Paris"})
		})
	}
	return w
}

// change runs do in the book of a tenant and fails the test if it fails.
func (w *world) change(t tenant.ID, do func(ctx context.Context, tx audit.Tx) error) {
	w.t.Helper()
	if err := w.try(t, do); err != nil {
		w.t.Fatal(err)
	}
}

func (w *world) try(t tenant.ID, do func(ctx context.Context, tx audit.Tx) error) error {
	entry := &audit.Entry{Tenant: t, Principal: "person:1", Action: "core:test", Outcome: audit.Done}
	return w.Book().Change(w.t.Context(), t, entry, do)
}

// visits is a collection with a field of every type.
func visits() record.Table {
	return record.Table{Module: "portrait", Schema: store.Schema{
		Collection: "visits", Kind: store.Ordinary, Version: 1,
		Fields: []store.Field{
			{Name: "title", Type: store.Text, Marks: store.Marks{Index: true, Searchable: true}},
			{Name: "code", Type: store.Text, Marks: store.Marks{Unique: true}},
			{Name: "places", Type: store.Integer, Marks: store.Marks{Index: true}},
			{Name: "score", Type: store.Number},
			{Name: "open", Type: store.Boolean},
			{Name: "day", Type: store.Date, Marks: store.Marks{Index: true}},
			{Name: "person", Type: store.Text, Marks: store.Marks{Personal: true, Subject: "person"}},
			{Name: "more", Type: store.Object},
		},
		Indexes: [][]string{{"open", "day"}},
	}}
}

// ballots is an anonymous collection.
func ballots() record.Table {
	return record.Table{Module: "portrait", Schema: store.Schema{
		Collection: "ballots", Kind: store.Anonymous, Version: 1,
		Fields: []store.Field{{Name: "wave", Type: store.Text, Marks: store.Marks{Index: true}}, {Name: "value", Type: store.Integer}},
	}}
}

func (w *world) install(tables ...record.Table) {
	w.t.Helper()
	if err := w.Installer().Install(w.t.Context(), tables); err != nil {
		w.t.Fatal(err)
	}
}

// create stores one document and returns the record.
func (w *world) create(t tenant.ID, table record.Table, id, doc string) store.Record {
	w.t.Helper()
	receipt, err := w.Rows().Apply(w.t.Context(), t, record.Batch{Writes: []record.Write{write(table, store.Create, id, doc)}})
	if err != nil {
		w.t.Fatalf("creating %s: %v", id, err)
	}
	return receipt.Records[0]
}

// tryCreate is create for tests that do it from several sides at once.
func (w *world) tryCreate(t tenant.ID, table record.Table, id, doc string) error {
	_, err := w.Rows().Apply(w.t.Context(), t, record.Batch{Writes: []record.Write{write(table, store.Create, id, doc)}})
	return err
}

func write(table record.Table, verb store.Verb, id, doc string) record.Write {
	return record.Write{Table: table, Verb: verb, ID: id, Doc: []byte(doc), Unit: "/", Owner: "person-1", Search: " "}
}

// is reports whether err is a fault of that kind; no error is none.
func is(err error, kind fault.Kind) bool { return err != nil && fault.KindOf(err) == kind }
