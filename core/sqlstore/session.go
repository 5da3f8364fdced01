package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"time"

	"github.com/uptrace/bun"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// session is where the statements of one transaction run (on SQLite also those of one read beside the
// writer). Hot paths use exec, query and row with prepared text; cold ones let bun build it.
// It belongs to one goroutine and is dead when its transaction ends.
type session struct {
	bun.IDB
	raw     statementer
	dialect dialect
	kept    *statements // nil: statements are not prepared
	direct  *direct     // of SQLite's writer; nil elsewhere
	numbers *numbers    // nil: the database numbers entries and changes
	tenant  tenant.ID   // zero in sessions over global tables only
	now     time.Time
	// scrub asks for the traces of an order of arrival to go soon: an anonymous record was written. Without a table it asks for
	// what was deleted to leave SQLite's write-ahead log.
	scrub func(*table)
}

// exec runs a statement and returns how many rows it touched.
func (s *session) exec(ctx context.Context, text string, args ...any) (int64, error) {
	if s.direct != nil {
		return s.direct.exec(text, args...)
	}
	result, err := s.raw.ExecContext(ctx, s.dialect.bind(text), args...)
	if err != nil {
		return 0, err
	}
	return result.RowsAffected()
}

// query runs a statement that answers rows; the caller closes them.
func (s *session) query(ctx context.Context, text string, args ...any) (*sql.Rows, error) {
	text = s.dialect.bind(text)
	if s.kept == nil {
		return s.raw.QueryContext(ctx, text, args...)
	}
	stmt, err := s.kept.prepare(ctx, text)
	if err != nil {
		return nil, err
	}
	return stmt.query(ctx, args...)
}

// brief is the context of a statement that finds a row by its key: on SQLite, watching for a cancel would cost
// more than the row.
func (s *session) brief(ctx context.Context) context.Context {
	if s.dialect == sqlite {
		return context.WithoutCancel(ctx)
	}
	return ctx
}

// row scans the only row of a statement's answer into dest; found is false when there is none.
func (s *session) row(ctx context.Context, text string, args, dest []any) (found bool, err error) {
	found = false
	err = s.each(s.brief(ctx), text, args, func(scan func(...any) error) error {
		found = true
		return scan(dest...)
	})
	return found, err
}

// each calls visit for every row of a statement's answer.
func (s *session) each(ctx context.Context, text string, args []any, visit func(scan func(...any) error) error) (err error) {
	answer, err := s.query(ctx, text, args...)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, answer.Close()) }()
	for answer.Next() {
		if err := visit(answer.Scan); err != nil {
			return fmt.Errorf("reading a row: %w", err)
		}
	}
	return answer.Err()
}

// touchedOne turns an update that met no row into the NotFound of a noun.
func touchedOne(result sql.Result, err error, noun string) error {
	if err != nil {
		return err
	}
	n, err := result.RowsAffected()
	if err == nil && n == 0 {
		return fault.Missing(noun)
	}
	return err
}
