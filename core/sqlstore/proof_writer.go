package sqlstore

import "github.com/ribambelle/ribambelle/core/identity"

// proofWriter implements audit.ProofWriter.
type proofWriter struct{ *change }

func (w proofWriter) Factors() identity.FactorWriter { return factorWriter(w) }

func (w proofWriter) Passkeys() identity.PasskeyWriter { return passkeyWriter(w) }

func (w proofWriter) Providers() identity.ProviderWriter { return providerWriter(w) }

func (w proofWriter) Devices() identity.DeviceWriter { return deviceWriter(w) }
