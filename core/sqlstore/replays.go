package sqlstore

import (
	"bytes"
	"context"
	"time"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// replays implements record.Replays.
type replays struct{ db *DB }

var (
	errKeyUsed   = fault.New(fault.Conflict, "idempotency-key-used", "This request was answered already.")
	errKeyReused = fault.New(fault.Conflict, "idempotency-key-reused", "This idempotency key belongs to another request.")
)

// Replay implements record.Replays.
func (x replays) Replay(ctx context.Context, t tenant.ID, key, request []byte) (status int, body []byte, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		var kept []byte
		found, err := s.row(ctx, "SELECT request, status, body FROM replays WHERE tenant_id = ? AND key = ?",
			[]any{t.String(), key}, []any{&kept, &status, &body})
		switch {
		case err != nil:
			return err
		case !found:
			return fault.Missing("answer")
		case !bytes.Equal(kept, request):
			return errKeyReused
		}
		return nil
	})
	return status, body, err
}

// claim takes an idempotency key before anything else is written: on PostgreSQL a twin that runs at the
// same moment waits here for the first to end.
func (s *session) claim(ctx context.Context, i *record.Idempotency) error {
	if i == nil {
		return nil
	}
	at := s.now
	if i.Bare {
		at = at.Truncate(24 * time.Hour)
	}
	_, err := s.exec(ctx, "INSERT INTO replays (tenant_id, key, request, status, body, at) VALUES (?, ?, ?, 0, NULL, ?)",
		s.tenant.String(), i.Key, i.Request, stamp{at})
	if _, used := violated(err); used {
		return errKeyUsed
	}
	return err
}

// answer keeps the answer under the key that was claimed; of a bare one its status and day only.
func (s *session) answer(ctx context.Context, i *record.Idempotency, r store.Receipt) error {
	if i == nil || i.Answer == nil {
		return nil
	}
	status, body := i.Answer(r)
	if i.Bare {
		body = nil
	}
	_, err := s.exec(ctx, "UPDATE replays SET status = ?, body = ? WHERE tenant_id = ? AND key = ?", status, body, s.tenant.String(), i.Key)
	return err
}
