package calendar

import (
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
)

// NewToken makes 256 random bits for the address of a feed, or of anything else that opens to whoever knows it,
// and their digest. Keep the digest only: what is kept opens nothing, and a new token revokes the old one.
func NewToken() (token, digest string) {
	var secret [32]byte
	_, _ = rand.Read(secret[:]) // never fails: crypto/rand ends the program instead
	token = base64.RawURLEncoding.EncodeToString(secret[:])
	return token, Digest(token)
}

// Digest is what is kept of a token, and looked up by.
func Digest(token string) string {
	sum := sha256.Sum256([]byte(token))
	return hex.EncodeToString(sum[:])
}
