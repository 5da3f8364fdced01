package questionnaire

import (
	"encoding/json"
	"strconv"
	"strings"
	"unicode/utf8"
)

// UnmarshalJSON reads a sheet as the store has it: item keys with small numbers or short texts. A large network
// has hundreds of thousands of these, so what is plain is read by hand; everything else as JSON is.
func (s *Sheet) UnmarshalJSON(text []byte) error {
	if made, ok := plainSheet(string(text)); ok {
		*s = made
		return nil
	}
	var values map[string]any
	if err := json.Unmarshal(text, &values); err != nil {
		return err
	}
	*s = values
	return nil
}

// plainSheet reads {"a":1,"b":"na"} without escapes or spaces; false where the text has more in it. The text is
// valid JSON: the decoder has seen it.
func plainSheet(text string) (Sheet, bool) {
	inner, ok := strings.CutSuffix(strings.TrimPrefix(text, "{"), "}")
	if !ok || inner == "" || !utf8.ValidString(inner) || strings.ContainsAny(inner, "\\{[ \n\t\r") {
		return nil, false
	}
	made := make(Sheet, strings.Count(inner, ",")+1)
	for len(inner) > 0 {
		key, rest, ok := strings.Cut(inner[1:], `":`)
		if !ok || inner[0] != '"' {
			return nil, false
		}
		value, after, more := strings.Cut(rest, ",")
		if more && after == "" {
			return nil, false
		}
		switch {
		case value == `"`+NotApplicable+`"`:
			made[key] = NotApplicable
		case value == `"`+NotObserved+`"`:
			made[key] = NotObserved
		default:
			n, err := strconv.ParseFloat(value, 64)
			if err != nil {
				return nil, false
			}
			made[key] = n
		}
		inner = after
	}
	return made, true
}
