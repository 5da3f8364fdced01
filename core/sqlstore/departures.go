package sqlstore

import (
	"context"
	"fmt"
	"slices"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// departures implements audit.Departures.
type departures struct{ db *DB }

var errStays = fault.New(fault.Conflict, "tenant-stays", "No time is set at which this organisation is to be deleted.")

// holdings lists the tables with rows of a tenant: the core's, then those of collections.
func (s *session) holdings(ctx context.Context) ([]string, error) {
	listed, err := s.collections(ctx)
	if err != nil {
		return nil, err
	}
	tables := slices.DeleteFunc(coreTables(), func(name string) bool {
		return slices.Contains([]string{"tenants", "releases", "collections", "departures", "newcomers"}, name)
	})
	for _, c := range listed {
		tables = append(tables, c.name)
	}
	return tables, nil
}

// logTable reports whether rows of a table go with the log, which the running role may not cut.
func logTable(name string) bool {
	return slices.Contains([]string{"entries", "seals", "checkpoints"}, name)
}

// Rows implements audit.Departures.
func (d departures) Rows(ctx context.Context, t tenant.ID) (map[string]int64, error) {
	rows := map[string]int64{}
	err := d.db.read(ctx, t, func(ctx context.Context, s *session) error {
		clear(rows)
		tables, err := s.holdings(ctx)
		if err != nil {
			return err
		}
		for _, name := range tables {
			if err := s.count(ctx, rows, name, "tenant_id"); err != nil {
				return err
			}
		}
		return s.count(ctx, rows, "tenants", "id")
	})
	return rows, err
}

func (s *session) count(ctx context.Context, into map[string]int64, table, column string) error {
	var n int64
	if _, err := s.row(ctx, "SELECT count(*) FROM "+table+" WHERE "+column+" = ?", []any{s.tenant.String()}, []any{&n}); err != nil {
		return fmt.Errorf("counting the rows of %s: %w", table, err)
	}
	if n > 0 {
		into[table] = n
	}
	return nil
}

// Forget implements audit.Departures. Records go first and the tenant's own row last, so that whoever goes on later finds
// it still.
func (d departures) Forget(ctx context.Context, t tenant.ID) error {
	defer d.db.memory.forget(t)
	var tables []string
	err := d.db.read(ctx, t, func(ctx context.Context, s *session) (err error) {
		stays, err := s.row(ctx, "SELECT 1 FROM tenants WHERE id = ? AND ends_at IS NULL", []any{t.String()}, []any{new(int)})
		if err == nil && stays {
			return errStays
		}
		if err == nil {
			tables, err = s.holdings(ctx)
		}
		return err
	})
	if err != nil {
		return err
	}
	slices.Reverse(tables)
	for _, name := range tables {
		if d.db.dialect == postgres && logTable(name) {
			continue
		}
		if err := d.empty(ctx, t, name); err != nil {
			return fmt.Errorf("emptying %s: %w", name, err)
		}
	}
	return d.end(ctx, t)
}

// empty deletes a tenant's rows of a table, a part at a time where there may be many: others write in between.
func (d departures) empty(ctx context.Context, t tenant.ID, name string) error {
	key := map[string]string{"entries": "seq", "changes": "seq", "replays": "key", "outbox": "seq"}[name]
	if key == "" && !slices.Contains(coreTables(), name) {
		key = "id"
	}
	if key == "" {
		return d.db.write(ctx, t, tidyRows, func(ctx context.Context, s *session) error {
			_, err := s.exec(ctx, "DELETE FROM "+name+" WHERE tenant_id = ?", t.String())
			return err
		})
	}
	part := "DELETE FROM " + name + " WHERE tenant_id = ? AND " + key + " IN (SELECT " + key + " FROM " + name + " WHERE tenant_id = ? LIMIT ?)"
	return d.db.drop(ctx, t, part, t.String(), t.String(), tidyRows)
}

// end removes the log where the running role may not, and the tenant itself.
func (d departures) end(ctx context.Context, t tenant.ID) error {
	return d.db.write(ctx, t, tidyRows, func(ctx context.Context, s *session) error {
		if d.db.dialect == postgres {
			if _, err := s.exec(ctx, "SELECT forget_log(?)", t.String()); err != nil {
				return fmt.Errorf("deleting the log: %w", err)
			}
		} else {
			s.scrub(nil) // what was deleted leaves the write-ahead log too
		}
		_, err := s.exec(ctx, "DELETE FROM tenants WHERE id = ?", t.String())
		return err
	})
}

const putDeparture = `INSERT INTO departures (tenant_id, id, slug, began_at, ended_at, had, head, certificate) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
	ON CONFLICT (tenant_id, id) DO UPDATE SET ended_at = excluded.ended_at, certificate = excluded.certificate`

// Note implements audit.Departures.
func (d departures) Note(ctx context.Context, home tenant.ID, one audit.Departure, entry *audit.Entry) error {
	return d.db.write(ctx, home, 1, func(ctx context.Context, s *session) error {
		_, err := s.exec(ctx, putDeparture, home.String(), one.ID.String(), one.Slug, stamp{one.Began}, stampOf(one.Ended),
			document[map[string]int64]{one.Had}, one.Head, one.Certificate)
		if err != nil {
			return err
		}
		return s.append(ctx, []audit.Entry{*entry})
	})
}

const selectDepartures = `SELECT id, slug, began_at, ended_at, had, head, certificate FROM departures WHERE tenant_id = ? ORDER BY began_at DESC, id`

// All implements audit.Departures.
func (d departures) All(ctx context.Context, home tenant.ID) (all []audit.Departure, err error) {
	err = d.db.read(ctx, home, func(ctx context.Context, s *session) error {
		all = nil
		return s.each(ctx, selectDepartures, []any{home.String()}, func(scan func(...any) error) error {
			var one audit.Departure
			var id string
			var began, ended stamp
			var had document[map[string]int64]
			err := scan(&id, &one.Slug, &began, &ended, &had, &one.Head, &one.Certificate)
			one.ID, one.Began, one.Ended, one.Had = tenant.Trusted(id), began.Time, ended.optional(), had.value
			all = append(all, one)
			return err
		})
	})
	return all, err
}
