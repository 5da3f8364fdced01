package audit

import (
	"context"
	"time"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Former is the log that an organisation had in another installation, before it came here. It is closed, and its key verifies it.
type Former struct {
	ID     string
	Origin string // as its checkpoints name it
	Size   int64  // entries
	Root   string // of its last checkpoint, base64
	Key    string // that verifies it
	Closed time.Time
}

// FormerLogs tells the logs that organisations brought along.
type FormerLogs interface {
	// All lists a tenant's, the oldest first.
	All(ctx context.Context, t tenant.ID) ([]Former, error)
	// Read calls deliver with one, piece by piece, as Export wrote it; not_found otherwise.
	Read(ctx context.Context, t tenant.ID, id string, deliver func(text []byte) error) error
}
