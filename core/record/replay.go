package record

import (
	"context"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Replays gives the first answer to a repeated request.
type Replays interface {
	// Replay returns what was kept under the key. A different request under the same key is conflict
	// "idempotency-key-reused"; an unknown key is not_found.
	Replay(ctx context.Context, t tenant.ID, key, request []byte) (status int, body []byte, err error)
}
