package manifest

import (
	"encoding/json"
	"errors"
	"fmt"
	"strconv"
	"strings"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// file is a YAML file: its value in the shape of JSON, and the line of each part.
type file struct {
	name  string
	value any
	lines map[string]int // by JSON pointer
}

// Limits of a file.
const (
	largest = 1 << 20
	deepest = 40
)

// line finds the line of a pointer, or of the nearest part around it.
func (f *file) line(pointer string) int {
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
func parse(name, text string) (f *file, err error) {
	f = &file{name: name, lines: map[string]int{"": 1}}
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
	f.value, err = f.read(parsed.Docs[0].Body, "", 0)
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
		if t := located.GetToken(); t != nil {
			p.line = t.Position.Line
		}
	}
	return p
}

// read turns a node into a JSON value and remembers lines.
func (f *file) read(node ast.Node, pointer string, depth int) (any, error) {
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
func (f *file) readObject(entries []*ast.MappingValueNode, pointer string, depth int) (any, error) {
	object := make(map[string]any, len(entries))
	for _, entry := range entries {
		line := entry.GetToken().Position.Line
		key, ok := entry.Key.(*ast.StringNode)
		if !ok {
			return nil, &problem{pointer, line, "a key must be a plain text"}
		}
		line = key.GetToken().Position.Line
		below := pointer + "/" + escape(key.Value)
		if _, twice := object[key.Value]; twice {
			return nil, &problem{below, line, "the key comes twice"}
		}
		f.lines[below] = line
		value, err := f.read(entry.Value, below, depth+1)
		if err != nil {
			return nil, err
		}
		object[key.Value] = value
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
