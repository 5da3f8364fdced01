package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// invitationWriter implements audit.InvitationWriter.
type invitationWriter struct{ *change }

// Put implements audit.InvitationWriter. Without a token the invitation keeps the one it has; one that was used stays as
// it is, and one that was revoked or is too old is not used.
func (w invitationWriter) Put(ctx context.Context, i identity.Invitation, tokenHash []byte) error {
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

// Redeem implements audit.InvitationWriter.
func (w invitationWriter) Redeem(ctx context.Context, tokenHash []byte) (identity.Invitation, error) {
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
