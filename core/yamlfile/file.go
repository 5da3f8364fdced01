// Package yamlfile reads YAML files that people write: what such a file says in the shape of JSON, on which line each part
// of it stands, and what is wrong with it, checked against a JSON Schema and told by file, line and field.
//
// Goals: everything that is wrong is told at once; no small file grows large. Non-goals: what a file means, writing files.
// A File does not change once it is parsed, and a Schema never: both may be used concurrently. Complaints are for one
// goroutine.
package yamlfile

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// File is a YAML file: its value in the shape of JSON, and the line of each part.
type File struct {
	Name  string
	Value any // maps, lists, texts, float64, bool, nil

	lines map[string]int      // by JSON pointer
	keys  map[string][]string // of mappings, by JSON pointer, in the order in which they are written
}

// Object is the value of a file that is a mapping; nil where it is not.
func (f *File) Object() map[string]any {
	object, _ := f.Value.(map[string]any)
	return object
}

// Keys are those of the mapping at a pointer, in the order in which they are written.
func (f *File) Keys(pointer string) []string { return f.keys[pointer] }

// JSON is what stands at a pointer, as JSON whose members keep the order of the file; nil where nothing stands there.
func (f *File) JSON(pointer string) json.RawMessage {
	value := f.Value
	for _, step := range steps(pointer) {
		switch within := value.(type) {
		case map[string]any:
			value = within[step]
		case []any:
			i, err := strconv.Atoi(step)
			if err != nil || i < 0 || i >= len(within) {
				return nil
			}
			value = within[i]
		default:
			return nil
		}
	}
	if value == nil {
		return nil
	}
	var text bytes.Buffer
	f.write(&text, pointer, value)
	return text.Bytes()
}

// write writes a value in the order of the file.
func (f *File) write(text *bytes.Buffer, pointer string, value any) {
	switch v := value.(type) {
	case map[string]any:
		text.WriteByte('{')
		for i, key := range f.keys[pointer] {
			if i > 0 {
				text.WriteByte(',')
			}
			text.Write(encoded(key))
			text.WriteByte(':')
			f.write(text, pointer+"/"+Escape(key), v[key])
		}
		text.WriteByte('}')
	case []any:
		text.WriteByte('[')
		for i, item := range v {
			if i > 0 {
				text.WriteByte(',')
			}
			f.write(text, pointer+"/"+strconv.Itoa(i), item)
		}
		text.WriteByte(']')
	default:
		text.Write(encoded(v))
	}
}

// encoded is a text, number, boolean or null as JSON: what was read from YAML always has one.
func encoded(value any) []byte {
	text, _ := json.Marshal(value)
	return text
}

// Limits of a file.
const (
	largest = 1 << 20
	deepest = 40
)

// Line finds the line of a pointer, or of the nearest part around it.
func (f *File) Line(pointer string) int {
	for {
		if line, ok := f.lines[pointer]; ok {
			return line
		}
		cut := strings.LastIndexByte(pointer, '/')
		if cut < 0 {
			return 1
		}
		pointer = pointer[:cut]
	}
}

// problem is something wrong with the YAML itself.
type problem struct {
	pointer string
	line    int
	message string
}

func (p *problem) Error() string { return p.message }

// parse reads one YAML document. It takes the part of YAML that is JSON in other clothes: no anchors,
// aliases, merge keys, tags or further documents, so that no small file can grow large.
func parse(name, text string) (f *File, err error) {
	f = &File{Name: name, lines: map[string]int{"": 1}, keys: map[string][]string{}}
	if len(text) > largest {
		return f, &problem{message: "the file is larger than 1 MiB", line: 1}
	}
	if deep(text) {
		return f, &problem{message: "the file is nested too deeply", line: 1}
	}
	defer func() { // the parser is not ours; what it cannot bear is the file's fault
		if r := recover(); r != nil {
			err = &problem{message: "this is not YAML", line: 1}
		}
	}()
	parsed, err := parser.ParseBytes([]byte(text), 0)
	if err != nil {
		return f, syntax(err)
	}
	if len(parsed.Docs) != 1 || parsed.Docs[0].Body == nil {
		return f, &problem{message: "the file must hold one YAML document", line: 1}
	}
	f.Value, err = f.read(parsed.Docs[0].Body, "", 0)
	return f, err
}

// deep reports whether the text nests brackets or list dashes further than any honest file does.
func deep(text string) bool {
	depth := 0
	for _, c := range text {
		switch c {
		case '[', '{':
			depth++
		case ']', '}':
			depth--
		case '\n':
			depth = max(depth, 0)
		}
		if depth > 4*deepest {
			return true
		}
	}
	for line := range strings.Lines(text) {
		if strings.Count(line, "- ") > 4*deepest || strings.Count(line, "? ") > 4*deepest {
			return true
		}
	}
	return false
}

// syntax names the line of a syntax error.
func syntax(err error) error {
	p := &problem{message: err.Error(), line: 1}
	var located yaml.Error
	if errors.As(err, &located) {
		p.message = located.GetMessage()
		if strings.HasPrefix(p.message, "mapping value is not allowed") {
			p.message += ": a text that holds a colon and a space is written in quotes"
		}
		if t := located.GetToken(); t != nil {
			p.line = t.Position.Line
		}
	}
	return p
}

// read turns a node into a JSON value and remembers lines.
func (f *File) read(node ast.Node, pointer string, depth int) (any, error) {
	line := node.GetToken().Position.Line
	if _, known := f.lines[pointer]; !known {
		f.lines[pointer] = line
	}
	if depth > deepest {
		return nil, &problem{pointer, line, "the file is nested too deeply"}
	}
	switch n := node.(type) {
	case *ast.MappingNode:
		return f.readObject(n.Values, pointer, depth)
	case *ast.MappingValueNode:
		return f.readObject([]*ast.MappingValueNode{n}, pointer, depth)
	case *ast.SequenceNode:
		list := make([]any, len(n.Values))
		for i, item := range n.Values {
			value, err := f.read(item, pointer+"/"+strconv.Itoa(i), depth+1)
			if err != nil {
				return nil, err
			}
			list[i] = value
		}
		return list, nil
	case *ast.NullNode:
		return nil, nil
	case *ast.BoolNode:
		return n.Value, nil
	case *ast.StringNode:
		return n.Value, nil
	case *ast.LiteralNode:
		return n.Value.Value, nil
	case *ast.IntegerNode, *ast.FloatNode:
		return number(n.String(), pointer, line)
	default:
		return nil, &problem{pointer, line, fmt.Sprintf("%s is not taken here", strings.ToLower(node.Type().String()))}
	}
}

// readObject reads the entries of a mapping; a key may come once.
func (f *File) readObject(entries []*ast.MappingValueNode, pointer string, depth int) (any, error) {
	object := make(map[string]any, len(entries))
	for _, entry := range entries {
		line := entry.GetToken().Position.Line
		key, ok := entry.Key.(*ast.StringNode)
		if !ok {
			return nil, &problem{pointer, line, "a key must be a plain text"}
		}
		line = key.GetToken().Position.Line
		below := pointer + "/" + Escape(key.Value)
		if _, twice := object[key.Value]; twice {
			return nil, &problem{below, line, "the key comes twice"}
		}
		f.lines[below] = line
		value, err := f.read(entry.Value, below, depth+1)
		if err != nil {
			return nil, err
		}
		object[key.Value] = value
		f.keys[pointer] = append(f.keys[pointer], key.Value)
	}
	return object, nil
}

// number takes numbers as JSON writes them: 010, 0x10, 1_000 and .inf are refused, because people and
// programs read them differently.
func number(text, pointer string, line int) (any, error) {
	var value float64
	if err := json.Unmarshal([]byte(strings.TrimSpace(text)), &value); err != nil {
		return nil, &problem{pointer, line, fmt.Sprintf("%s is not a plain number; a code is written in quotes", strings.TrimSpace(text))}
	}
	return value, nil
}
