package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"runtime"
	"sync"
)

// maxStatements bounds what one cache keeps: conditions come in many shapes, and each kept statement holds
// memory on every connection that ran it.
const maxStatements = 512

// statements keeps prepared statements by their text.
type statements struct {
	on   statementer
	mu   sync.RWMutex
	kept map[string]*statement
}

// statement is a prepared statement that closes once nobody holds it any more: not the cache, not a caller
// who got it just before the cache forgot it.
type statement struct{ stmt *sql.Stmt }

func newStatement(stmt *sql.Stmt) *statement {
	s := &statement{stmt}
	runtime.AddCleanup(s, func(stmt *sql.Stmt) { _ = stmt.Close() }, stmt)
	return s
}

func (s *statement) query(ctx context.Context, args ...any) (*sql.Rows, error) {
	defer runtime.KeepAlive(s)
	return s.stmt.QueryContext(ctx, args...)
}

func newStatements(on statementer) *statements {
	return &statements{on: on, kept: make(map[string]*statement)}
}

// prepare returns the statement of that text, preparing it the first time.
func (s *statements) prepare(ctx context.Context, text string) (*statement, error) {
	s.mu.RLock()
	stmt := s.kept[text]
	s.mu.RUnlock()
	if stmt != nil {
		return stmt, nil
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	if stmt := s.kept[text]; stmt != nil {
		return stmt, nil
	}
	s.makeRoom()
	prepared, err := s.on.PrepareContext(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("preparing a statement: %w", err)
	}
	made := newStatement(prepared)
	s.kept[text] = made
	return made, nil
}

// makeRoom forgets one statement, whichever, when the cache is full.
func (s *statements) makeRoom() {
	if len(s.kept) < maxStatements {
		return
	}
	for text := range s.kept {
		delete(s.kept, text)
		return
	}
}

// close forgets all statements.
func (s *statements) close() (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for text, stmt := range s.kept {
		err = errors.Join(err, stmt.stmt.Close())
		delete(s.kept, text)
	}
	return err
}
