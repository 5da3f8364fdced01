package identity

import (
	_ "embed"
	"strings"
	"unicode/utf8"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// common holds passwords that everybody tries first, one a line, lower case.
//
//go:embed common.txt
var common string

// MinPassword is the least number of characters of a password.
const MinPassword = 10

// CheckPassword refuses a password that a stranger would guess: short, well known, of one character, or
// containing the login or its part before the "@". pointer says where in the input it stands.
func CheckPassword(pointer, password, login string) error {
	lower := strings.ToLower(password)
	name, _, _ := strings.Cut(strings.ToLower(login), "@")
	switch {
	case utf8.RuneCountInString(password) < MinPassword:
		return weak(pointer, "password-short", "Use at least 10 characters. A short sentence is a good password.")
	case len(password) > maxPassword:
		return weak(pointer, "password-long", "Use at most 1024 bytes.")
	case len(name) >= 3 && strings.Contains(lower, name):
		return weak(pointer, "password-has-login", "Do not put your login name in your password.")
	case strings.Count(lower, lower[:1]) == len(lower):
		return weak(pointer, "password-common", "This password repeats one character.")
	case strings.Contains("\n"+common+"\n", "\n"+lower+"\n"):
		return weak(pointer, "password-common", "This password is among the first that anybody would try.")
	}
	return nil
}

func weak(pointer, code, message string) error {
	e := fault.New(fault.Invalid, code, message)
	e.Fields = []fault.Field{{Pointer: pointer, Message: message}}
	return e
}
