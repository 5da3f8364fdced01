package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/stdlib"
	"github.com/uptrace/bun"
	"github.com/uptrace/bun/dialect/pgdialect"
)

var errUnbound = errors.New("the running role of the database is a superuser or has BYPASSRLS, so row level security does not bind it: give the server a role of its own that owns nothing")

// openPostgres opens the running role's pool and refuses a role that row level security does not bind.
func (db *DB) openPostgres(ctx context.Context) error {
	var err error
	if db.pool, err = openServer(db.source.dsn, db.config.Connections); err != nil {
		return err
	}
	var unbound bool
	row := db.pool.DB.QueryRowContext(ctx, "select rolsuper or rolbypassrls from pg_roles where rolname = current_user")
	if err := row.Scan(&unbound); err != nil {
		return translate(fmt.Errorf("asking PostgreSQL for the running role: %w", err))
	}
	if unbound {
		return errUnbound
	}
	db.settler = startSettler(db)
	return nil
}

// openServer opens a pool. bun writes arguments into the text, which the simple protocol runs as it is,
// where the default would prepare a new statement for nearly every query.
func openServer(dsn string, connections int) (*bun.DB, error) {
	config, err := pgx.ParseConfig(dsn)
	if err != nil {
		return nil, errDSN // pgx's own error may repeat parts of the DSN
	}
	config.DefaultQueryExecMode = pgx.QueryExecModeSimpleProtocol
	pool := stdlib.OpenDB(*config)
	pool.SetMaxOpenConns(connections)
	pool.SetMaxIdleConns(connections)
	return bun.NewDB(pool, pgdialect.New()), nil
}
