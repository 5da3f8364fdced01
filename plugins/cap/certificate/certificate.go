// Package certificate is what is said in a certificate of hours: its number, and the text that is signed.
//
// The text is a line for each fact, "holder: Inès Robin", so that a person reads what a program checks. Reading it
// back needs nothing else. Non-goals: signing, storage, rounding of hours (package session).
package certificate

import (
	"crypto/rand"
	"fmt"
	"strconv"
	"strings"
	"unicode"
)

// Statement is everything that a certificate says.
type Statement struct {
	Number    string `json:"number"`
	Holder    string `json:"holder"`
	Hours     string `json:"hours"`
	Minutes   int    `json:"minutes"`
	Sessions  int    `json:"sessions"`
	Community string `json:"community"`
	Public    string `json:"public"`
	From      string `json:"from"`
	To        string `json:"to"`
	Issued    string `json:"issued_on"`
	Mentor    string `json:"mentor"`
	Issuer    string `json:"issuer,omitempty"`
}

// heading begins every text that is signed.
const heading = "Certificate of hours / Attestation d’heures\n"

// Text is what is signed.
func (s Statement) Text() string {
	var b strings.Builder
	b.WriteString(heading)
	for _, f := range s.fields() {
		fmt.Fprintf(&b, "%s: %s\n", f.name, clean(f.get()))
	}
	return b.String()
}

// Read is the inverse of Text; lines that it does not know are left alone.
func Read(text string) Statement {
	var s Statement
	fields := s.fields()
	for line := range strings.Lines(text) {
		name, value, ok := strings.Cut(strings.TrimSuffix(line, "\n"), ": ")
		for _, f := range fields {
			if ok && f.name == name {
				f.set(value)
			}
		}
	}
	return s
}

// field is a line of the text.
type field struct {
	name string
	get  func() string
	set  func(string)
}

func (s *Statement) fields() []field {
	text := func(name string, at *string) field {
		return field{name, func() string { return *at }, func(v string) { *at = v }}
	}
	number := func(name string, at *int) field {
		return field{name, func() string { return strconv.Itoa(*at) }, func(v string) { *at, _ = strconv.Atoi(v) }}
	}
	return []field{
		text("number", &s.Number), text("holder", &s.Holder), text("hours", &s.Hours), number("minutes", &s.Minutes),
		number("sessions", &s.Sessions), text("community", &s.Community), text("public", &s.Public), text("from", &s.From), text("to", &s.To),
		text("issued", &s.Issued), text("mentor", &s.Mentor), text("issuer", &s.Issuer),
	}
}

// clean is a value on one line: nothing that somebody is called makes a line of its own.
func clean(value string) string {
	return strings.Join(strings.FieldsFunc(value, func(r rune) bool { return unicode.IsSpace(r) || unicode.IsControl(r) }), " ")
}

// alphabet is Crockford's: no I, L, O or U.
const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"

// NewNumber makes a number that cannot be guessed: 55 random bits and a check sign, in three groups of four.
func NewNumber() string {
	var secret [11]byte
	_, _ = rand.Read(secret[:]) // never fails: crypto/rand ends the program instead
	sum := 0
	signs := make([]byte, 0, 14)
	for i, b := range secret {
		if i > 0 && i%4 == 0 {
			signs = append(signs, '-')
		}
		value := int(b) % len(alphabet)
		sum += (i + 1) * value
		signs = append(signs, alphabet[value])
	}
	return string(append(signs, alphabet[sum%len(alphabet)]))
}

// ReadNumber reads a number as people type it: lower case, without hyphens, O for 0, I or L for 1. It reports
// false for what is no number of ours.
func ReadNumber(typed string) (string, bool) {
	var signs []byte
	sum := 0
	for _, r := range strings.NewReplacer("O", "0", "I", "1", "L", "1").Replace(strings.ToUpper(typed)) {
		if r == '-' || unicode.IsSpace(r) {
			continue
		}
		value := strings.IndexRune(alphabet, r)
		n := count(signs)
		if value < 0 || n == 12 || n == 11 && value != sum%len(alphabet) {
			return "", false
		}
		if n > 0 && n%4 == 0 {
			signs = append(signs, '-')
		}
		sum += (n + 1) * value
		signs = append(signs, alphabet[value])
	}
	return string(signs), count(signs) == 12
}

func count(signs []byte) int { return len(signs) - strings.Count(string(signs), "-") }
