package seal

import (
	"crypto/ed25519"
	"encoding/base64"
	"errors"
	"strings"

	"golang.org/x/mod/sumdb/note"
)

var errSigner = errors.New("it must be a note signer for ed25519: PRIVATE+KEY+name+hash+base64")

// verifierOf derives the verifier's text from a signer's (C2SP signed-note: "PRIVATE+KEY+name+hash+base64",
// where the decoded bytes are an algorithm byte and the seed).
func verifierOf(signer string) (string, error) {
	if _, err := note.NewSigner(signer); err != nil {
		return "", errSigner
	}
	parts := strings.SplitN(signer, "+", 5)
	if len(parts) != 5 {
		return "", errSigner
	}
	raw, err := base64.StdEncoding.DecodeString(parts[4])
	if err != nil || len(raw) != 1+ed25519.SeedSize {
		return "", errSigner
	}
	public, ok := ed25519.NewKeyFromSeed(raw[1:]).Public().(ed25519.PublicKey)
	if !ok {
		return "", errSigner
	}
	return note.NewEd25519VerifierKey(parts[2], public)
}
