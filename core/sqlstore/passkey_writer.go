package sqlstore

import (
	"context"
	"time"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// passkeyWriter implements identity.PasskeyWriter.
type passkeyWriter struct{ *change }

const (
	insertPasskey = `INSERT INTO passkeys (tenant_id, id, person_id, credential, name, doc, counter, created_at)
		VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT DO NOTHING`
	renamePasskey = "UPDATE passkeys SET name = ? WHERE tenant_id = ? AND person_id = ? AND id = ?"
	usePasskey    = `UPDATE passkeys SET doc = ?, counter = ?, used_at = ? WHERE tenant_id = ? AND id = ?
		AND (counter < ? OR counter = 0)`
	dropPasskeys   = "DELETE FROM passkeys WHERE tenant_id = ? AND person_id = ?"
	spendChallenge = "INSERT INTO spent_challenges (tenant_id, hash, until) VALUES (?, ?, ?) ON CONFLICT DO NOTHING"
	dropChallenges = "DELETE FROM spent_challenges WHERE tenant_id = ? AND hash IN (SELECT hash FROM spent_challenges WHERE tenant_id = ? AND until < ? LIMIT ?)"
)

// Put implements identity.PasskeyWriter.
func (w passkeyWriter) Put(ctx context.Context, k identity.Passkey) error {
	if k.Created.IsZero() {
		k.Created = w.now
	}
	n, err := w.exec(ctx, insertPasskey, w.id(), k.ID, k.Person, k.Credential, k.Name, k.Doc, int64(k.Counter), stamp{k.Created})
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "passkey-known", "This passkey is known already.")
	}
	return err
}

// Rename implements identity.PasskeyWriter.
func (w passkeyWriter) Rename(ctx context.Context, person, id, name string) error {
	n, err := w.exec(ctx, renamePasskey, name, w.id(), person, id)
	if err == nil && n == 0 {
		return fault.Missing("passkey")
	}
	return err
}

// Use implements identity.PasskeyWriter.
func (w passkeyWriter) Use(ctx context.Context, k identity.Passkey) error {
	n, err := w.exec(ctx, usePasskey, k.Doc, int64(k.Counter), stamp{w.now}, w.id(), k.ID, int64(k.Counter))
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "passkey-failed", "This passkey does not open an account here.")
	}
	return err
}

// Remove implements identity.PasskeyWriter.
func (w passkeyWriter) Remove(ctx context.Context, person, id string) error {
	if id == "" {
		_, err := w.exec(ctx, dropPasskeys, w.id(), person)
		return err
	}
	n, err := w.exec(ctx, dropPasskeys+" AND id = ?", w.id(), person, id)
	if err == nil && n == 0 {
		return fault.Missing("passkey")
	}
	return err
}

// Spend implements identity.PasskeyWriter.
func (w passkeyWriter) Spend(ctx context.Context, challenge []byte, until time.Time) error {
	n, err := w.exec(ctx, spendChallenge, w.id(), challenge, stamp{until})
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "passkey-failed", "This passkey does not open an account here.")
	}
	return err
}
