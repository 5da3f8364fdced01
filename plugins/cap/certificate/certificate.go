// Package certificate is what is said in a certificate of hours: its number, and the text that is signed.
//
// The text is a line for each fact, "holder: Inès Robin", so that a person reads what a program checks. Reading it
// back needs nothing else. Non-goals: signing, storage, rounding of hours (package session).
package certificate

import (
	"fmt"
	"strconv"
	"strings"
	"unicode"

	"github.com/ribambelle/ribambelle/sdk/shortcode"
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

// NewNumber makes a number that cannot be guessed: 55 random bits and a check sign, in three groups of four.
func NewNumber() (string, error) { return shortcode.Maker{}.New(shortcode.Long) }

// ReadNumber reads a number as people type it: lower case, without hyphens, O for 0, I or L for 1. It reports
// false for what is no number of ours.
func ReadNumber(typed string) (string, bool) {
	canonical, kind, ok := shortcode.Read(typed)
	if !ok || kind != shortcode.Long {
		return "", false
	}
	return shortcode.Write(canonical, kind), true
}
