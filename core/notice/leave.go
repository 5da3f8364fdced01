package notice

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"strings"

	"github.com/ribambelle/ribambelle/core/tenant"
)

// Leave is what a link in a message ends, without signing in: the messages of one kind, or the week's.
type Leave struct{ Person, Module, Kind string }

// Week is the kind of a Leave that ends the week's message.
const Week = "week"

// Passes sign links that end messages (RFC 8058). They have no end: a message may be opened years later, and leaving does no harm.
type Passes struct{ key []byte }

// NewPasses signs with a key that every node derives alike.
func NewPasses(key []byte) Passes { return Passes{key} }

// Sign makes the token of a link.
func (p Passes) Sign(t tenant.ID, l Leave) string {
	text := strings.Join([]string{l.Person, l.Module, l.Kind}, "\n")
	return base64.RawURLEncoding.EncodeToString([]byte(text)) + "." + base64.RawURLEncoding.EncodeToString(p.mac(t, text))
}

// Read checks a token of a tenant; false for any that was not signed here.
func (p Passes) Read(t tenant.ID, token string) (Leave, bool) {
	body, sum, _ := strings.Cut(token, ".")
	text, err := base64.RawURLEncoding.DecodeString(body)
	signed, wrong := base64.RawURLEncoding.DecodeString(sum)
	if err != nil || wrong != nil || !hmac.Equal(signed, p.mac(t, string(text))) {
		return Leave{}, false
	}
	parts := strings.Split(string(text), "\n")
	if len(parts) != 3 {
		return Leave{}, false
	}
	return Leave{parts[0], parts[1], parts[2]}, true
}

func (p Passes) mac(t tenant.ID, text string) []byte {
	h := hmac.New(sha256.New, p.key)
	h.Write([]byte(t.String() + "\n" + text))
	return h.Sum(nil)
}
