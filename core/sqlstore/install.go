package sqlstore

import (
	"context"
	"fmt"

	"github.com/uptrace/bun"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// installer implements record.Installer.
type installer struct{ db *DB }

// collection is an installed table, as listed in the table "collections".
type collection struct {
	name               string
	module, collection string
}

// collections lists the tables of all installed modules.
func (s *session) collections(ctx context.Context) (all []collection, err error) {
	err = s.each(ctx, "SELECT name, module, collection FROM collections ORDER BY name", nil, func(scan func(...any) error) error {
		var c collection
		err := scan(&c.name, &c.module, &c.collection)
		all = append(all, c)
		return err
	})
	return all, err
}

// wanted is a table with its indexes, and what of it is missing.
type wanted struct {
	*table
	from    record.Table
	indexes []index
	fresh   bool    // the table itself is missing
	missing []index // of a table that is there
}

// Install implements record.Installer. It looks first and writes only what is missing, so that a start with
// nothing new needs no administration DSN and no lock.
func (i installer) Install(ctx context.Context, tables []record.Table) error {
	plan, err := i.plan(ctx, tables)
	if err != nil || len(plan) == 0 {
		return err
	}
	if i.db.dialect == sqlite {
		return i.db.writeGlobal(ctx, func(ctx context.Context, s *session) error { return i.db.create(ctx, s.raw, plan) })
	}
	if i.db.config.AdminDSN == "" {
		return errAdmin
	}
	return i.db.asOwner(ctx, func(owner *bun.DB) error { return i.db.createOnServer(ctx, owner, plan) })
}

// plan returns the tables that lack something.
func (i installer) plan(ctx context.Context, tables []record.Table) (plan []*wanted, err error) {
	var have map[string]bool
	var listed []collection
	err = i.db.readGlobal(ctx, func(ctx context.Context, s *session) (err error) {
		if have, err = s.relations(ctx); err != nil {
			return err
		}
		listed, err = s.collections(ctx)
		return err
	})
	if err != nil {
		return nil, err
	}
	for _, t := range tables {
		w, err := i.want(t, listed)
		if err != nil {
			return nil, err
		}
		w.fresh = !have[w.name]
		have[w.name] = true // two versions of a module share a table, and the indexes that they both need
		for _, x := range w.indexes {
			if !have[x.name] {
				w.missing = append(w.missing, x)
			}
			have[x.name] = true
		}
		if w.fresh || len(w.missing) > 0 {
			plan = append(plan, w)
		}
	}
	return plan, nil
}

// want says what a collection needs. Two collections may share a name ("a_b"+"c", "a"+"b_c"): the second is
// refused, or one module could name its way into another's table.
func (i installer) want(t record.Table, listed []collection) (*wanted, error) {
	made, err := i.db.tables.of(t)
	if err != nil {
		return nil, err
	}
	for _, c := range listed {
		if c.name == made.name && (c.module != t.Module || c.collection != t.Schema.Collection) {
			return nil, fault.New(fault.Conflict, "table-taken", "The collection %s/%s has the table that %s/%s would need.", c.module, c.collection, t.Module, t.Schema.Collection)
		}
	}
	indexes, err := i.db.dialect.indexes(made, t.Schema)
	return &wanted{table: made, from: t, indexes: indexes}, err
}

// relations lists the tables and the usable indexes that are there.
func (s *session) relations(ctx context.Context) (map[string]bool, error) {
	text := "SELECT name FROM sqlite_master WHERE type IN ('table', 'index')"
	if s.dialect == postgres {
		text = `SELECT c.relname FROM pg_class c LEFT JOIN pg_index i ON i.indexrelid = c.oid
			WHERE c.relnamespace = current_schema()::regnamespace AND c.relkind IN ('r', 'i') AND coalesce(i.indisvalid, true)`
	}
	have := make(map[string]bool)
	err := s.each(ctx, text, nil, func(scan func(...any) error) error {
		var name string
		err := scan(&name)
		have[name] = true
		return err
	})
	return have, err
}

// definition is the statement that makes the table.
func (w *wanted) definition(d dialect) string {
	if w.anonymous {
		return d.ddl("CREATE TABLE IF NOT EXISTS " + w.name + " (tenant_id TEXT NOT NULL, id TEXT NOT NULL," +
			" unit_path TEXT NOT NULL, doc JSON NOT NULL, PRIMARY KEY (tenant_id, id)) WITHOUT ROWID")
	}
	return d.ddl("CREATE TABLE IF NOT EXISTS " + w.name + " (tenant_id TEXT NOT NULL, id TEXT NOT NULL," +
		" unit_path TEXT NOT NULL, owner_id TEXT, rev INTEGER NOT NULL, schema_version INTEGER NOT NULL," +
		" doc JSON NOT NULL, search TEXT NOT NULL, created_at TEXT NOT NULL, updated_at TEXT NOT NULL, PRIMARY KEY (tenant_id, id))")
}

// create makes what is missing, in the transaction of on.
func (db *DB) create(ctx context.Context, on execer, plan []*wanted) error {
	for _, w := range plan {
		statements := []string{w.definition(db.dialect)}
		for _, i := range w.missing {
			statements = append(statements, i.create(w.name, ""))
		}
		for _, text := range statements {
			if _, err := on.ExecContext(ctx, text); err != nil {
				return uninstallable(w, err)
			}
		}
		_, err := on.ExecContext(ctx, db.dialect.bind("INSERT INTO collections (name, module, collection, anonymous) VALUES (?, ?, ?, ?) ON CONFLICT (name) DO NOTHING"),
			w.name, w.from.Module, w.from.Schema.Collection, w.from.Schema.Kind == store.Anonymous)
		if err != nil {
			return uninstallable(w, err)
		}
	}
	return nil
}

// createOnServer makes new tables in one transaction each, behind their walls; indexes of tables that are in
// use are built beside their use.
func (db *DB) createOnServer(ctx context.Context, owner *bun.DB, plan []*wanted) error {
	role, err := db.runningRole()
	if err != nil {
		return err
	}
	for _, w := range plan {
		if w.fresh {
			err = db.createFresh(ctx, owner, w, role)
		} else {
			err = addIndexes(ctx, owner, w)
		}
		if err != nil {
			return uninstallable(w, err)
		}
	}
	return nil
}

func (db *DB) createFresh(ctx context.Context, owner *bun.DB, w *wanted, role string) error {
	tx, err := owner.DB.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback() //nolint:errcheck // after a commit it does nothing
	if err := db.create(ctx, tx, []*wanted{w}); err != nil {
		return err
	}
	for _, text := range append(walls(w.name), "GRANT SELECT, INSERT, UPDATE, DELETE ON "+w.name+" TO "+quoted(role)) {
		if _, err := tx.ExecContext(ctx, text); err != nil {
			return err
		}
	}
	return tx.Commit()
}

func addIndexes(ctx context.Context, owner *bun.DB, w *wanted) error {
	for _, i := range w.missing {
		// One that was left half built by a failure is there, and not valid.
		for _, text := range []string{"DROP INDEX CONCURRENTLY IF EXISTS " + i.name, i.create(w.name, "CONCURRENTLY ")} {
			if _, err := owner.DB.ExecContext(ctx, text); err != nil {
				return err
			}
		}
	}
	return nil
}

func uninstallable(w *wanted, err error) error {
	if _, taken := violated(err); taken {
		return fault.New(fault.Conflict, "not-unique", "Records of %s share a value that is now to be unique.", w.from.Schema.Collection).Because(err)
	}
	return fmt.Errorf("installing %s: %w", w.name, err)
}
