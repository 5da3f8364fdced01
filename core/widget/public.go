package widget

import (
	"crypto/rand"
	"strings"
)

// Prefix begins every embed key, so that it is told from a secret at a glance.
const Prefix = "rbp_"

// publicLength is the length of what follows the prefix: crypto/rand's text of 128 bits.
const publicLength = 26

// NewPublic returns the public text of a new key.
func NewPublic() string { return Prefix + strings.ToLower(rand.Text()) }

// IsPublic reports whether text has the form of an embed key. What fails here never reaches the store.
func IsPublic(text string) bool {
	rest, found := strings.CutPrefix(text, Prefix)
	return found && len(rest) == publicLength && strings.Trim(rest, "abcdefghijklmnopqrstuvwxyz234567") == ""
}
