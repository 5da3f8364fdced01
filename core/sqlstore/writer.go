package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/uptrace/bun"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// The bounds of a group: what one fsync pays for, and what one caller may have to wait for.
const (
	groupTurns = 64
	groupRows  = 500
)

// writer is the one goroutine that writes to a SQLite file. It takes the turns that wait, runs each behind
// a savepoint, and commits them together.
type writer struct {
	db      *bun.DB // one connection
	conn    bun.Conn
	kept    *statements
	numbers *numbers
	line    *line
	clock   func() time.Time
	log     *slog.Logger
	scrub   scrub
	ended   chan struct{}
}

func startWriter(ctx context.Context, db *bun.DB, clock func() time.Time, log *slog.Logger) (*writer, error) {
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, fmt.Errorf("opening the database for writing: %w", err)
	}
	w := &writer{
		db: db, conn: conn, kept: newStatements(conn.Conn), numbers: newNumbers(), line: newLine(), clock: clock, log: log,
		scrub: scrub{shares: map[share]bool{}}, ended: make(chan struct{}),
	}
	go w.serve()
	return w, nil
}

// inside marks the context of work that runs in the writer: waiting there for another turn would never end.
type inside struct{}

var errNested = errors.New("sqlstore: a change asked for another change from within itself")

// submit waits for a turn and returns how it ended. A caller who stops waiting in time leaves no trace;
// afterwards it gets the turn's true outcome.
func (w *writer) submit(ctx context.Context, t tenant.ID, rows int, do work) error {
	if ctx.Value(inside{}) != nil {
		return errNested
	}
	mine := &turn{ctx: context.WithValue(context.WithoutCancel(ctx), inside{}, true), tenant: t, rows: rows, do: do, done: make(chan struct{})}
	if err := w.line.join(mine); err != nil {
		return err
	}
	select {
	case <-mine.done:
		return mine.err
	case <-ctx.Done():
		if mine.take() {
			return ctx.Err()
		}
		<-mine.done
		return mine.err
	}
}

// close serves the turns that wait and ends.
func (w *writer) close() error {
	w.line.close()
	<-w.ended
	return errors.Join(w.kept.close(), w.conn.Close(), w.db.Close())
}

func (w *writer) serve() {
	defer close(w.ended)
	for {
		if group := w.line.next(groupTurns, groupRows); len(group) > 0 {
			w.commit(group)
			continue
		}
		over := w.line.over()
		if w.scrub.due() && (over || !time.Now().Before(w.scrub.again)) {
			w.clean()
		}
		if over {
			return
		}
		w.rest()
	}
}

// rest waits for a turn, or for the moment to scrub.
func (w *writer) rest() {
	if !w.scrub.due() {
		<-w.line.wake
		return
	}
	pause := time.NewTimer(time.Until(w.scrub.again))
	defer pause.Stop()
	select {
	case <-w.line.wake:
	case <-pause.C:
	}
}

// commit runs a group in one transaction. What the engine itself refuses (a full disk, an I/O error) fails
// the whole group: its transaction is gone.
func (w *writer) commit(group []*turn) {
	outcomes := make([]error, len(group))
	err := w.transaction(group, outcomes)
	for i, t := range group {
		if err != nil {
			t.end(err)
		} else {
			t.end(outcomes[i])
		}
	}
}

func (w *writer) transaction(group []*turn, outcomes []error) error {
	ctx := context.Background()
	if err := w.do(ctx, "BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("beginning a group: %w", err)
	}
	w.numbers.begin()
	for i, t := range group {
		outcomes[i] = w.apart(t, len(group) == 1)
		if breaksGroup(outcomes[i]) {
			return w.undo(ctx, outcomes[i])
		}
		if len(group) == 1 && outcomes[i] != nil {
			return nil //nolint:nilerr // undone already, and told to the one caller
		}
	}
	err := w.numbers.write(ctx, w.kept)
	if err == nil {
		err = w.do(ctx, "COMMIT")
	}
	if err != nil {
		return w.undo(ctx, fmt.Errorf("committing a group: %w", err))
	}
	return nil
}

// undo gives a group up, with what is in mind of it.
func (w *writer) undo(ctx context.Context, cause error) error {
	_ = w.do(ctx, "ROLLBACK") // the engine may have done it already
	clear(w.numbers.known)
	return cause
}

// apart runs one turn so that its failure undoes itself only. Alone in its group it needs no savepoint.
func (w *writer) apart(t *turn, alone bool) error {
	begin, keep, undo := "SAVEPOINT turn", "RELEASE turn", "ROLLBACK TO turn"
	if alone {
		begin, keep, undo = "", "", "ROLLBACK"
	}
	if err := w.do(t.ctx, begin); err != nil {
		return err
	}
	var arrived []*table
	forgo := w.numbers.undoing(t.tenant)
	s := &session{
		IDB: w.conn, raw: w.conn.Conn, dialect: sqlite, kept: w.kept, numbers: w.numbers, tenant: t.tenant,
		now: w.clock().UTC().Truncate(time.Millisecond), scrub: func(into *table) { arrived = append(arrived, into) },
	}
	if err := guarded(t.ctx, t.do, s); err != nil {
		forgo()
		if breaksGroup(err) {
			return err
		}
		if failed := w.do(t.ctx, undo); failed != nil {
			return broken{failed}
		}
		if !alone {
			if failed := w.do(t.ctx, keep); failed != nil {
				return broken{failed}
			}
		}
		return err
	}
	for _, into := range arrived {
		w.scrub.shares[share{t.tenant, into}], w.scrub.log = true, true
	}
	return w.do(t.ctx, keep)
}

// do runs a statement of the writer's own.
func (w *writer) do(ctx context.Context, text string) error {
	if text == "" {
		return nil
	}
	stmt, err := w.kept.prepare(ctx, text)
	if err != nil {
		return err
	}
	_, err = stmt.exec(ctx)
	return err
}
