package identity

import (
	"fmt"
	"net/mail"
	"strings"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

const maxLogin = 120

// CanonicalLogin returns the one spelling under which a login or an e-mail is kept and looked up: NFKC,
// no space around, lower case.
func CanonicalLogin(text string) string {
	return strings.ToLower(norm.NFKC.String(strings.TrimSpace(text)))
}

// CheckLogin refuses a canonical login that cannot be typed again with certainty.
func CheckLogin(pointer, login string) error {
	if len(login) < 3 || len(login) > maxLogin {
		return fault.InvalidRule(pointer, fault.Length, fmt.Sprintf("3-%d", maxLogin), "between 3 and %d characters", maxLogin)
	}
	for _, r := range login {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune(".-_@+", r) {
			continue
		}
		return fault.InvalidRule(pointer, "login-letters", "", "letters, digits and . - _ @ + only, no space")
	}
	return nil
}

// CheckEmail refuses a canonical e-mail that is not a bare address. An empty one is fine: not everybody has one.
func CheckEmail(pointer, email string) error {
	if email == "" {
		return nil
	}
	if parsed, err := mail.ParseAddress(email); err != nil || parsed.Address != email || len(email) > maxLogin {
		return fault.InvalidRule(pointer, fault.Format, "email", "an e-mail address such as name@example.org")
	}
	return nil
}
