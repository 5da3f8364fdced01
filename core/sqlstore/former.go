package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// former implements audit.FormerLogs.
type former struct{ db *DB }

// All implements audit.FormerLogs.
func (f former) All(ctx context.Context, t tenant.ID) (all []audit.Former, err error) {
	err = f.db.read(ctx, t, func(ctx context.Context, s *session) error {
		all = nil
		text := "SELECT id, origin, size, root, verifier, closed_at FROM former_logs WHERE tenant_id = ? ORDER BY closed_at, id"
		return s.each(ctx, text, []any{t.String()}, func(scan func(...any) error) error {
			var one audit.Former
			var closed stamp
			err := scan(&one.ID, &one.Origin, &one.Size, &one.Root, &one.Key, &closed)
			one.Closed = closed.Time
			all = append(all, one)
			return err
		})
	})
	return all, err
}

// Read implements audit.FormerLogs, a part at a time: deliver may be slow, and holds no transaction.
func (f former) Read(ctx context.Context, t tenant.ID, id string, deliver func(text []byte) error) error {
	for part := 1; ; part++ {
		var text []byte
		found := false
		err := f.db.read(ctx, t, func(ctx context.Context, s *session) (err error) {
			text = nil
			found, err = s.row(ctx, "SELECT body FROM former_log_parts WHERE tenant_id = ? AND id = ? AND part = ?", []any{t.String(), id, part}, []any{&text})
			return err
		})
		switch {
		case err != nil:
			return err
		case !found && part == 1:
			return fault.Missing("former-log")
		case !found:
			return nil
		}
		if err := deliver(text); err != nil {
			return err
		}
	}
}
