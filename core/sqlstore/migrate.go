package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/jackc/pgx/v5"
	"github.com/uptrace/bun"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// errAdmin is returned where tables must change and the role that may change them is not known.
var errAdmin = fault.New(fault.Unavailable, "database-admin-needed",
	"The database's tables must be made or changed, which the running role may not do. Run once: ribambelle serve --database-admin postgres://OWNER:SECRET@HOST/DATABASE")

// errPending is what Ready says of a database that is older than this version.
var errPending = fault.New(fault.Unavailable, "migrations-pending", "The database is older than this version: its migrations have not run.")

// Migrate brings the tables of the core to this version; run again, it changes nothing. On PostgreSQL it
// opens AdminDSN, unless nothing is to be done.
func (db *DB) Migrate(ctx context.Context) error {
	if db.dialect == postgres && db.config.AdminDSN == "" {
		if db.migrated(ctx, db.pool) != nil {
			return errAdmin
		}
		return db.resume(ctx)
	}
	err := db.asOwner(ctx, func(owner *bun.DB) error {
		m := db.migrator(owner)
		if err := m.Init(ctx); err != nil {
			return fmt.Errorf("preparing migrations: %w", err)
		}
		if _, err := m.Migrate(ctx); err != nil {
			return fmt.Errorf("migrating: %w", err)
		}
		return db.grant(ctx, owner)
	})
	if err != nil {
		return err
	}
	return db.resume(ctx)
}

// migrated reports whether every step was applied.
func (db *DB) migrated(ctx context.Context, on *bun.DB) error {
	all, err := db.migrator(on).MigrationsWithStatus(ctx)
	if err != nil {
		return errPending.Because(err)
	}
	if len(all.Unapplied()) > 0 {
		return errPending
	}
	return nil
}

// asOwner runs do on a connection that may change tables, one process at a time.
func (db *DB) asOwner(ctx context.Context, do func(owner *bun.DB) error) (err error) {
	var owner *bun.DB
	if db.dialect == sqlite {
		owner, err = openFile(db.source.path, 1)
	} else {
		owner, err = db.openAdmin()
	}
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, owner.Close()) }()
	if db.dialect == postgres {
		release, err := alone(ctx, owner)
		if err != nil {
			return translate(err)
		}
		defer release()
	}
	return translate(do(owner))
}

func (db *DB) openAdmin() (*bun.DB, error) {
	admin, err := pgx.ParseConfig(db.config.AdminDSN)
	if err != nil {
		return nil, errDSN
	}
	running, err := db.runningRole()
	if err != nil {
		return nil, err
	}
	if admin.User == running {
		return nil, errors.New("the running role and the administration role of the database are the same: the running role must own nothing")
	}
	return openServer(db.config.AdminDSN, 3)
}

func (db *DB) runningRole() (string, error) {
	config, err := pgx.ParseConfig(db.source.dsn)
	if err != nil {
		return "", errDSN
	}
	return config.User, nil
}

// ownerLock is the advisory lock of whoever changes tables: "ribambel" as a number.
const ownerLock = 0x7269_6261_6d62_656c

// alone takes the lock by asking again and again: whoever waits inside PostgreSQL holds a snapshot, and an
// index built CONCURRENTLY by the holder would wait for that snapshot for ever.
func alone(ctx context.Context, owner *bun.DB) (release func(), err error) {
	conn, err := owner.DB.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("opening the administration connection: %w", err)
	}
	again := time.NewTicker(50 * time.Millisecond)
	defer again.Stop()
	for taken := false; ; {
		if err := conn.QueryRowContext(ctx, "select pg_try_advisory_lock($1)", int64(ownerLock)).Scan(&taken); err != nil {
			return nil, errors.Join(fmt.Errorf("locking the tables: %w", err), conn.Close())
		}
		if taken {
			return func() {
				_, _ = conn.ExecContext(context.WithoutCancel(ctx), "select pg_advisory_unlock($1)", int64(ownerLock))
				_ = conn.Close() // its end gives the lock back, whatever the unlock said
			}, nil
		}
		select {
		case <-ctx.Done():
			return nil, errors.Join(ctx.Err(), conn.Close())
		case <-again.C:
		}
	}
}

// grant lets the running role use the tables, and no more: it may not rewrite the log, which only grows,
// save for the salts that erasure forgets.
func (db *DB) grant(ctx context.Context, owner *bun.DB) error {
	if db.dialect == sqlite {
		return nil
	}
	role, err := db.runningRole()
	if err != nil {
		return err
	}
	to := " TO " + quoted(role)
	var grants []string
	for _, table := range coreTables() {
		grants = append(grants, "GRANT "+rights(table)+" ON "+table+to)
	}
	grants = append(grants, "GRANT SELECT ON schema_steps, schema_steps_locks"+to, "GRANT INSERT, SELECT, DELETE ON horizon"+to, "GRANT EXECUTE ON FUNCTION settle(TEXT)"+to, "GRANT EXECUTE ON FUNCTION forget_log(TEXT)"+to)
	for _, text := range grants {
		if _, err := owner.DB.ExecContext(ctx, text); err != nil {
			return fmt.Errorf("granting the running role its rights: %w", err)
		}
	}
	return nil
}

func rights(table string) string {
	switch table {
	case "entries":
		return "SELECT, INSERT, UPDATE (salt)"
	case "seals", "checkpoints":
		return "SELECT, INSERT"
	case "collections":
		return "SELECT"
	}
	return "SELECT, INSERT, UPDATE, DELETE"
}

// coreTables lists the tables that the steps make.
func coreTables() (names []string) {
	for _, s := range steps() {
		for _, text := range s.statements {
			if rest, ok := strings.CutPrefix(text, "CREATE TABLE "); ok {
				name, _, _ := strings.Cut(rest, " ")
				names = append(names, name)
			}
		}
	}
	slices.Sort(names)
	return names
}

// quoted makes a PostgreSQL identifier of any text.
func quoted(name string) string { return pgx.Identifier{name}.Sanitize() }
