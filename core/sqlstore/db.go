// Package sqlstore keeps everything the core remembers, on SQLite or on PostgreSQL. It is the only package
// that opens a database, and it implements each noun's small store, one file for each noun.
//
// Goals: one meaning on both engines, down to order, missing values and fault kinds; a commit is durable
// when it returns; every statement about a tenant's rows runs in a transaction of that tenant (see
// inTenant), and on PostgreSQL row level security holds even where a condition were forgotten.
// Non-goals: deciding (authz), checking documents (record), HTTP. Conditions and writes that arrive here
// have been decided.
//
// On SQLite one goroutine writes: it groups the commits of concurrent callers into one fsync, and runs the next
// group while that lasts. Should one of a group fail, the group is undone and each runs again behind a savepoint of
// its own, so that a caller's failure is its own. Reads run beside it on a pool. On PostgreSQL every call is a transaction of its own; the
// running role owns nothing, and what changes tables (Migrate, Install) opens the administration DSN for as long
// as it needs it.
//
// A DB and all that it returns may be used concurrently until Close.
package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/uptrace/bun"
	"go.opentelemetry.io/otel/trace"
	"go.opentelemetry.io/otel/trace/noop"
)

// Config says where the data lie. The zero value is not usable: DSN is required; the rest has defaults.
type Config struct {
	// DSN is "sqlite:PATH/ribambelle.db" or "postgres://ROLE:SECRET@HOST/DATABASE".
	DSN string
	// AdminDSN is the role that owns the tables, for Migrate and Install on PostgreSQL. Empty: both refuse
	// when there is something to do. Ignored on SQLite.
	AdminDSN string
	// Connections is how many connections read at once (SQLite), or work at once (PostgreSQL). Default 16.
	Connections int
	// Clock tells the time. Default time.Now.
	Clock func() time.Time
	// Tracer makes a span of each read and write, which says neither whose nor of what. Default: no spans.
	Tracer trace.Tracer
	// Logger hears what an operator should know: never a document, a name or a secret. Default: silence.
	Logger *slog.Logger
}

func (c Config) withDefaults() Config {
	if c.Connections <= 0 {
		c.Connections = 16
	}
	if c.Clock == nil {
		c.Clock = time.Now
	}
	if c.Tracer == nil {
		c.Tracer = noop.NewTracerProvider().Tracer("")
	}
	if c.Logger == nil {
		c.Logger = slog.New(slog.DiscardHandler)
	}
	return c
}

// DB is an open database. Its methods return the stores of the nouns.
type DB struct {
	config   Config
	source   source
	dialect  dialect
	pool     *bun.DB     // reads; on PostgreSQL everything
	kept     *statements // prepared reads; nil on PostgreSQL
	writer   *writer     // nil on PostgreSQL
	lock     *lockFile   // nil on PostgreSQL
	memory   *memory     // nil on PostgreSQL
	settler  *settler    // nil on SQLite
	tables   tableCache
	breadths breadths
	moment   *session // of a DB that Frozen made; nil elsewhere
	once     sync.Once
}

// Open opens the database, creating an empty file on SQLite. It refuses a file that another server holds and,
// on PostgreSQL, a role that row level security does not bind. Call Migrate before anything else.
func Open(ctx context.Context, config Config) (*DB, error) {
	src, err := parseDSN(config.DSN)
	if err != nil {
		return nil, err
	}
	db := &DB{config: config.withDefaults(), source: src, dialect: src.dialect}
	if src.dialect == postgres {
		err = db.openPostgres(ctx)
	} else {
		err = db.openSQLite(ctx)
	}
	if err != nil {
		return nil, errors.Join(err, db.Close())
	}
	return db, nil
}

// Close waits for the writes under way, then closes the database. It may be called more than once.
func (db *DB) Close() (err error) {
	db.once.Do(func() {
		if db.writer != nil {
			err = errors.Join(err, db.writer.close())
		}
		if db.settler != nil {
			db.settler.close()
		}
		if db.kept != nil {
			err = errors.Join(err, db.kept.close())
		}
		if db.pool != nil {
			err = errors.Join(err, db.pool.Close())
		}
		if db.lock != nil {
			err = errors.Join(err, db.lock.release())
		}
	})
	if err != nil {
		return fmt.Errorf("closing the database: %w", err)
	}
	return nil
}

// Ready reports whether the database answers, stores, and holds every table that this version needs.
func (db *DB) Ready(ctx context.Context) error {
	if db.writer != nil {
		if err := db.writer.flusher.broken(); err != nil {
			return translate(err)
		}
	}
	if err := db.pool.PingContext(ctx); err != nil {
		return translate(fmt.Errorf("asking the database whether it is there: %w", err))
	}
	return db.migrated(ctx, db.pool)
}

// now is the time that rows carry: UTC, to the millisecond.
func (db *DB) now() time.Time { return db.config.Clock().UTC().Truncate(time.Millisecond) }

// statementer is the part of database/sql that a session needs; *sql.DB and *sql.Conn have it.
type statementer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
	QueryContext(ctx context.Context, query string, args ...any) (*sql.Rows, error)
	PrepareContext(ctx context.Context, query string) (*sql.Stmt, error)
}

// execer runs a statement; *sql.Tx, *sql.Conn and *sql.DB do.
type execer interface {
	ExecContext(ctx context.Context, query string, args ...any) (sql.Result, error)
}
