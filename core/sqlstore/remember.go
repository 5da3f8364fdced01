package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// Claim takes an idempotency key together with a change of the core's own; conflict "idempotency-key-used"
// when it is taken.
func (c *change) Claim(ctx context.Context, i *record.Idempotency) error { return c.claim(ctx, i) }

// KeepAnswer keeps the answer of a request whose key was claimed.
func (x replays) KeepAnswer(ctx context.Context, t tenant.ID, key []byte, status int, body []byte) error {
	return x.db.write(ctx, t, 1, func(ctx context.Context, s *session) error {
		_, err := s.exec(ctx, "UPDATE replays SET status = ?, body = ? WHERE tenant_id = ? AND key = ?", status, body, t.String(), key)
		return err
	})
}
