package sqlstore

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

var (
	busy  = tenant.Trusted("busy")
	quiet = tenant.Trusted("quiet")
)

// scratch is a writer over a file with one table, t(v UNIQUE).
func scratch(t *testing.T) *DB {
	t.Helper()
	db, err := Open(t.Context(), Config{DSN: "sqlite:" + filepath.Join(t.TempDir(), "scratch.db")})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		if err := db.Close(); err != nil {
			t.Error(err)
		}
	})
	if err := db.writer.submit(t.Context(), quiet, 1, insert("CREATE TABLE t (v TEXT UNIQUE)")); err != nil {
		t.Fatal(err)
	}
	return db
}

func insert(text string, args ...any) work {
	return func(ctx context.Context, s *session) error {
		_, err := s.exec(ctx, text, args...)
		return err
	}
}

const add = "INSERT INTO t (v) VALUES (?)"

func (db *DB) values(t *testing.T) (all []string) {
	t.Helper()
	s := db.reading(quiet)
	err := s.each(t.Context(), "SELECT v FROM t ORDER BY v", nil, func(scan func(...any) error) error {
		var v string
		err := scan(&v)
		all = append(all, v)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return all
}

// blocked holds the writer until release is called, and returns once it is held.
func (db *DB) blocked(t *testing.T) (release func()) {
	t.Helper()
	held, free, done := make(chan struct{}), make(chan struct{}), make(chan error, 1)
	go func() {
		done <- db.writer.submit(context.Background(), quiet, 1, func(context.Context, *session) error {
			close(held)
			<-free
			return nil
		})
	}()
	<-held
	return func() {
		close(free)
		if err := <-done; err != nil {
			t.Error(err)
		}
	}
}

// waitFor waits until so many turns wait.
func (l *line) waitFor(turns int) {
	for again := time.NewTicker(time.Millisecond); ; <-again.C {
		l.mu.Lock()
		n := 0
		for _, queue := range l.waiting {
			n += len(queue)
		}
		l.mu.Unlock()
		if n == turns {
			again.Stop()
			return
		}
	}
}

// TestFailureIsItsCallersOwn puts good and bad turns into one group, and into the next, which the writer runs
// otherwise because one of the first failed. Then it runs a group without any that fails.
func TestFailureIsItsCallersOwn(t *testing.T) {
	t.Parallel()
	db := scratch(t)
	for round := range 2 {
		db.mixed(t, round, func(i int) bool { return i%4 == 0 })
	}
	if !db.writer.wary {
		t.Error("turns failed, and the writer does not expect more of them")
	}
	db.mixed(t, 2, func(int) bool { return true })
	if db.writer.wary {
		t.Error("no turn failed, and the writer expects one still")
	}
}

// mixed runs a group of twelve turns, some of which fail in one way or the other after they wrote, and looks at
// what is stored and told.
func (db *DB) mixed(t *testing.T, round int, good func(i int) bool) {
	t.Helper()
	release := db.blocked(t)
	errs := make([]error, 12)
	var group sync.WaitGroup
	want := ""
	for i := range errs {
		value, lost := fmt.Sprintf("%d-%02d", round, i), fmt.Sprintf("%d-%02d-lost", round, i)
		do := insert(add, value)
		switch {
		case good(i):
			want += " " + value
		case i%4 == 1: // writes, then fails by itself
			do = func(ctx context.Context, s *session) error {
				return errors.Join(insert(add, lost)(ctx, s), errors.New("changed my mind"))
			}
		case i%4 == 2: // writes, then violates
			do = func(ctx context.Context, s *session) error {
				return errors.Join(insert(add, lost)(ctx, s), insert(add, lost)(ctx, s))
			}
		case i%4 == 3:
			do = func(context.Context, *session) error { panic("a bug") }
		}
		group.Go(func() { errs[i] = db.writer.submit(t.Context(), busy, 1, do) })
	}
	db.writer.line.waitFor(len(errs))
	release()
	group.Wait()
	for i, err := range errs {
		if (err == nil) != good(i) {
			t.Errorf("round %d, turn %d: %v", round, i, err)
		}
	}
	var stored string
	for _, v := range db.values(t) {
		if strings.HasPrefix(v, fmt.Sprint(round, "-")) {
			stored += " " + v
		}
	}
	if stored != want {
		t.Errorf("round %d stored%s, want%s", round, stored, want)
	}
}

// TestFullDiskFailsTheGroup bounds the file: whoever is in the group is told, nobody is lied to.
func TestFullDiskFailsTheGroup(t *testing.T) {
	t.Parallel()
	db := scratch(t)
	if err := db.writer.submit(t.Context(), quiet, 1, insert("PRAGMA max_page_count = 12")); err != nil {
		t.Fatal(err)
	}
	release := db.blocked(t)
	errs := make([]error, 3)
	var group sync.WaitGroup
	for i, size := range []int{1, 200_000, 1} {
		group.Go(func() {
			errs[i] = db.writer.submit(t.Context(), busy, 1, insert(add, strings.Repeat(fmt.Sprint(i), size)))
		})
		db.writer.line.waitFor(i + 1)
	}
	release()
	group.Wait()
	for i, err := range errs {
		if f := fault.From(translate(err)); f == nil || f.Code != "storage-full" || f.Kind != fault.Unavailable {
			t.Errorf("turn %d: %v", i, err)
		}
	}
	if got := db.values(t); len(got) != 0 {
		t.Errorf("stored: %d values", len(got))
	}
	if err := db.writer.submit(t.Context(), busy, 1, insert(add, "small")); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// TestWaitingCanBeGivenUp cancels a turn that waits, and one that runs.
func TestWaitingCanBeGivenUp(t *testing.T) {
	t.Parallel()
	db := scratch(t)
	release := db.blocked(t)
	ctx, cancel := context.WithCancel(t.Context())
	given := make(chan error, 1)
	go func() { given <- db.writer.submit(ctx, busy, 1, insert(add, "given up")) }()
	db.writer.line.waitFor(1)
	cancel()
	if err := <-given; !errors.Is(err, context.Canceled) {
		t.Errorf("given up: %v", err)
	}
	release()
	ctx, cancel = context.WithCancel(t.Context())
	err := db.writer.submit(ctx, busy, 1, func(ctx context.Context, s *session) error {
		cancel() // too late: the outcome is told as it is
		return insert(add, "kept")(ctx, s)
	})
	if err != nil {
		t.Errorf("cancelled while it ran: %v", err)
	}
	if got := strings.Join(db.values(t), " "); got != "kept" {
		t.Errorf("stored: %s", got)
	}
}

func TestChangeWithinAChangeIsRefused(t *testing.T) {
	t.Parallel()
	db := scratch(t)
	err := db.writer.submit(t.Context(), busy, 1, func(ctx context.Context, _ *session) error {
		return db.writer.submit(ctx, quiet, 1, insert(add, "never"))
	})
	if !errors.Is(err, errNested) {
		t.Errorf("got %v", err)
	}
}

// TestTenantsTakeTurns lets one tenant wait with a hundred turns and another with one.
func TestTenantsTakeTurns(t *testing.T) {
	t.Parallel()
	l := newLine()
	join := func(who tenant.ID, rows int) *turn {
		one := &turn{tenant: who, rows: rows, done: make(chan struct{})}
		if err := l.join(one); err != nil {
			t.Fatal(err)
		}
		return one
	}
	for range 100 {
		join(busy, 1)
	}
	single := join(quiet, 1)
	if group := l.next(4, 500); len(group) != 4 || group[1] != single {
		t.Errorf("the quiet tenant is not second in a group of %d", len(group))
	}
	if group := l.next(groupTurns, groupRows); len(group) != groupTurns {
		t.Errorf("a group of %d", len(group))
	}
	l.next(1000, groupRows)
	join(busy, 400)
	join(quiet, 400)
	if group := l.next(groupTurns, groupRows); len(group) != 1 {
		t.Errorf("%d turns of 400 rows in a group of %d", len(group), groupRows)
	}
	join(quiet, 9000)
	if group := l.next(groupTurns, groupRows); len(group) != 1 {
		t.Error("the turn that waited is not alone")
	}
	if group := l.next(groupTurns, groupRows); len(group) != 1 {
		t.Error("a turn larger than a group never comes")
	}
}

func TestClosedWriterRefuses(t *testing.T) {
	t.Parallel()
	db := scratch(t)
	release := db.blocked(t)
	waits := make(chan error, 1)
	go func() { waits <- db.writer.submit(t.Context(), busy, 1, insert(add, "in time")) }()
	db.writer.line.waitFor(1)
	closed := make(chan error, 1)
	go func() { closed <- db.writer.close() }()
	for again := time.NewTicker(time.Millisecond); !db.writer.line.isClosed(); {
		<-again.C
	}
	release()
	if err := errors.Join(<-waits, <-closed); err != nil {
		t.Errorf("what waited: %v", err)
	}
	if err := db.writer.submit(t.Context(), busy, 1, insert(add, "late")); fault.KindOf(err) != fault.Unavailable {
		t.Errorf("afterwards: %v", err)
	}
	db.writer = nil
}

func (l *line) isClosed() bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.closed
}

// TestStatementsAreBounded prepares more texts than are kept.
func TestStatementsAreBounded(t *testing.T) {
	t.Parallel()
	db := scratch(t)
	var group sync.WaitGroup
	for worker := range 4 {
		group.Go(func() {
			for i := range maxStatements {
				var n int
				text := fmt.Sprintf("SELECT %d + ?", i*(worker+1))
				if found, err := db.reading(quiet).row(t.Context(), text, []any{1}, []any{&n}); err != nil || !found || n != i*(worker+1)+1 {
					t.Errorf("%s: %d, %v", text, n, err)
					return
				}
			}
		})
	}
	group.Wait()
	if n := len(db.kept.kept); n > maxStatements {
		t.Errorf("%d statements are kept", n)
	}
}

func TestEmptiedLogIsTriedAgain(t *testing.T) {
	t.Parallel()
	db := scratch(t)
	w := &writer{conn: db.writer.conn, log: slog.New(slog.DiscardHandler), scrub: scrub{log: true}}
	w.emptyLog()
	if w.scrub.log {
		t.Error("the log of a database without readers could not be emptied")
	}
}
