package challenge

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"errors"
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
)

// ErrEarly means that a form came back sooner than anybody reads it.
var ErrEarly = errors.New("the form came back too soon")

// The life of a stamp: nobody reads and fills in a form in less than the first, or takes longer than the second.
const (
	stampLeast = 5 * time.Second
	stampMost  = time.Hour
)

// Stamp marks a form that is given out now for one purpose ("petition/0198…"). random is crypto/rand's reader outside
// tests. It is text of letters, digits and dots: when, what makes it unique, and the signature over both.
func Stamp(key []byte, purpose string, now time.Time, random io.Reader) (string, error) {
	var unique [16]byte
	if _, err := io.ReadFull(random, unique[:]); err != nil {
		return "", fmt.Errorf("making a stamp: %w", err)
	}
	return sealed(key, purpose, strconv.FormatInt(now.Unix(), 10)+"."+hex.EncodeToString(unique[:])), nil
}

// Stamped checks the stamp of a form that came back, and returns what marks it as used, as Solution.Mark does.
func Stamped(key []byte, sent, purpose string, now time.Time) (mark string, err error) {
	if len(sent) > longest {
		return "", ErrMalformed
	}
	parts := strings.Split(sent, ".")
	if len(parts) != 3 {
		return "", ErrMalformed
	}
	given, err := strconv.ParseInt(parts[0], 10, 64)
	if err != nil {
		return "", ErrMalformed
	}
	if !hmac.Equal([]byte(sent), []byte(sealed(key, purpose, parts[0]+"."+parts[1]))) {
		return "", ErrForeign
	}
	switch age := now.Sub(time.Unix(given, 0)); {
	case age < stampLeast:
		return "", ErrEarly
	case age >= stampMost:
		return "", ErrExpired
	}
	return parts[1], nil
}

// sealed is a stamp with its signature, which also stands for the purpose.
func sealed(key []byte, purpose, said string) string {
	mac := hmac.New(sha256.New, key)
	mac.Write([]byte("stamp\x00" + purpose + "\x00" + said))
	return said + "." + base64.RawURLEncoding.EncodeToString(mac.Sum(nil))
}
