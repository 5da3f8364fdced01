package sqlstore

import (
	"context"
	"log/slog"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// What scrubbing may cost: beyond scrubRows it takes a tenth of the writer's time at most.
const (
	scrubRows  = 2000
	scrubShare = 10
)

// scrubPause is how long the writer waits before it tries again to empty the write-ahead log.
const scrubPause = time.Second

// share is what one tenant has of one anonymous table.
type share struct {
	tenant tenant.ID
	table  *table
}

// scrub is what the files still tell about the order in which anonymous records arrived. SQLite fills a page
// from its end, in the table and in each index, so the place of a record in its page tells that order, and so
// does the write-ahead log.
type scrub struct {
	shares map[share]bool // hold records where they arrived
	log    bool           // the write-ahead log tells of some, or may: an earlier process left it
	again  time.Time      // when to try next
}

func (s *scrub) due() bool { return len(s.shares) > 0 || s.log }

// clean takes the order of arrival out of the files: each share is written anew in the order of its ids, which
// are random, and the log is emptied.
func (w *writer) clean() {
	began, rows := time.Now(), 0
	for part := range w.scrub.shares {
		n, err := w.rewrite(part)
		if err != nil {
			w.log.Warn("anonymous records could not be written anew", slog.String("table", part.table.name), slog.Any("error", err))
			w.scrub.again = time.Now().Add(scrubPause)
			return
		}
		delete(w.scrub.shares, part)
		rows += n
	}
	w.emptyLog()
	switch {
	case w.scrub.log:
		w.scrub.again = time.Now().Add(scrubPause)
	case rows > scrubRows:
		w.scrub.again = time.Now().Add((scrubShare - 1) * time.Since(began))
	}
}

// rewrite takes a share out and puts it back, in one transaction.
func (w *writer) rewrite(part share) (rows int, err error) {
	alone := &turn{ctx: context.Background(), tenant: part.tenant, do: func(ctx context.Context, s *session) error {
		kept, err := s.share(ctx, part)
		if err != nil {
			return err
		}
		rows = len(kept)
		if _, err := s.exec(ctx, "DELETE FROM "+part.table.name+" WHERE tenant_id = ?", part.tenant.String()); err != nil {
			return err
		}
		for _, r := range kept {
			if _, err := s.exec(ctx, part.table.insert, part.tenant.String(), r[0], r[1], r[2]); err != nil {
				return err
			}
		}
		_, err = s.exec(ctx, forgetArrival, part.tenant.String(), part.table.name)
		return err
	}}
	return rows, w.transaction([]outcome{{turn: alone}})
}

// share reads id, unit and document of each of a share's records, in the order of ids.
func (s *session) share(ctx context.Context, part share) (all [][3]string, err error) {
	text := "SELECT id, unit_path, doc FROM " + part.table.name + " WHERE tenant_id = ? ORDER BY id"
	err = s.each(ctx, text, []any{part.tenant.String()}, func(scan func(...any) error) error {
		var r [3]string
		err := scan(&r[0], &r[1], &r[2])
		all = append(all, r)
		return err
	})
	return all, err
}

// emptyLog copies the write-ahead log into the database and cuts it to nothing. A reader in the way only
// delays it.
func (w *writer) emptyLog() {
	var busy, pages, moved int
	row := w.conn.Conn.QueryRowContext(context.Background(), "PRAGMA wal_checkpoint(TRUNCATE)")
	if err := row.Scan(&busy, &pages, &moved); err != nil {
		w.log.Warn("the write-ahead log could not be emptied", slog.Any("error", err))
		return
	}
	w.scrub.log = busy != 0
}
