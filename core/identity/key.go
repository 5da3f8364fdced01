package identity

import (
	"crypto/rand"
	"hash/crc32"
	"math/big"
	"strings"
)

// KeyPrefix begins every service key, so that scanners of leaked secrets find it.
const KeyPrefix = "rbk_"

const (
	base62      = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
	keyDigits   = 43 // 32 bytes in base62
	checkDigits = 6  // CRC-32 in base62
	hintLength  = 4
)

// NewKey returns a new service key's secret, shown once, the hash to keep, and the hint that names it in lists.
func NewKey() (secret string, hash []byte, hint string) {
	raw := make([]byte, tokenBytes)
	rand.Read(raw) //nolint:errcheck // crypto/rand never fails: it ends the process instead
	body := digits(new(big.Int).SetBytes(raw), keyDigits)
	secret = KeyPrefix + body + checksum(body)
	return secret, HashToken(secret), secret[len(secret)-hintLength:]
}

// IsKey reports whether text has the form and the checksum of a service key; nothing is said of its life.
// What fails here never reaches the store.
func IsKey(text string) bool {
	body, found := strings.CutPrefix(text, KeyPrefix)
	if !found || len(body) != keyDigits+checkDigits {
		return false
	}
	return checksum(body[:keyDigits]) == body[keyDigits:]
}

func checksum(body string) string {
	return digits(big.NewInt(int64(crc32.ChecksumIEEE([]byte(body)))), checkDigits)
}

// digits writes n in base62 with leading zeros.
func digits(n *big.Int, width int) string {
	text := make([]byte, width)
	base, digit := big.NewInt(int64(len(base62))), new(big.Int)
	for i := width - 1; i >= 0; i-- {
		n.DivMod(n, base, digit)
		text[i] = base62[digit.Int64()]
	}
	return string(text)
}
