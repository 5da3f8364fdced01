package api

import (
	"bytes"
	"encoding/json"
	"io"
	"mime"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// jsonFormat is the only format of the API.
func jsonFormat() huma.Format {
	return huma.Format{
		Marshal: func(w io.Writer, v any) error {
			enc := json.NewEncoder(w)
			enc.SetEscapeHTML(false)
			return enc.Encode(v)
		},
		Unmarshal: json.Unmarshal, // what arrives here was read by readJSON
	}
}

// mostGrown is for how much of a body room is made on the word of its sender.
const mostGrown = 64 << 10

// readJSON reads a body of at most limit bytes that means the same to whoever reads it.
func readJSON(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	if kind, _, _ := mime.ParseMediaType(r.Header.Get("Content-Type")); kind != "application/json" {
		return nil, newProblem(http.StatusUnsupportedMediaType, "unsupported-media-type", "Send application/json.")
	}
	var text bytes.Buffer
	text.Grow(int(max(0, min(r.ContentLength, limit, mostGrown))) + bytes.MinRead) // no copy while it is read
	if _, err := text.ReadFrom(http.MaxBytesReader(w, r.Body, limit)); err != nil {
		return nil, bodyFault(err)
	}
	return text.Bytes(), sound(text.Bytes())
}

// readDocument reads a JSON object, as it is.
func readDocument(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	if err := takesJSON(r); err != nil {
		return nil, err
	}
	text, err := readJSON(w, r, maxBody)
	if err != nil {
		return nil, err
	}
	if text = bytes.TrimSpace(text); text[0] != '{' {
		return nil, malformed("", "expected an object")
	}
	return text, nil
}

// malformed refuses a body, with a pointer to the place.
func malformed(pointer, message string) error {
	f := fault.New(fault.Invalid, "malformed-body", "The body cannot be read as JSON.")
	f.Fields = []fault.Field{{Pointer: pointer, Message: message}}
	return f
}

// appendQuoted writes text as a JSON string without escaping HTML. What needs no escape, as ids, paths and tokens
// do, is copied.
func appendQuoted(out []byte, text string) []byte {
	if !unescaped(text) {
		return append(out, quote(text)...)
	}
	return append(append(append(out, '"'), text...), '"')
}

// unescaped reports whether a text is its own JSON form: printable ASCII, nothing to escape.
func unescaped(text string) bool {
	for i := range len(text) {
		if c := text[i]; c < ' ' || c > '~' || c == '"' || c == '\\' {
			return false
		}
	}
	return true
}

// quote is any text as a JSON string.
func quote(text string) []byte {
	var out bytes.Buffer
	enc := json.NewEncoder(&out)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(text); err != nil {
		return []byte(`""`)
	}
	return bytes.TrimRight(out.Bytes(), "\n")
}
