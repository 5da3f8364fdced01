package sqlstore

import (
	"context"
	"errors"
	"fmt"

	"go.opentelemetry.io/otel/codes"
	"go.opentelemetry.io/otel/trace"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// work is what runs in a transaction. It may run again: after a conflict inside the database, or because another
// caller's work, which shared its transaction, failed.
type work func(ctx context.Context, s *session) error

// access says what a transaction is for.
type access struct {
	write  bool
	rows   int  // about how many rows it writes: the writer's group is bounded by it
	global bool // touches the listed tables without a tenant only
}

func (a access) name() string {
	if a.write {
		return "database write"
	}
	return "database read"
}

var errNoTenant = errors.New("sqlstore: a tenant's transaction was asked for without a tenant")

// inTenant is the one entry point to a tenant's rows: on PostgreSQL it sets what row level security compares.
func (db *DB) inTenant(ctx context.Context, t tenant.ID, a access, do work) (err error) {
	if above := trace.SpanContextFromContext(ctx); above.IsValid() && !above.IsSampled() {
		return db.transact(ctx, t, a, do) // a part of what is not kept is not kept either
	}
	ctx, span := db.config.Tracer.Start(ctx, a.name(), trace.WithSpanKind(trace.SpanKindClient))
	defer func() {
		if err != nil {
			span.SetStatus(codes.Error, fault.From(err).Code)
		}
		span.End()
	}()
	return db.transact(ctx, t, a, do)
}

func (db *DB) transact(ctx context.Context, t tenant.ID, a access, do work) error {
	if t.IsZero() && !a.global {
		return errNoTenant
	}
	if err := ctx.Err(); err != nil {
		return err
	}
	if db.moment != nil {
		return translate(db.within(ctx, t, a, do))
	}
	if db.dialect == postgres {
		return translate(db.postgresTransaction(ctx, t, a, do))
	}
	if a.write {
		return translate(db.writer.submit(ctx, t, a.rows, do))
	}
	return translate(do(ctx, db.reading(t)))
}

// read runs do over a tenant's rows; it must not write.
func (db *DB) read(ctx context.Context, t tenant.ID, do work) error {
	return db.inTenant(ctx, t, access{}, do)
}

// write runs do over a tenant's rows and commits what it did, or nothing.
func (db *DB) write(ctx context.Context, t tenant.ID, rows int, do work) error {
	return db.inTenant(ctx, t, access{write: true, rows: rows}, do)
}

// readGlobal and writeGlobal reach only the tables listed in globalTables.
func (db *DB) readGlobal(ctx context.Context, do work) error {
	return db.inTenant(ctx, tenant.ID{}, access{global: true}, do)
}

func (db *DB) writeGlobal(ctx context.Context, do work) error {
	return db.inTenant(ctx, tenant.ID{}, access{write: true, rows: 1, global: true}, do)
}

// reading is the session of a read on SQLite's pool.
func (db *DB) reading(t tenant.ID) *session {
	return &session{IDB: db.pool, raw: db.pool.DB, dialect: sqlite, kept: db.kept, tenant: t, now: db.now(), scrub: func(*table) {}}
}

// retries is how often PostgreSQL may ask for a transaction to be run again.
const retries = 5

func (db *DB) postgresTransaction(ctx context.Context, t tenant.ID, a access, do work) (err error) {
	for range retries {
		if err = db.postgresAttempt(ctx, t, a, do); !asksAgain(err) {
			return err
		}
	}
	return err
}

// postgresAttempt begins and sets the tenant in one message; the setting dies with the transaction.
func (db *DB) postgresAttempt(ctx context.Context, t tenant.ID, a access, do work) (err error) {
	conn, err := db.pool.Conn(ctx)
	if err != nil {
		return fmt.Errorf("taking a connection: %w", err)
	}
	defer func() { err = errors.Join(err, conn.Close()) }()
	begin := "begin read only"
	if a.write {
		begin = "begin"
	}
	if !t.IsZero() {
		_, err = conn.Conn.ExecContext(ctx, begin+"; select set_config('app.tenant', $1, true)", t.String())
	} else {
		_, err = conn.Conn.ExecContext(ctx, begin)
	}
	if err != nil {
		return fmt.Errorf("beginning a transaction: %w", err)
	}
	arrived := false
	s := &session{IDB: conn, raw: conn.Conn, dialect: postgres, tenant: t, now: db.now(), scrub: func(into *table) { arrived = arrived || into != nil }}
	if err := guarded(ctx, do, s); err != nil {
		_, undo := conn.Conn.ExecContext(context.WithoutCancel(ctx), "rollback")
		if undo != nil {
			return err // the connection is gone, and the transaction with it
		}
		return err
	}
	if _, err := conn.Conn.ExecContext(ctx, "commit"); err != nil {
		return fmt.Errorf("committing: %w", err)
	}
	if arrived {
		db.settler.poke()
	}
	return nil
}

// guarded runs work; a panic in it becomes its error, so that the transaction is undone.
func guarded(ctx context.Context, do work, s *session) (err error) {
	defer func() {
		if cause := recover(); cause != nil {
			err = fmt.Errorf("sqlstore: a change panicked: %v", cause)
		}
	}()
	return do(ctx, s)
}
