package record

import (
	"context"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Files keeps what fields marked file hold the ids of.
type Files interface {
	// Remove deletes a file; one that is not there is no error.
	Remove(ctx context.Context, t tenant.ID, id string) error
}
