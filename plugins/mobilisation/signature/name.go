package signature

import (
	"errors"
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// The refusals of a name.
var (
	ErrNameMissing = errors.New("a name is needed, of 2 to 100 characters")
	ErrNameAddress = errors.New("a name holds no web or e-mail address")
	ErrNameFormula = errors.New("a name does not begin with =, +, - or @")
	ErrNameLetters = errors.New("a name is made of letters")
)

// webAddress finds what leads somewhere: a scheme, "www.", or a word that ends like a host name, in small letters as
// people type them ("exemple.fr"), so that "J.-P. Martin" and "St.Pierre" are names.
var webAddress = regexp.MustCompile(`(?i:://|www\.)|[a-z0-9-]{2,}\.(?:[a-z]{2,})(?:/|\b)|\S@\S`)

// Name checks a person's name and returns it without spaces around it.
func Name(typed string) (string, error) {
	name := strings.Join(strings.Fields(typed), " ")
	length := utf8.RuneCountInString(name)
	first, _ := utf8.DecodeRuneInString(name)
	switch {
	case length < 2 || length > 100 || !utf8.ValidString(name):
		return "", ErrNameMissing
	case strings.ContainsRune("=+-@＝＋－＠", first):
		return "", ErrNameFormula
	case strings.ContainsAny(name, ".:@") && webAddress.MatchString(name): // every address has one of them
		return "", ErrNameAddress
	case !strings.ContainsFunc(name, unicode.IsLetter) || strings.ContainsFunc(name, foreign):
		return "", ErrNameLetters
	}
	return name, nil
}

// foreign is what no name holds: control characters, what turns writing round, what looks like markup.
func foreign(r rune) bool {
	return unicode.IsControl(r) || unicode.Is(unicode.Bidi_Control, r) || strings.ContainsRune("<>{}[]|\\^", r)
}
