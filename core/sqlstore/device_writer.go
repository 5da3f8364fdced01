package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// deviceWriter implements identity.DeviceWriter.
type deviceWriter struct{ *change }

const (
	insertDevice = `INSERT INTO devices (tenant_id, id, unit_id, name, enrolled_by, created_at, code_hash, until) VALUES (?, ?, ?, ?, ?, ?, ?, ?)`
	renameDevice = "UPDATE devices SET name = ? WHERE tenant_id = ? AND id = ?"
	claimDevice  = `UPDATE devices SET token_hash = ?, enrolled_at = ?, code_hash = NULL WHERE tenant_id = ? AND code_hash = ? AND until > ?`
	useDevice    = "UPDATE devices SET used_at = ? WHERE tenant_id = ? AND id = ?"
	insertUser   = "INSERT INTO device_people (tenant_id, device_id, person_id) VALUES (?, ?, ?)"
	dropUsers    = "DELETE FROM device_people WHERE tenant_id = ? AND device_id = ?"
	dropDevice   = "DELETE FROM devices WHERE tenant_id = ? AND id = ?"
	dropPIN      = "DELETE FROM pins WHERE tenant_id = ? AND person_id = ?"
	dropUses     = "DELETE FROM device_people WHERE tenant_id = ? AND person_id = ?"
	insertPIN    = "INSERT INTO pins (tenant_id, person_id, sealed, starting, failed) VALUES (?, ?, ?, ?, ?) ON CONFLICT DO NOTHING"
	updatePIN    = "UPDATE pins SET sealed = ?, starting = ?, failed = ? WHERE tenant_id = ? AND person_id = ? AND sealed = ? AND failed = ?"
)

// Put implements identity.DeviceWriter.
func (w deviceWriter) Put(ctx context.Context, d identity.Device, codeHash []byte) error {
	if codeHash != nil {
		if _, err := w.unit(ctx, d.Unit); err != nil {
			return err
		}
		if _, err := w.exec(ctx, insertDevice, w.id(), d.ID, d.Unit, d.Name, d.By, stamp{d.Created}, codeHash, stamp{d.Until}); err != nil {
			return err
		}
	} else if err := w.one(ctx, renameDevice, d.Name, w.id(), d.ID); err != nil {
		return err
	}
	if _, err := w.exec(ctx, dropUsers, w.id(), d.ID); err != nil {
		return err
	}
	for _, person := range d.People {
		if _, err := w.exec(ctx, insertUser, w.id(), d.ID, person); err != nil {
			return err
		}
	}
	return nil
}

// Claim implements identity.DeviceWriter.
func (w deviceWriter) Claim(ctx context.Context, codeHash, tokenHash []byte) (identity.Device, error) {
	if err := w.one(ctx, claimDevice, tokenHash, stamp{w.now}, w.id(), codeHash, stamp{w.now}); err != nil {
		return identity.Device{}, err
	}
	return w.device(ctx, tokenHash)
}

// Use implements identity.DeviceWriter.
func (w deviceWriter) Use(ctx context.Context, id string) error {
	return w.one(ctx, useDevice, stamp{w.now}, w.id(), id)
}

// Revoke implements identity.DeviceWriter.
func (w deviceWriter) Revoke(ctx context.Context, id string) error {
	if err := w.one(ctx, dropDevice, w.id(), id); err != nil {
		return err
	}
	for _, text := range []string{dropUsers, "DELETE FROM sessions WHERE tenant_id = ? AND device_id = ?"} {
		if _, err := w.exec(ctx, text, w.id(), id); err != nil {
			return err
		}
	}
	return nil
}

// PutPIN implements identity.DeviceWriter.
func (w deviceWriter) PutPIN(ctx context.Context, p, read identity.PIN) error {
	text, args := insertPIN, []any{w.id(), p.Person, p.Sealed, stampOf(p.Starting), p.Failed}
	if read.Sealed != "" {
		text, args = updatePIN, []any{p.Sealed, stampOf(p.Starting), p.Failed, w.id(), p.Person, read.Sealed, read.Failed}
	}
	n, err := w.exec(ctx, text, args...)
	if err == nil && n == 0 {
		return fault.New(fault.Conflict, "pin-tried", "Somebody else has just tried a PIN for this name. Try again.")
	}
	return err
}

// one runs a statement that is to meet a device.
func (w deviceWriter) one(ctx context.Context, text string, args ...any) error {
	n, err := w.exec(ctx, text, args...)
	if err == nil && n == 0 {
		return fault.Missing("device")
	}
	return err
}
