package sqlstore

import (
	"context"
	"errors"
	"net"
	"strings"

	"github.com/jackc/pgx/v5/pgconn"
	engine "modernc.org/sqlite"
	codes "modernc.org/sqlite/lib"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// broken is a failure of the writer's connection itself.
type broken struct{ error }

func (b broken) Unwrap() error { return b.error }

// translate gives an engine's error its kind. Faults and ended contexts pass as they are; what is left is
// ours, and internal.
func translate(err error) error {
	var known *fault.Error
	switch {
	case err == nil, errors.As(err, &known), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case isFull(err):
		return fault.New(fault.Unavailable, "storage-full", "There is no room left to store anything.").Because(err)
	case breaksGroup(err), isUnreachable(err), asksAgain(err):
		return fault.New(fault.Unavailable, "storage-unavailable", "The storage does not answer.").Because(err)
	case isRefusedValue(err):
		return fault.New(fault.Invalid, "value-refused", "A value cannot be stored as what its field declares.").Because(err)
	}
	return err
}

// breaksGroup reports whether SQLite gave up the whole transaction rather than one statement.
func breaksGroup(err error) bool {
	var b broken
	if errors.As(err, &b) {
		return true
	}
	switch sqliteCode(err) & 0xff {
	case codes.SQLITE_IOERR, codes.SQLITE_FULL, codes.SQLITE_CORRUPT, codes.SQLITE_NOTADB, codes.SQLITE_READONLY,
		codes.SQLITE_NOMEM, codes.SQLITE_CANTOPEN, codes.SQLITE_PROTOCOL, codes.SQLITE_BUSY, codes.SQLITE_INTERRUPT:
		return true
	}
	return false
}

func isFull(err error) bool {
	return sqliteCode(err)&0xff == codes.SQLITE_FULL || postgresCode(err) == "53100"
}

// asksAgain reports whether PostgreSQL undid a transaction that would pass if it were run again.
func asksAgain(err error) bool {
	code := postgresCode(err)
	return code == "40001" || code == "40P01"
}

func isUnreachable(err error) bool {
	var network *net.OpError
	var connecting *pgconn.ConnectError
	if errors.As(err, &network) || errors.As(err, &connecting) {
		return true
	}
	code := postgresCode(err)
	return strings.HasPrefix(code, "08") || strings.HasPrefix(code, "53") || strings.HasPrefix(code, "57P")
}

// isRefusedValue reports whether PostgreSQL could not take a value: out of range, or too long for its index.
func isRefusedValue(err error) bool {
	code := postgresCode(err)
	return strings.HasPrefix(code, "22") || code == "54000"
}

// violated names the unique constraint or index that a statement ran into: on SQLite "table.column, …" or
// "index 'name'", on PostgreSQL the constraint's name.
func violated(err error) (name string, ok bool) {
	var pg *pgconn.PgError
	if errors.As(err, &pg) {
		return pg.ConstraintName, pg.Code == "23505"
	}
	switch sqliteCode(err) {
	case codes.SQLITE_CONSTRAINT_UNIQUE, codes.SQLITE_CONSTRAINT_PRIMARYKEY:
		_, name, _ = strings.Cut(err.Error(), "UNIQUE constraint failed: ")
		name, _, _ = strings.Cut(name, " (")
		return name, true
	}
	return "", false
}

func sqliteCode(err error) int {
	var e *engine.Error
	if errors.As(err, &e) {
		return e.Code()
	}
	return 0
}

func postgresCode(err error) string {
	var e *pgconn.PgError
	if errors.As(err, &e) {
		return e.Code
	}
	return ""
}
