package sqlstore

import (
	"context"
	"database/sql"
	"errors"
	"fmt"
	"sync"
)

// maxStatements bounds what one cache keeps: conditions come in many shapes, and each kept statement holds
// memory on every connection that ran it.
const maxStatements = 512

// statements keeps prepared statements by their text.
type statements struct {
	on   statementer
	mu   sync.RWMutex
	kept map[string]*sql.Stmt
}

func newStatements(on statementer) *statements {
	return &statements{on: on, kept: make(map[string]*sql.Stmt)}
}

// prepare returns the statement of that text, preparing it the first time.
func (s *statements) prepare(ctx context.Context, text string) (*sql.Stmt, error) {
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
	stmt, err := s.on.PrepareContext(ctx, text)
	if err != nil {
		return nil, fmt.Errorf("preparing a statement: %w", err)
	}
	s.kept[text] = stmt
	return stmt, nil
}

// makeRoom forgets one statement, whichever, when the cache is full. A statement in use ends its use first.
func (s *statements) makeRoom() {
	if len(s.kept) < maxStatements {
		return
	}
	for text, stmt := range s.kept {
		delete(s.kept, text)
		_ = stmt.Close() // nothing hangs on a forgotten statement
		return
	}
}

// close forgets all statements.
func (s *statements) close() (err error) {
	s.mu.Lock()
	defer s.mu.Unlock()
	for text, stmt := range s.kept {
		err = errors.Join(err, stmt.Close())
		delete(s.kept, text)
	}
	return err
}
