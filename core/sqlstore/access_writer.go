package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/audit"
	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// accessWriter implements audit.AccessWriter.
type accessWriter struct{ *change }

const upsertGrant = `INSERT INTO grants (tenant_id, id, principal_id, role, unit_id, expires_at, reason, home_id, given_by, support)
	VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, id) DO UPDATE SET principal_id = excluded.principal_id,
	role = excluded.role, unit_id = excluded.unit_id, expires_at = excluded.expires_at, reason = excluded.reason,
	home_id = excluded.home_id, given_by = excluded.given_by, support = excluded.support`

// PutGrant implements audit.AccessWriter. A grant on a unit that is not there is refused.
func (w accessWriter) PutGrant(ctx context.Context, g identity.Grant) error {
	if g.Unit != "" {
		if _, err := w.unit(ctx, g.Unit); err != nil {
			return err
		}
	}
	w.touched = true
	if _, err := w.exec(ctx, upsertGrant, w.id(), g.ID, g.Principal, g.Role, g.Unit, stampOf(g.Expires), g.Reason, g.Home.String(), g.By, g.Support); err != nil {
		return err
	}
	if _, err := w.exec(ctx, giveGroup, w.id(), g.Principal); err != nil {
		return err
	}
	return w.stay(ctx, g)
}

// RemoveGrant implements audit.AccessWriter.
func (w accessWriter) RemoveGrant(ctx context.Context, id string) error {
	w.touched = true
	n, err := w.exec(ctx, "DELETE FROM grants WHERE tenant_id = ? AND id = ?", w.id(), id)
	if err == nil && n == 0 {
		return fault.Missing("grant")
	}
	if err != nil {
		return err
	}
	return w.endStays(ctx)
}

// Proofs implements audit.AccessWriter.
func (w accessWriter) Proofs() audit.ProofWriter { return proofWriter(w) }

// Groups implements audit.AccessWriter.
func (w accessWriter) Groups() identity.GroupWriter { return groupWriter(w) }

// Invitations implements audit.AccessWriter.
func (w accessWriter) Invitations() audit.InvitationWriter { return invitationWriter(w) }
