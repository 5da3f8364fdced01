package sqlstore

import (
	"strconv"
	"unicode/utf16"
	"unicode/utf8"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

var errText = fault.New(fault.Invalid, "bad-text", "The document holds text that cannot be stored: a NUL character, half a surrogate pair, or bytes that are not UTF-8.")

// storable refuses what one of the engines would refuse later, or could not find again: so a document is
// stored by both or by none.
func storable(doc []byte) error {
	if !utf8.Valid(doc) {
		return errText
	}
	for i := 0; i+1 < len(doc); i++ {
		if doc[i] != '\\' {
			continue
		}
		i++ // the escaped character, whichever
		if doc[i] != 'u' {
			continue
		}
		first := escaped(doc[i+1:])
		switch {
		case first == 0:
			return errText
		case !utf16.IsSurrogate(first):
		case i+6 < len(doc) && doc[i+5] == '\\' && doc[i+6] == 'u' && utf16.DecodeRune(first, escaped(doc[i+7:])) != utf8.RuneError:
			i += 6 // the pair's second half
		default:
			return errText
		}
	}
	return nil
}

// escaped reads the four digits of a \u escape; -1 where there are none.
func escaped(digits []byte) rune {
	if len(digits) < 4 {
		return -1
	}
	code, err := strconv.ParseUint(string(digits[:4]), 16, 32)
	if err != nil {
		return -1
	}
	return rune(code)
}
