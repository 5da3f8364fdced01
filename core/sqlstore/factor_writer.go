package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// factorWriter implements identity.FactorWriter.
type factorWriter struct{ *change }

var errCodeUsed = fault.New(fault.Conflict, "code-used", "This code has been used, or never was one.")

const (
	upsertFactor = `INSERT INTO factors (tenant_id, person_id, secret, confirmed_at, step) VALUES (?, ?, ?, ?, ?)
		ON CONFLICT (tenant_id, person_id) DO UPDATE SET secret = excluded.secret, confirmed_at = excluded.confirmed_at, step = excluded.step`
	insertCode = "INSERT INTO recovery_codes (tenant_id, person_id, hash) VALUES (?, ?, ?)"
	dropCodes  = "DELETE FROM recovery_codes WHERE tenant_id = ? AND person_id = ?"
	dropFactor = "DELETE FROM factors WHERE tenant_id = ? AND person_id = ?"
	useStep    = "UPDATE factors SET step = ? WHERE tenant_id = ? AND person_id = ? AND step < ?"
)

// Put implements identity.FactorWriter.
func (w factorWriter) Put(ctx context.Context, person string, f identity.Factor) error {
	_, err := w.exec(ctx, upsertFactor, w.id(), person, f.Secret, stampOf(f.Confirmed), f.Step)
	return err
}

// PutCodes implements identity.FactorWriter.
func (w factorWriter) PutCodes(ctx context.Context, person string, hashes [][]byte) error {
	if _, err := w.exec(ctx, dropCodes, w.id(), person); err != nil {
		return err
	}
	for _, hash := range hashes {
		if _, err := w.exec(ctx, insertCode, w.id(), person, hash); err != nil {
			return err
		}
	}
	return nil
}

// Use implements identity.FactorWriter.
func (w factorWriter) Use(ctx context.Context, person string, p identity.Proof) error {
	text, args := useStep, []any{p.Step, w.id(), person, p.Step}
	if p.Recovery != nil {
		text, args = dropCodes+" AND hash = ?", []any{w.id(), person, p.Recovery}
	}
	n, err := w.exec(ctx, text, args...)
	if err == nil && n == 0 {
		return errCodeUsed
	}
	return err
}

// Forget implements identity.FactorWriter.
func (w factorWriter) Forget(ctx context.Context, person string) error {
	for _, text := range []string{dropCodes, dropFactor} {
		if _, err := w.exec(ctx, text, w.id(), person); err != nil {
			return err
		}
	}
	return nil
}
