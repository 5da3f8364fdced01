// Package address reads e-mail addresses, and tells when two of them reach the same person.
//
// The rule of duplicates, the same everywhere: capitals do not count; what stands after a "+" in the local part does
// not count; at Gmail (also written googlemail.com) dots in the local part do not count. Nothing else is guessed.
//
// Goals: one person signs once, without being asked for more than an address. Non-goals: proving that an address
// works: only a message that comes back proves it. Functions are pure and may run concurrently.
package address

import (
	"errors"
	"net/mail"
	"strings"
	"unicode"
	"unicode/utf8"
)

// Limits of RFC 5321.
const (
	longest      = 254
	longestLocal = 64
)

// ErrInvalid means that a text is no address that mail can be sent to.
var ErrInvalid = errors.New("this is not an e-mail address")

// Address is an address as it was typed, without the spaces around it.
type Address string

// Parse reads a bare address: no name, no brackets, no comment.
func Parse(typed string) (Address, error) {
	text := strings.TrimSpace(typed)
	local, domain, ok := cut(text)
	plain := ok && utf8.ValidString(text) && len(text) <= longest && len(local) <= longestLocal &&
		!strings.ContainsFunc(text, func(r rune) bool { return unicode.IsControl(r) || unicode.IsSpace(r) })
	if !plain || !domainName(domain) {
		return "", ErrInvalid
	}
	read, err := mail.ParseAddress(text)
	if err != nil || read.Name != "" || read.Address != text {
		return "", ErrInvalid
	}
	return Address(text), nil
}

// Canonical is the form in which addresses are compared: the same for all that reach the same person.
func (a Address) Canonical() string {
	local, domain, _ := cut(strings.ToLower(string(a)))
	if base, _, tagged := strings.Cut(local, "+"); tagged && base != "" {
		local = base
	}
	if domain == "googlemail.com" {
		domain = "gmail.com"
	}
	if domain == "gmail.com" {
		local = strings.ReplaceAll(local, ".", "")
	}
	return local + "@" + domain
}

func cut(text string) (local, domain string, ok bool) {
	at := strings.LastIndexByte(text, '@')
	if at < 1 {
		return "", "", false
	}
	return text[:at], text[at+1:], true
}

// domainName wants two labels at least; a bare host name or a number in brackets reaches nobody outside.
func domainName(domain string) bool {
	labels := strings.Split(domain, ".")
	if len(labels) < 2 {
		return false
	}
	for _, l := range labels {
		if l == "" || len(l) > 63 || strings.HasPrefix(l, "-") || strings.HasSuffix(l, "-") {
			return false
		}
		if strings.ContainsFunc(l, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '-' }) {
			return false
		}
	}
	return !strings.ContainsFunc(labels[len(labels)-1], unicode.IsDigit) || strings.HasPrefix(labels[len(labels)-1], "xn--")
}
