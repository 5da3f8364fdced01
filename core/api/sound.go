package api

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"unicode/utf8"
)

const (
	maxDepth  = 64
	manyNames = 16 // of an object, from which on they are looked up rather than compared
)

// sound refuses what readers of JSON understand differently, mend in silence or follow too far (RFC 8259,
// RFC 7493): bytes that are not UTF-8, a name given twice, halves of characters, NUL, numbers beyond a double,
// nesting beyond maxDepth. What a check has seen is then what is kept.
func sound(text []byte) error {
	if !utf8.Valid(text) {
		return malformed("", "not UTF-8")
	}
	if !json.Valid(text) {
		return malformed("", syntax(text))
	}
	s := scan{text: text}
	for s.at < len(text) {
		if wrong := s.step(); wrong != "" {
			return malformed(s.pointer(), wrong)
		}
	}
	return nil
}

// syntax says where a text is no JSON.
func syntax(text []byte) string {
	if len(bytes.TrimSpace(text)) == 0 {
		return "expected JSON, the body is empty"
	}
	var wrong *json.SyntaxError
	var any json.RawMessage
	if err := json.Unmarshal(text, &any); !errors.As(err, &wrong) {
		return "not JSON"
	}
	before := text[:min(int(wrong.Offset), len(text))]
	return fmt.Sprintf("line %d: %s", bytes.Count(before, []byte("\n"))+1, wrong)
}

// scan walks over a text that is valid JSON.
type scan struct {
	text  []byte
	at    int
	stack []level
}

// level is an object or a list that is open.
type level struct {
	object bool
	name   bool            // the next text is a name
	index  int             // of a list
	names  [][]byte        // of an object, so far
	known  map[string]bool // the same, once they are many
}

// step reads one token and says what is wrong with it.
func (s *scan) step() string {
	switch c := s.text[s.at]; {
	case c == '{' || c == '[':
		if len(s.stack) == maxDepth {
			return fmt.Sprintf("nested deeper than %d", maxDepth)
		}
		s.stack = append(s.stack, level{object: c == '{', name: c == '{'})
	case c == '}' || c == ']':
		s.stack = s.stack[:len(s.stack)-1]
	case c == ',':
		top := &s.stack[len(s.stack)-1]
		top.name = top.object
		top.index++
	case c == '"':
		return s.quoted()
	case c == '-' || c >= '0' && c <= '9':
		return s.number()
	}
	s.at++
	return ""
}

// quoted reads a text; a name is noted first, so that what is wrong with it is told by its pointer.
func (s *scan) quoted() string {
	begin := s.at
	wrong := s.characters()
	text := s.text[begin+1 : s.at-1]
	if len(s.stack) == 0 {
		return wrong
	}
	top := &s.stack[len(s.stack)-1]
	if !top.name {
		return wrong
	}
	top.name = false
	if twice := top.note(plain(text)); twice && wrong == "" {
		wrong = "given twice"
	}
	return wrong
}

// characters goes past the end of a text and reports a character that is none.
func (s *scan) characters() (wrong string) {
	for s.at++; ; {
		s.at += bytes.IndexAny(s.text[s.at:], `"\`)
		if s.text[s.at] == '"' {
			s.at++
			return wrong
		}
		if s.at++; s.text[s.at] == 'u' {
			wrong = orElse(wrong, s.escaped())
		}
		s.at++
	}
}

// escaped reads what stands after \u, and a second half with it.
func (s *scan) escaped() string {
	first := hex(s.text[s.at+1 : s.at+5])
	s.at += 4
	switch {
	case first == 0:
		return "NUL is no character of a text"
	case first >= 0xDC00 && first <= 0xDFFF:
		return "half a character"
	case first >= 0xD800 && first <= 0xDBFF:
		rest := s.text[s.at+1:]
		if !bytes.HasPrefix(rest, []byte(`\u`)) {
			return "half a character"
		}
		if second := hex(rest[2:6]); second < 0xDC00 || second > 0xDFFF {
			return "half a character"
		}
		s.at += 6
	}
	return ""
}

// number goes past a number and refuses one that no double holds.
func (s *scan) number() string {
	end := s.at
	for end < len(s.text) && strings.IndexByte("+-.0123456789eE", s.text[end]) >= 0 {
		end++
	}
	number := s.text[s.at:end]
	s.at = end
	if len(number) < 300 && !bytes.ContainsAny(number, "eE") {
		return ""
	}
	if _, err := strconv.ParseFloat(string(number), 64); err != nil {
		return "a number beyond what can be kept"
	}
	return ""
}

// note keeps a name and reports whether it was there.
func (l *level) note(name []byte) (twice bool) {
	if l.known != nil {
		twice = l.known[string(name)]
		l.known[string(name)] = true
	} else {
		for _, former := range l.names {
			twice = twice || bytes.Equal(former, name)
		}
	}
	l.names = append(l.names, name)
	if len(l.names) == manyNames {
		l.known = make(map[string]bool, 2*manyNames)
		for _, former := range l.names {
			l.known[string(former)] = true
		}
	}
	return twice
}

// pointer is where the scan is.
func (s *scan) pointer() string {
	var out strings.Builder
	for _, l := range s.stack {
		switch {
		case !l.object:
			fmt.Fprintf(&out, "/%d", l.index)
		case len(l.names) > 0:
			out.WriteString("/" + escapePointer(string(l.names[len(l.names)-1])))
		}
	}
	return out.String()
}

// plain is a name without its escapes.
func plain(name []byte) []byte {
	var text string
	if bytes.IndexByte(name, '\\') < 0 || json.Unmarshal([]byte(`"`+string(name)+`"`), &text) != nil {
		return name
	}
	return []byte(text)
}

// hex reads four digits.
func hex(digits []byte) uint64 {
	n, _ := strconv.ParseUint(string(digits), 16, 32) // the text is valid
	return n
}
