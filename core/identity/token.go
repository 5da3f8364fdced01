package identity

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
)

const tokenBytes = 32

// NewToken returns a random secret of 256 bits, as text for a cookie or a link, and the hash to keep.
func NewToken() (text string, hash []byte) {
	secret := make([]byte, tokenBytes)
	rand.Read(secret) //nolint:errcheck // crypto/rand never fails: it ends the process instead
	text = base64.RawURLEncoding.EncodeToString(secret)
	return text, HashToken(text)
}

// HashToken returns what is kept in place of a session's, an invitation's or a key's secret. The secrets
// are random, so one SHA-256 suffices.
func HashToken(text string) []byte {
	sum := sha256.Sum256([]byte(text))
	return sum[:]
}
