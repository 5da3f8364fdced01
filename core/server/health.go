package server

import (
	"context"

	"github.com/ribambelle/ribambelle/core/sqlstore"
)

// health says what keeps the server from serving, beside its modules.
type health struct{ db *sqlstore.DB }

// Trouble implements api.HealthCheck.
func (h health) Trouble(ctx context.Context) map[string]string {
	if err := h.db.Ready(ctx); err != nil {
		return map[string]string{"database": "The database does not answer."}
	}
	return nil
}
