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

// writer is the one goroutine that writes to a SQLite file. It takes the turns that wait, runs them one after the
// other, commits them together and hands them to the flusher.
type writer struct {
	db      *bun.DB // one connection
	conn    bun.Conn
	kept    *statements // that answer rows
	direct  *direct     // that answer none
	flusher *flusher
	numbers *numbers
	wary    bool // a turn of the last group failed
	line    *line
	clock   func() time.Time
	log     *slog.Logger
	scrub   scrub
	ended   chan struct{}
}

func startWriter(ctx context.Context, path string, clock func() time.Time, log *slog.Logger) (*writer, error) {
	db, err := openFile(path, 1)
	if err != nil {
		return nil, err
	}
	conn, err := db.Conn(ctx)
	if err != nil {
		return nil, errors.Join(fmt.Errorf("opening the database for writing: %w", err), db.Close())
	}
	w := &writer{
		db: db, conn: conn, kept: newStatements(conn.Conn), direct: newDirect(conn.Conn), flusher: startFlusher(path, log),
		numbers: newNumbers(), line: newLine(), clock: clock, log: log,
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
	return errors.Join(w.flusher.close(), w.kept.close(), w.direct.close(), w.conn.Close(), w.db.Close())
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
	outcomes := make([]outcome, len(group))
	for i, t := range group {
		outcomes[i].turn = t
	}
	err := w.flusher.broken()
	if err == nil {
		err = w.transaction(outcomes)
	}
	if err == nil {
		w.flusher.take(outcomes)
		return
	}
	for _, t := range group {
		t.end(err)
	}
}

// transaction runs a group without savepoints, which cost SQLite a copy of every page that a turn touches. Should
// a turn fail nevertheless, all that the group did is undone and done again, with a savepoint for each turn; so are
// the groups that follow, until one has no such turn.
func (w *writer) transaction(group []outcome) error {
	if !w.wary || len(group) == 1 {
		done, err := w.together(group)
		if done || err != nil {
			return err
		}
	}
	w.wary = false
	return w.within(func() error {
		for i := range group {
			err := w.apart(group[i].turn)
			if breaksGroup(err) {
				return err
			}
			group[i].err = err
			w.wary = w.wary || err != nil
		}
		return nil
	})
}

// together runs turns as one. It reports false, and has undone them, where one of several failed.
func (w *writer) together(group []outcome) (done bool, err error) {
	var failure error
	err = w.within(func() error {
		for i := range group {
			if failure = w.run(group[i].turn); failure != nil {
				return failure
			}
		}
		return nil
	})
	if failure == nil || breaksGroup(err) || len(group) == 1 { // a caller alone is told what undid it
		return true, err
	}
	return false, nil
}

// within is a transaction around run, with what it adds to the logs; whatever fails undoes all of it.
func (w *writer) within(run func() error) error {
	if err := w.do("BEGIN IMMEDIATE"); err != nil {
		return fmt.Errorf("beginning a group: %w", err)
	}
	w.numbers.begin()
	err := run()
	if err == nil {
		if err = w.commitGroup(); err == nil {
			return nil
		}
	}
	_ = w.do("ROLLBACK") // the engine may have done it already
	clear(w.numbers.known)
	return err
}

func (w *writer) commitGroup() error {
	err := w.numbers.write(w.direct)
	if err == nil {
		err = w.do("COMMIT")
	}
	if err != nil {
		return fmt.Errorf("committing a group: %w", err)
	}
	return nil
}

// apart runs one turn so that its failure undoes itself only.
func (w *writer) apart(t *turn) error {
	if err := w.do("SAVEPOINT turn"); err != nil {
		return broken{err}
	}
	forgo := w.numbers.undoing(t.tenant)
	failure := w.run(t)
	if breaksGroup(failure) {
		return failure
	}
	if failure != nil {
		forgo()
		if err := w.do("ROLLBACK TO turn"); err != nil {
			return broken{err}
		}
	}
	if err := w.do("RELEASE turn"); err != nil {
		return broken{err}
	}
	return failure
}

// run does what a turn is for.
func (w *writer) run(t *turn) error {
	var arrived []*table
	s := &session{
		IDB: w.conn, raw: w.conn.Conn, dialect: sqlite, kept: w.kept, direct: w.direct, numbers: w.numbers, tenant: t.tenant,
		now: w.clock().UTC().Truncate(time.Millisecond), scrub: func(into *table) { arrived = append(arrived, into) },
	}
	if err := guarded(t.ctx, t.do, s); err != nil {
		return err
	}
	for _, into := range arrived {
		w.scrub.log = true
		if into != nil {
			w.scrub.shares[share{t.tenant, into}] = true
		}
	}
	return nil
}

// do runs a statement of the writer's own.
func (w *writer) do(text string) error {
	_, err := w.direct.exec(text)
	return err
}
