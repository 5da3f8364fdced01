package server

import (
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/seal"
	"github.com/ribambelle/ribambelle/core/tenant"
)

// secrets seals what people's authenticator apps share with the server.
type secrets struct{ fields *seal.Fields }

// Seal implements api.Sealer.
func (s secrets) Seal(t tenant.ID, person string, secret []byte) (string, error) {
	return s.fields.Seal(s.place(t, person), secret)
}

// Open implements api.Sealer.
func (s secrets) Open(t tenant.ID, person, sealed string) ([]byte, error) {
	return s.fields.Open(s.place(t, person), sealed)
}

func (secrets) place(t tenant.ID, person string) seal.Place {
	return seal.Place{Tenant: t.String(), Collection: "core/factors", Record: person, Field: "secret"}
}

// sealer seals sensitive fields with the installation's keys.
type sealer struct{ fields *seal.Fields }

// Seal implements record.Sealer.
func (s sealer) Seal(at record.Place, plain []byte) (string, error) {
	return s.fields.Seal(seal.Place(at), plain)
}

// Open implements record.Sealer.
func (s sealer) Open(at record.Place, sealed string) ([]byte, error) {
	return s.fields.Open(seal.Place(at), sealed)
}

// Blind implements record.Sealer.
func (s sealer) Blind(at record.Place, plain []byte) string {
	return s.fields.Blind(seal.Place(at), plain)
}
