package identity

import (
	"crypto/rand"
	"strings"
)

// Recovery codes: ten, of 80 random bits each, in letters and digits that nobody takes for another.
const (
	recoveryCodes   = 10
	recoveryLetters = 16
	recoveryGroup   = 4
	recoveryWords   = "abcdefghjkmnpqrstuvwxyz023456789"
)

// NewRecoveryCodes returns one-time codes of a person, shown once, and the hashes to keep.
func NewRecoveryCodes(person string) (codes []string, hashes [][]byte) {
	for range recoveryCodes {
		raw := make([]byte, recoveryLetters)
		rand.Read(raw) //nolint:errcheck // crypto/rand never fails: it ends the process instead
		var code strings.Builder
		for i, b := range raw {
			if i > 0 && i%recoveryGroup == 0 {
				code.WriteByte('-')
			}
			code.WriteByte(recoveryWords[int(b)%len(recoveryWords)])
		}
		codes = append(codes, code.String())
		hashes = append(hashes, recoveryHash(person, code.String()))
	}
	return codes, hashes
}

// recoveryHash is what is kept of a code, however it is spaced when typed. The codes are random, so one SHA-256
// suffices.
func recoveryHash(person, code string) []byte {
	return HashToken(person + "/" + plainCode(code))
}

// plainCode is a typed code without what people set between its letters.
func plainCode(code string) string {
	return strings.ToLower(strings.NewReplacer("-", "", " ", "", "\u00a0", "", "\u202f", "").Replace(strings.TrimSpace(code)))
}
