package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/ribambelle/ribambelle/core/tenant"
)

var errFrozen = errors.New("sqlstore: what is frozen was asked for another tenant's rows, or to be written")

// Frozen calls do with a database that shows one tenant's rows as they are at one moment, whatever is written meanwhile. It is
// for one goroutine, reads only, and ends with do.
func (db *DB) Frozen(ctx context.Context, t tenant.ID, do func(moment *DB) error) (err error) {
	if t.IsZero() {
		return errNoTenant
	}
	conn, err := db.pool.Conn(ctx)
	if err != nil {
		return fmt.Errorf("taking a connection: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	begin, args := "begin", []any(nil)
	if db.dialect == postgres {
		begin, args = "begin isolation level repeatable read read only; select set_config('app.tenant', $1, true)", []any{t.String()}
	}
	if _, err := conn.Conn.ExecContext(ctx, begin, args...); err != nil {
		return translate(fmt.Errorf("beginning a transaction: %w", err))
	}
	defer func() { _, _ = conn.Conn.ExecContext(context.WithoutCancel(ctx), "rollback") }() // nothing was written
	s := &session{IDB: conn, raw: conn.Conn, dialect: db.dialect, tenant: t, now: db.now(), scrub: func(*table) {}}
	if _, err := s.row(ctx, "SELECT 1 FROM tenants WHERE id = ?", []any{t.String()}, []any{new(int)}); err != nil {
		return translate(fmt.Errorf("looking at the moment: %w", err)) // the first look is the moment
	}
	return do(&DB{config: db.config, source: db.source, dialect: db.dialect, moment: s})
}

// within reads what is frozen.
func (db *DB) within(ctx context.Context, t tenant.ID, a access, do work) error {
	if a.write || t != db.moment.tenant && !a.global {
		return errFrozen
	}
	return do(ctx, db.moment)
}
