package api

import (
	"context"
	"fmt"

	"github.com/ribambelle/ribambelle/core/audit"
)

// change does something to what the core keeps, with its entry in the same transaction. resource is
// "unit/0198…"; do may set the entry's Resource and Unit once they are known.
func (e *edge) change(ctx context.Context, c *call, action, resource string, do func(ctx context.Context, tx audit.Tx, entry *audit.Entry) error) error {
	entry := c.entry(action, resource)
	err := e.Book.Change(ctx, c.Tenant.ID, entry, func(ctx context.Context, tx audit.Tx) error {
		if err := c.once.claim(ctx, tx); err != nil {
			return err
		}
		return do(ctx, tx, entry)
	})
	if err != nil {
		return fmt.Errorf("%s: %w", action, err)
	}
	if c.once != nil {
		c.once.claimed = true
	}
	return nil
}
