package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// sessions implements identity.Sessions.
type sessions struct{ db *DB }

const selectSessions = `SELECT id, created_at, seen_at, expires_at, agent, first, second, device_id FROM sessions
	WHERE tenant_id = ? AND person_id = ? AND expires_at > ? ORDER BY created_at DESC, id`

// Sessions implements identity.Sessions: the live ones, the newest first.
func (x sessions) Sessions(ctx context.Context, t tenant.ID, person string) (all []identity.Session, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		args := []any{t.String(), person, stamp{s.now}}
		return s.each(ctx, selectSessions, args, func(scan func(...any) error) error {
			kept := identity.Session{Tenant: t, Person: person}
			var created, seen, expires stamp
			err := scan(&kept.ID, &created, &seen, &expires, &kept.Agent, &kept.How.First, &kept.How.Second, &kept.Device)
			kept.Created, kept.Seen, kept.Expires = created.Time, seen.Time, expires.Time
			all = append(all, kept)
			return err
		})
	})
	return all, err
}

// Invited implements identity.Sessions.
func (x sessions) Invited(ctx context.Context, t tenant.ID, tokenHash []byte) (invitation identity.Invitation, err error) {
	err = x.db.read(ctx, t, func(ctx context.Context, s *session) error {
		var found []invitationRow
		err := s.NewSelect().Model(&found).Where("tenant_id = ?", t.String()).Where("token_hash = ?", tokenHash).
			Where("used_at IS NULL AND revoked_at IS NULL AND expires_at > ?", stamp{s.now}).Scan(ctx)
		if err == nil && len(found) == 0 {
			return fault.Missing("invitation")
		}
		for i := range found {
			invitation = found[i].invitation()
		}
		return err
	})
	return invitation, err
}
