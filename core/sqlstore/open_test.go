package sqlstore_test

import (
	"context"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/sqlstore"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func TestSecondServerIsRefused(t *testing.T) {
	t.Parallel()
	w := open(t, sqliteConfig(t), noServer)
	_, err := sqlstore.Open(t.Context(), w.config)
	if err == nil || !strings.Contains(err.Error(), "is in use by another server (process ") || strings.Contains(err.Error(), "\n") {
		t.Errorf("the second: %v", err)
	}
	check(t, w.Close())
	again, err := sqlstore.Open(t.Context(), w.config)
	check(t, err)
	check(t, again.Ready(t.Context()))
	check(t, again.Close())
}

func TestDSN(t *testing.T) {
	t.Parallel()
	for _, dsn := range []string{"", "data.db", "mysql://x", "sqlite:", "postgres://user:hunter2@%zz/x"} {
		db, err := sqlstore.Open(t.Context(), sqlstore.Config{DSN: dsn})
		if err == nil || strings.Contains(err.Error(), "hunter2") {
			t.Errorf("%q: %v, %v", dsn, db, err)
		}
	}
	odd := filepath.Join(t.TempDir(), "dossier à part?#%20", "x.db")
	db, err := sqlstore.Open(t.Context(), sqlstore.Config{DSN: "sqlite:" + odd})
	check(t, err)
	check(t, db.Close())
	if info, err := os.Stat(odd); err != nil || info.Mode().Perm() != 0o600 {
		t.Errorf("the file: %v, %v", info, err)
	}
}

func TestMigrateAndReady(t *testing.T) {
	t.Parallel()
	fresh := func(t *testing.T, config sqlstore.Config) *sqlstore.DB {
		db, err := sqlstore.Open(t.Context(), config)
		check(t, err)
		t.Cleanup(func() { _ = db.Close() })
		return db
	}
	try := func(t *testing.T, db *sqlstore.DB) {
		if err := db.Ready(t.Context()); !is(err, fault.Unavailable) || fault.From(err).Code != "migrations-pending" {
			t.Errorf("ready before: %v", err)
		}
		for range 2 {
			check(t, db.Migrate(t.Context()))
			check(t, db.Ready(t.Context()))
		}
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		if err := db.Ready(ctx); err == nil {
			t.Error("ready although nobody waits")
		}
	}
	t.Run("sqlite", func(t *testing.T) {
		t.Parallel()
		try(t, fresh(t, sqliteConfig(t)))
	})
	t.Run("postgres", func(t *testing.T) {
		t.Parallel()
		pg := cluster.Database(t)
		running := fresh(t, sqlstore.Config{DSN: pg.Running})
		for what, err := range map[string]error{
			"migrating":  running.Migrate(t.Context()),
			"installing": fresh(t, sqlstore.Config{DSN: pg.Running, AdminDSN: pg.Running}).Migrate(t.Context()),
		} {
			if err == nil {
				t.Errorf("%s without an owner passed", what)
			}
		}
		if err := running.Migrate(t.Context()); !is(err, fault.Unavailable) || !strings.Contains(err.Error(), "ribambelle serve --database-admin") {
			t.Errorf("migrating without an owner: %v", err)
		}
		try(t, fresh(t, sqlstore.Config{DSN: pg.Running, AdminDSN: pg.Admin}))
		check(t, running.Migrate(t.Context())) // nothing to do
		if err := running.Installer().Install(t.Context(), []record.Table{visits()}); !is(err, fault.Unavailable) {
			t.Errorf("installing without an owner: %v", err)
		}
		if _, err := sqlstore.Open(t.Context(), sqlstore.Config{DSN: pg.Super}); err == nil || !strings.Contains(err.Error(), "superuser") {
			t.Errorf("running as superuser: %v", err)
		}
	})
}

func TestInstall(t *testing.T) {
	onBoth(t, func(t *testing.T, w *world) {
		w.install(visits(), ballots())
		w.install(visits(), ballots())
		w.create(tenantA, visits(), "1", `{"title":"same","score":1}`)
		w.create(tenantA, visits(), "2", `{"title":"same","score":2}`)
		grown := visits()
		grown.Schema.Version = 2
		grown.Schema.Fields[3].Unique = true // score
		grown.Schema.Indexes = append(grown.Schema.Indexes, []string{"title", "score"})
		w.install(grown)
		if _, err := w.Rows().Apply(t.Context(), tenantA, record.Batch{Writes: []record.Write{write(grown, store.Create, "3", `{"score":1}`)}}); !is(err, fault.Conflict) {
			t.Errorf("a value that is unique now: %v", err)
		}
		worse := visits()
		worse.Schema.Fields[0].Unique = true
		for range 2 { // the second finds what the first left half built
			if err := w.Installer().Install(t.Context(), []record.Table{worse}); !is(err, fault.Conflict) {
				t.Errorf("a unique mark over values that are not: %v", err)
			}
		}
		if _, err := w.Rows().Apply(t.Context(), tenantA, record.Batch{Writes: []record.Write{write(visits(), store.Delete, "2", "")}}); err != nil {
			t.Fatal(err)
		}
		w.install(worse)
		for what, table := range map[string]record.Table{
			"another module's table": {Module: "portrait_visits", Schema: store.Schema{Collection: "x"}},
			"a bad module":           {Module: "a-b", Schema: store.Schema{Collection: "x"}},
			"a bad collection":       {Module: "a", Schema: store.Schema{Collection: "x; DROP TABLE people"}},
			"a name too long":        {Module: strings.Repeat("a", 60), Schema: store.Schema{Collection: "x"}},
			"an index over nothing":  {Module: "a", Schema: store.Schema{Collection: "x", Indexes: [][]string{{"nothing"}}}},
			"an index over objects":  {Module: "a", Schema: store.Schema{Collection: "x", Fields: []store.Field{{Name: "o", Type: store.Object, Marks: store.Marks{Index: true}}}}},
			"a field of SQL":         {Module: "a", Schema: store.Schema{Collection: "x", Fields: []store.Field{{Name: "o')", Type: store.Text, Marks: store.Marks{Index: true}}}}},
		} {
			if what == "another module's table" {
				w.install(record.Table{Module: "portrait", Schema: store.Schema{Collection: "visits_x"}})
			}
			err := w.Installer().Install(t.Context(), []record.Table{table})
			if !is(err, fault.Invalid) && (what != "another module's table" || !is(err, fault.Conflict)) {
				t.Errorf("%s: %v", what, err)
			}
		}
	})
}
