package sqlstore

import "unicode/utf8"

// after returns the first text, in byte order, behind all texts that begin with prefix: so a prefix becomes
// a range, which an index serves and letter case cannot widen, as it would with LIKE. It is valid UTF-8 where prefix is. Bounded is
// false where every text from prefix on begins with it.
func after(prefix string) (end string, bounded bool) {
	for prefix != "" {
		last, size := utf8.DecodeLastRuneInString(prefix)
		prefix = prefix[:len(prefix)-size]
		switch {
		case last == 0xD7FF: // what follows are surrogates, which are no characters
			return prefix + "\uE000", true
		case last < utf8.MaxRune:
			return prefix + string(last+1), true
		}
	}
	return "", false
}
