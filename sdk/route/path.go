package route

import (
	"net/url"
	"strings"
	"unicode"
	"unicode/utf8"
)

// segment is one escaped segment of a path with its unescaped text.
type segment struct{ raw, text string }

// Canonical refuses an escaped path that has another spelling: Invalid "path-not-canonical".
func Canonical(path string) error {
	_, err := split(path)
	return err
}

// split cuts a path into segments and refuses what is not canonical.
func split(path string) ([]segment, error) {
	inner, ok := trimRoot(path)
	if !ok {
		return nil, errPath("it does not begin with a slash")
	}
	if inner == "" {
		return nil, nil
	}
	segments := make([]segment, 0, 1+strings.Count(inner, "/"))
	for raw := range strings.SplitSeq(inner, "/") {
		text, err := unescape(raw)
		if err != nil {
			return nil, err
		}
		segments = append(segments, segment{raw: raw, text: text})
	}
	return segments, nil
}

// unescape checks a segment and removes its escapes.
func unescape(raw string) (string, error) {
	text := raw
	if strings.Contains(raw, "%") {
		if err := escapes(raw); err != nil {
			return "", err
		}
		plain, err := url.PathUnescape(raw)
		if err != nil {
			return "", errPath("an escape is malformed")
		}
		text = plain
	}
	switch {
	case text == "":
		return "", errPath("it has an empty segment")
	case text == "." || text == "..":
		return "", errPath("it has a dot segment")
	case strings.ContainsAny(text, `/\`):
		return "", errPath("a segment holds a slash")
	case !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl):
		return "", errPath("a segment is not printable UTF-8")
	}
	return text, nil
}

// escapes refuses escapes of characters that need none.
func escapes(raw string) error {
	for i := 0; i+2 < len(raw); i++ {
		if raw[i] != '%' {
			continue
		}
		c, ok := unhex(raw[i+1], raw[i+2])
		if ok && (c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9' || strings.IndexByte("-._~", c) >= 0) {
			return errPath("it escapes a character that needs no escape")
		}
	}
	return nil
}

func unhex(high, low byte) (byte, bool) {
	h, ok := digit(high)
	l, also := digit(low)
	return h<<4 | l, ok && also
}

func digit(c byte) (byte, bool) {
	switch {
	case c >= '0' && c <= '9':
		return c - '0', true
	case c >= 'a' && c <= 'f':
		return c - 'a' + 10, true
	case c >= 'A' && c <= 'F':
		return c - 'A' + 10, true
	}
	return 0, false
}
