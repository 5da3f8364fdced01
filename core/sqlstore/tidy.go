package sqlstore

import (
	"context"
	"fmt"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// How long what only helps for a while is kept. Changes stay a little longer than cursors may go back, so that no
// clock that is late takes a cursor from before the cut.
const (
	keepReplays = 48 * time.Hour
	keepChanges = 7 * 24 * time.Hour
	cutChanges  = keepChanges + time.Hour
)

// tidyRows is how many rows one transaction removes at most, so that nobody waits long behind it.
const tidyRows = 500

const (
	dropSessions = "DELETE FROM sessions WHERE token_hash IN (SELECT token_hash FROM sessions WHERE expires_at < ? LIMIT ?)"
	dropReplays  = `DELETE FROM replays WHERE tenant_id = ? AND key IN
		(SELECT key FROM replays WHERE tenant_id = ? AND at < ? LIMIT ?)`
	// The newest of the old changes stays: it tells that there were others before it.
	dropChanges = `DELETE FROM changes WHERE tenant_id = ? AND tbl = ? AND seq < (SELECT max(seq) FROM
		(SELECT seq, at FROM changes WHERE tenant_id = ? AND tbl = ? ORDER BY seq LIMIT ?) AS oldest WHERE at < ?)`
)

// Tidy removes what has had its time: expired sessions, answers kept for repeated requests, and the oldest
// part of the change feeds. Call it now and then, from any node; it may be stopped at any moment.
func (db *DB) Tidy(ctx context.Context) error {
	err := repeated(func() (n int64, err error) {
		err = db.writeGlobal(ctx, func(ctx context.Context, s *session) error {
			n, err = s.exec(ctx, dropSessions, stamp{s.now}, tidyRows)
			return err
		})
		return n, err
	})
	if err != nil {
		return fmt.Errorf("removing expired sessions: %w", err)
	}
	tenants, err := db.Directory().All(ctx)
	if err != nil {
		return err
	}
	for _, t := range tenants {
		if err := db.tidyTenant(ctx, t.ID); err != nil {
			return fmt.Errorf("removing what is out of date: %w", err)
		}
	}
	return nil
}

func (db *DB) tidyTenant(ctx context.Context, t tenant.ID) error {
	if err := db.drop(ctx, t, dropReplays, t.String(), t.String(), stamp{db.now().Add(-keepReplays)}, tidyRows); err != nil {
		return err
	}
	if err := db.drop(ctx, t, dropChallenges, t.String(), t.String(), stamp{db.now()}, tidyRows); err != nil {
		return err
	}
	var tables []collection
	err := db.readGlobal(ctx, func(ctx context.Context, s *session) (err error) {
		tables, err = s.collections(ctx)
		return err
	})
	for _, of := range tables {
		if err == nil {
			err = db.drop(ctx, t, dropChanges, t.String(), of.name, t.String(), of.name, tidyRows+1, stamp{db.now().Add(-cutChanges)})
		}
	}
	return err
}

// drop runs a statement until it removes less than it may.
func (db *DB) drop(ctx context.Context, t tenant.ID, text string, args ...any) error {
	return repeated(func() (n int64, err error) {
		err = db.write(ctx, t, tidyRows, func(ctx context.Context, s *session) error {
			n, err = s.exec(ctx, text, args...)
			return err
		})
		return n, err
	})
}

// repeated calls remove until it finds less than it may take.
func repeated(remove func() (int64, error)) error {
	for {
		if n, err := remove(); err != nil || n < tidyRows {
			return err
		}
	}
}
