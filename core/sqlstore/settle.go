package sqlstore

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// How often the settler looks for what other processes left, and how long it waits before it tries again.
const (
	settleEvery = time.Minute
	settlePause = time.Second
	settleLast  = 10 * time.Second // what closing waits for it at most
)

// settleLock is the advisory lock of the one process that settles: "settles" as a number.
const settleLock = 0x73_6574_746c_6573

// settler takes the order of arrival out of anonymous tables on PostgreSQL, as the writer does on SQLite. A
// record's ctid and xmin tell that order, and so does what VACUUM leaves in pages and what it has not met yet.
//
// First each share is deleted and inserted in the order of its ids, which are random, by one transaction: all
// its records then have one xmin, and places that follow the ids. Then the table and its indexes are written
// into new files, without what was deleted. What it may cost is bounded as on SQLite.
type settler struct {
	db    *DB
	wake  chan struct{}
	stop  context.CancelFunc
	ended chan struct{}
}

func startSettler(db *DB) *settler {
	ctx, stop := context.WithCancel(context.Background())
	s := &settler{db: db, wake: make(chan struct{}, 1), stop: stop, ended: make(chan struct{})}
	go s.run(ctx)
	return s
}

// poke says that there is something to settle.
func (s *settler) poke() {
	select {
	case s.wake <- struct{}{}:
	default:
	}
}

// close settles what there is, if that is possible soon, and ends.
func (s *settler) close() {
	s.stop()
	<-s.ended
}

func (s *settler) run(ctx context.Context) {
	defer close(s.ended)
	for known := false; ; {
		select {
		case <-ctx.Done():
			if known {
				last, cancel := context.WithTimeout(context.Background(), settleLast)
				defer cancel()
				s.round(last)
			}
			return
		case <-s.wake:
			known = true // the tables are there
		case <-time.After(settleEvery):
			if !known {
				continue
			}
		}
		began := time.Now()
		pause := settlePause
		if s.round(ctx) {
			pause = (scrubShare - 1) * time.Since(began)
		} else {
			s.poke()
		}
		select {
		case <-ctx.Done():
		case <-time.After(pause):
		}
	}
}

// round settles everything once. It reports whether nothing is left to be tried again soon.
func (s *settler) round(ctx context.Context) (done bool) {
	left, err := s.db.arrivals(ctx)
	if err != nil || len(left) == 0 {
		return s.said(ctx, err)
	}
	free, release, err := s.alone(ctx)
	if err != nil || !free {
		return s.said(ctx, err) && free
	}
	defer release()
	tables := map[*table][]tenant.ID{}
	for _, part := range left {
		tables[part.table] = append(tables[part.table], part.tenant)
	}
	done = true
	for t, tenants := range tables {
		settled, err := s.settle(ctx, t, tenants)
		done = s.said(ctx, err) && settled && done
	}
	return done
}

// said tells an operator what went wrong, and reports whether nothing did.
func (s *settler) said(ctx context.Context, err error) bool {
	if err != nil && ctx.Err() == nil {
		s.db.config.Logger.Warn("anonymous records could not be written anew; it is tried again", slog.Any("error", err))
	}
	return err == nil
}

// alone takes the settler's lock for the length of a transaction that does nothing else.
func (s *settler) alone(ctx context.Context) (taken bool, release func(), err error) {
	tx, err := s.db.pool.DB.BeginTx(ctx, nil)
	if err != nil {
		return false, nil, fmt.Errorf("taking a connection: %w", err)
	}
	release = func() { _ = tx.Rollback() } // a connection that broke has let go of it
	row := tx.QueryRowContext(ctx, "SELECT pg_try_advisory_xact_lock($1)", int64(settleLock))
	if err := row.Scan(&taken); err != nil || !taken {
		release()
		return false, nil, err
	}
	return true, release, nil
}

// settle writes shares of a table anew, then the table. While what was written before cannot go yet, no more is
// added to it.
func (s *settler) settle(ctx context.Context, t *table, tenants []tenant.ID) (bool, error) {
	if tenants[0].IsZero() {
		if gone, err := s.renew(ctx, t); err != nil || !gone {
			return false, err
		}
		tenants = tenants[1:]
	}
	for _, id := range tenants {
		if err := s.shuffle(ctx, share{id, t}); err != nil {
			return false, fmt.Errorf("writing records of %s anew: %w", t.name, err)
		}
	}
	if len(tenants) == 0 {
		return true, nil
	}
	return s.renew(ctx, t)
}

// shuffle puts a share's records where their ids say, in one transaction.
func (s *settler) shuffle(ctx context.Context, part share) error {
	name := part.table.name
	return s.db.write(ctx, part.tenant, 1, func(ctx context.Context, on *session) error {
		for _, step := range []struct {
			text string
			args []any
		}{
			{lockShareAlone, []any{on.shareName(part.table)}},
			{"WITH gone AS (DELETE FROM " + name + " WHERE tenant_id = ? RETURNING tenant_id, id, unit_path, doc) INSERT INTO " + name +
				" (tenant_id, id, unit_path, doc) SELECT tenant_id, id, unit_path, doc FROM gone ORDER BY id", []any{part.tenant.String()}},
			{forgetArrival, []any{part.tenant.String(), name}},
			{noteArrival, []any{"", name}},
		} {
			if _, err := on.exec(ctx, step.text, step.args...); err != nil {
				return err
			}
		}
		return nil
	})
}

// renew writes a table into new files. It reports false where that must wait: somebody uses the table, or an
// open transaction may still look at what is to go.
func (s *settler) renew(ctx context.Context, t *table) (done bool, err error) {
	err = s.db.writeGlobal(ctx, func(ctx context.Context, on *session) error {
		_, err := on.exec(ctx, "INSERT INTO horizon (n) VALUES (1); DELETE FROM horizon")
		return err
	})
	if err != nil {
		return false, fmt.Errorf("marking the horizon: %w", err)
	}
	err = s.db.writeGlobal(ctx, func(ctx context.Context, on *session) error {
		if _, err := on.row(ctx, "SELECT settle(?)", []any{t.name}, []any{&done}); err != nil || !done {
			return err
		}
		_, err := on.exec(ctx, forgetArrival, "", t.name)
		return err
	})
	if postgresCode(err) == "55P03" { // somebody holds the table
		return false, nil
	}
	if err != nil {
		return false, fmt.Errorf("writing %s into new files: %w", t.name, err)
	}
	return done, nil
}
