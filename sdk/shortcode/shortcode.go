// Package shortcode makes the codes that people read from a poster, a slip or a certificate and type on a phone.
//
// A code is Crockford base32: no I, L, O or U, upper and lower case alike, hyphens and spaces ignored, and
// what is easily mistaken is read as what was meant (O as 0, I and L as 1). Its last character is a check
// that catches every single wrong character and every swap of two neighbours, so that a slip of the finger
// is told apart from an unknown code without asking the server's data.
//
// Goals: codes that cannot be guessed and survive handwriting.
// Non-goals: keeping them: what admits once is better kept hashed.
//
// A Maker is safe for concurrent use when its source is.
package shortcode

import (
	"crypto/rand"
	"fmt"
	"io"
	"strings"
	"unicode"
)

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// Kind is how long a code is. Give what opens different things different kinds: a code then says by its look which one it
// is.
type Kind uint8

// The kinds of codes.
const (
	Short Kind = iota + 1 // 45 random bits and a check: ABCDE-FGHJK
	Long                  // 55 random bits and a check: ABCD-EFGH-JKMN
)

// shape returns how many characters a code of the kind has, check included, and how they are grouped.
func (k Kind) shape() (characters, group int) {
	if k == Long {
		return 12, 4
	}
	return 10, 5
}

// Maker makes codes. The zero Maker draws from the system's random source.
type Maker struct {
	Random io.Reader
}

// New returns a fresh code as it is written.
func (m Maker) New(k Kind) (string, error) {
	source := m.Random
	if source == nil {
		source = rand.Reader
	}
	characters, _ := k.shape()
	raw := make([]byte, characters-1)
	if _, err := io.ReadFull(source, raw); err != nil {
		return "", fmt.Errorf("drawing a code: %w", err)
	}
	for i, b := range raw {
		raw[i] = b & 31
	}
	raw = append(raw, check(raw))
	for i, v := range raw {
		raw[i] = alphabet[v]
	}
	return Write(string(raw), k), nil
}

// Read returns the canonical form of what a person typed, and which kind it is; false when it cannot be
// a code: wrong length, a foreign character, or a check that does not hold.
func Read(typed string) (canonical string, k Kind, ok bool) {
	if len(typed) > 64 {
		return "", 0, false
	}
	var values, letters []byte
	for _, r := range strings.ToUpper(typed) {
		switch {
		case unicode.IsSpace(r), strings.ContainsRune("-\u2011\u2013", r):
			continue
		case r == 'O':
			r = '0'
		case r == 'I', r == 'L':
			r = '1'
		}
		v := strings.IndexRune(alphabet, r)
		if v < 0 {
			return "", 0, false
		}
		values, letters = append(values, byte(v)), append(letters, alphabet[v])
	}
	last := len(values) - 1
	for _, k := range []Kind{Short, Long} {
		if characters, _ := k.shape(); len(values) == characters && check(values[:last]) == values[last] {
			return string(letters), k, true
		}
	}
	return "", 0, false
}

// Write groups a canonical code for reading: "ABCDEFGHJK" becomes "ABCDE-FGHJK".
func Write(canonical string, k Kind) string {
	_, group := k.shape()
	var b strings.Builder
	for i := 0; i < len(canonical); i += group {
		if i > 0 {
			b.WriteByte('-')
		}
		b.WriteString(canonical[i:min(i+group, len(canonical))])
	}
	return b.String()
}

// check evaluates the values as a polynomial at a generator of GF(32), the field with x⁵ = x² + 1. Every
// position thus has a factor of its own: one wrong value, or two neighbours swapped, always changes the sum.
func check(values []byte) byte {
	var sum byte
	for _, v := range values {
		sum = double(sum ^ v)
	}
	return sum
}

func double(v byte) byte {
	v <<= 1
	if v&32 != 0 {
		v ^= 0b100101
	}
	return v
}
