package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// An arrival says that a tenant's share of an anonymous table holds records where they arrived. It is written
// with the first of them and goes when they were written anew, so that a process that was killed in between is
// no gap: whoever opens the database next takes it up. An arrival of no tenant (PostgreSQL only) says that a
// table still holds what was there before its records were written anew.
const (
	noteArrival   = "INSERT INTO arrivals (tenant_id, tbl) VALUES (?, ?) ON CONFLICT (tenant_id, tbl) DO NOTHING"
	forgetArrival = "DELETE FROM arrivals WHERE tenant_id = ? AND tbl = ?"
	listArrivals  = `SELECT a.tenant_id, c.module, c.collection FROM arrivals a JOIN collections c ON c.name = a.tbl
		ORDER BY a.tbl, a.tenant_id`
)

// Writers of a share hold its lock together, whoever writes it anew holds it alone: a record is in what is
// written anew, or its arrival is noted after that.
const (
	lockShare      = "SELECT pg_advisory_xact_lock_shared(hashtextextended(?, 0))"
	lockShareAlone = "SELECT pg_advisory_xact_lock(hashtextextended(?, 0))"
)

// arrive notes that an anonymous record was written.
func (s *session) arrive(ctx context.Context, into *table) error {
	if s.dialect == postgres {
		if _, err := s.exec(ctx, lockShare, s.shareName(into)); err != nil {
			return err
		}
	}
	if _, err := s.exec(ctx, noteArrival, s.tenant.String(), into.name); err != nil {
		return err
	}
	s.scrub(into)
	return nil
}

func (s *session) shareName(of *table) string { return s.tenant.String() + " " + of.name }

// arrivals lists the shares that hold records where they arrived; those without a tenant are tables with remains.
func (db *DB) arrivals(ctx context.Context) (all []share, err error) {
	err = db.readGlobal(ctx, func(ctx context.Context, s *session) error {
		return s.each(ctx, listArrivals, nil, func(scan func(...any) error) error {
			var home string
			of := record.Table{Schema: store.Schema{Kind: store.Anonymous}}
			if err := scan(&home, &of.Module, &of.Schema.Collection); err != nil {
				return err
			}
			part := share{}
			if home != "" {
				part.tenant = tenant.Trusted(home)
			}
			part.table, err = db.tables.of(of)
			all = append(all, part)
			return err
		})
	})
	return all, err
}

// resume takes up what an earlier process left where it arrived.
func (db *DB) resume(ctx context.Context) error {
	if db.dialect == postgres {
		db.settler.poke()
		return nil
	}
	err := db.writeGlobal(ctx, func(context.Context, *session) error { db.writer.scrub.log = true; return nil })
	if err != nil {
		return err
	}
	left, err := db.arrivals(ctx)
	if err != nil {
		return err
	}
	for _, part := range left {
		err := db.write(ctx, part.tenant, 1, func(_ context.Context, s *session) error { s.scrub(part.table); return nil })
		if err != nil {
			return err
		}
	}
	return nil
}
