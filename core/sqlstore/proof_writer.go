package sqlstore

import (
	"context"

	"github.com/ribambelle/ribambelle/core/identity"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// proofWriter implements audit.ProofWriter.
type proofWriter struct{ *change }

func (w proofWriter) Factors() identity.FactorWriter { return factorWriter(w) }

func (w proofWriter) Passkeys() identity.PasskeyWriter { return passkeyWriter(w) }

func (w proofWriter) Providers() identity.ProviderWriter { return providerWriter(w) }

func (w proofWriter) Devices() identity.DeviceWriter { return deviceWriter(w) }

// SetPassword implements audit.ProofWriter.
func (w proofWriter) SetPassword(ctx context.Context, person, argon2id string) error {
	n, err := w.exec(ctx, "UPDATE people SET password = ? WHERE tenant_id = ? AND id = ?", argon2id, w.id(), person)
	if err == nil && n == 0 {
		return fault.Missing("person")
	}
	return err
}
