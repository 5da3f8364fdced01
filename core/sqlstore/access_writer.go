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

// PutInvitation implements audit.AccessWriter. Without a token the invitation keeps the one it has; one that was used stays as
// it is, and one that was revoked or is too old is not used.
func (w accessWriter) PutInvitation(ctx context.Context, i identity.Invitation, tokenHash []byte) error {
	row := &invitationRow{
		Tenant: w.id(), ID: i.ID, Hash: tokenHash, Person: i.Person, Name: i.Name, Email: i.Email, Role: i.Role, Unit: i.Unit,
		Until: stampOf(i.Until), Reason: i.Reason, By: i.By, Support: i.Support,
		Expires: stamp{i.Expires}, Used: stampOf(i.Used), Revoked: stampOf(i.Revoked), Created: stamp{i.Created},
	}
	if row.Created.IsZero() {
		row.Created = stamp{w.now}
	}
	if tokenHash == nil {
		update := w.NewUpdate().Model(row).ExcludeColumn("token_hash", "created_at").WherePK().Where("used_at IS NULL")
		if i.Used != nil {
			update = update.Where("revoked_at IS NULL AND expires_at > ?", stamp{w.now})
		}
		result, err := update.Exec(ctx)
		return touchedOne(result, err, "invitation")
	}
	insert := w.NewInsert().Model(row).On("CONFLICT (tenant_id, id) DO UPDATE")
	for _, column := range []string{"token_hash", "person_id", "name", "email", "role", "unit_id", "lasts_until", "reason", "given_by", "support", "expires_at", "used_at", "revoked_at"} {
		insert = insert.Set(column + " = EXCLUDED." + column)
	}
	_, err := insert.Exec(ctx)
	return err
}

const redeem = `UPDATE invitations SET used_at = ? WHERE tenant_id = ? AND token_hash = ?
	AND used_at IS NULL AND revoked_at IS NULL AND expires_at > ?`

// Redeem implements audit.AccessWriter.
func (w accessWriter) Redeem(ctx context.Context, tokenHash []byte) (identity.Invitation, error) {
	n, err := w.exec(ctx, redeem, stamp{w.now}, w.id(), tokenHash, stamp{w.now})
	if err != nil {
		return identity.Invitation{}, err
	}
	if n == 0 {
		return identity.Invitation{}, fault.Missing("invitation")
	}
	row := new(invitationRow)
	err = w.NewSelect().Model(row).Where("tenant_id = ?", w.id()).Where("token_hash = ?", tokenHash).Scan(ctx)
	return row.invitation(), err
}
