// Package link makes the links of messages: to confirm, to withdraw, to leave a list, without an account.
//
// A link's token says what it does and to which record, and is signed; nothing is kept of it. Whoever holds the
// message may follow it, and nobody can make one.
//
// Goals: short enough for a line of plain text; a link of one kind never passes for another.
// Non-goals: being used once only: what a link does, doing it twice changes nothing.
// Functions are pure and may run concurrently.
package link

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"encoding/hex"
	"errors"
	"strings"
	"time"
)

// Kind is what a link does.
type Kind byte

// The kinds. Their numbers are in links that are out: they never change.
const (
	ConfirmSignature  Kind = 1
	WithdrawSignature Kind = 2
	ConfirmSubscriber Kind = 3
	Leave             Kind = 4
	ConfirmTestimony  Kind = 5
	WithdrawTestimony Kind = 6
	ApproveTestimony  Kind = 7
)

// The refusals.
var (
	ErrUnknown = errors.New("this link is not one of ours, or was cut short")
	ErrExpired = errors.New("this link has expired")
)

// Link is what a token says.
type Link struct {
	Kind    Kind
	ID      string    // of the record: a UUID
	Expires time.Time // zero: never
}

// The parts of a token, in bytes: kind, id, expiry in seconds, the front of the signature.
const (
	idSize     = 16
	bodySize   = 1 + idSize + 4
	macSize    = 16
	tokenBytes = bodySize + macSize
)

// Token writes a link.
func (l Link) Token(key []byte) (string, error) {
	id, err := hex.DecodeString(strings.ReplaceAll(l.ID, "-", ""))
	if err != nil || len(id) != idSize {
		return "", ErrUnknown
	}
	token := append(make([]byte, 0, tokenBytes), byte(l.Kind))
	token = append(token, id...)
	var seconds uint32
	if !l.Expires.IsZero() {
		seconds = uint32(l.Expires.Unix()) //nolint:gosec // good until 2106
	}
	token = binary.BigEndian.AppendUint32(token, seconds)
	return base64.RawURLEncoding.EncodeToString(append(token, mac(key, token)...)), nil
}

// Read checks a token and says what it is for.
func Read(key []byte, token string, now time.Time) (Link, error) {
	if len(token) > 2*tokenBytes {
		return Link{}, ErrUnknown
	}
	raw, err := base64.RawURLEncoding.Strict().DecodeString(strings.TrimSpace(token))
	if err != nil || len(raw) != tokenBytes || !hmac.Equal(raw[bodySize:], mac(key, raw[:bodySize])) {
		return Link{}, ErrUnknown
	}
	l := Link{Kind: Kind(raw[0]), ID: uuid(raw[1 : 1+idSize])}
	if seconds := binary.BigEndian.Uint32(raw[1+idSize : bodySize]); seconds != 0 {
		l.Expires = time.Unix(int64(seconds), 0).UTC()
		if !now.Before(l.Expires) {
			return l, ErrExpired
		}
	}
	return l, nil
}

func mac(key, body []byte) []byte {
	m := hmac.New(sha256.New, key)
	m.Write(body)
	return m.Sum(nil)[:macSize]
}

func uuid(b []byte) string {
	h := hex.EncodeToString(b)
	return h[:8] + "-" + h[8:12] + "-" + h[12:16] + "-" + h[16:20] + "-" + h[20:]
}
