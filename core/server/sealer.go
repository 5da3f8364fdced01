package server

import (
	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/core/seal"
)

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
