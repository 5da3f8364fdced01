package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"github.com/danielgtaylor/huma/v2"
)

const maxDepth = 64

// jsonFormat is the only format of the API.
func jsonFormat() huma.Format {
	return huma.Format{
		Marshal: func(w io.Writer, v any) error {
			enc := json.NewEncoder(w)
			enc.SetEscapeHTML(false)
			return enc.Encode(v)
		},
		Unmarshal: func(data []byte, v any) error {
			if err := sound(data); err != nil {
				return err
			}
			return json.Unmarshal(data, v)
		},
	}
}

// sound refuses what encoding/json would mend in silence or follow too far: bytes that are not UTF-8, and
// nesting beyond maxDepth.
func sound(data []byte) error {
	if !utf8.Valid(data) {
		return errors.New("not UTF-8")
	}
	depth, quoted := 0, false
	for i := 0; i < len(data); i++ {
		switch c := data[i]; {
		case quoted && c == '\\':
			i++
		case c == '"':
			quoted = !quoted
		case quoted:
		case c == '{' || c == '[':
			if depth++; depth > maxDepth {
				return fmt.Errorf("nested deeper than %d", maxDepth)
			}
		case c == '}' || c == ']':
			depth--
		}
	}
	return nil
}

// quote writes text as a JSON string without escaping HTML.
func quote(text string) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(text); err != nil {
		return []byte(`""`)
	}
	return bytes.TrimRight(out.Bytes(), "\n")
}
