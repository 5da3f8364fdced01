package programme

import (
	"bytes"
	"errors"
	"strconv"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// MaxYAML is the largest text that Read takes, in bytes. What is kept is smaller: a document of the platform.
const MaxYAML = 512 << 10

// deepest is how far a line may be indented, and how many brackets it may open: the parser recurses.
const deepest = 120

// Read reads a programme from YAML. It is refused whole: either no problem is returned, or the programme must
// not be used and each problem has its line and column. The result is a draft.
//
// The text is taken literally: one document, no anchors, no unknown or repeated keys.
func Read(text []byte) (p Programme, problems []Problem) {
	defer func() { // the parser is not ours and reads outside bytes
		if recover() != nil {
			p, problems = Programme{}, unreadable(1, "the text cannot be read as YAML")
		}
	}()
	if problems := unfit(text); problems != nil {
		return Programme{}, problems
	}
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return Programme{}, said(err)
	}
	if len(file.Docs) != 1 || file.Docs[0].Body == nil {
		return Programme{}, unreadable(1, "one YAML document is expected")
	}
	places := map[string]place{}
	if line := walk(file.Docs[0].Body, "", places); line > 0 {
		return Programme{}, unreadable(line, "anchors and aliases are not taken: write the text in its place")
	}
	decoder := yaml.NewDecoder(bytes.NewReader(text), yaml.Strict())
	if err := decoder.Decode(&p); err != nil {
		return Programme{}, said(err)
	}
	p.Status = Draft
	problems = p.Check()
	for i := range problems {
		locate(&problems[i], places)
	}
	return p, problems
}

func unreadable(line int, message string) []Problem {
	return []Problem{{Line: line, Column: 1, Message: message, French: french[message]}}
}

// unfit refuses what should not reach the parser at all.
func unfit(text []byte) []Problem {
	if len(text) > MaxYAML {
		return unreadable(1, "the text is larger than 512 KiB")
	}
	line := 0
	for l := range strings.Lines(string(text)) {
		line++
		if !utf8.ValidString(l) {
			return unreadable(line, "the text is not UTF-8")
		}
		indent := len(l) - len(strings.TrimLeft(l, " -"))
		if indent > deepest || strings.Count(l, "[")+strings.Count(l, "{") > deepest {
			return unreadable(line, "the line is nested too deeply")
		}
	}
	return nil
}

// said is the parser's complaint with its place.
func said(err error) []Problem {
	p := Problem{Line: 1, Column: 1, Message: "the text cannot be read as a programme"}
	var located yaml.Error
	if errors.As(err, &located) {
		p.Message = located.GetMessage()
		if t := located.GetToken(); t != nil && t.Position != nil {
			p.Line, p.Column = t.Position.Line, t.Position.Column
		}
	}
	return []Problem{p}
}

type place struct{ line, column int }

// walk notes where each value stands and returns the line of the first anchor or alias.
func walk(n ast.Node, at string, places map[string]place) (anchored int) {
	if n == nil || n.GetToken() == nil {
		return 0
	}
	position := n.GetToken().Position
	if _, known := places[at]; !known && position != nil {
		places[at] = place{position.Line, position.Column}
	}
	switch node := n.(type) {
	case *ast.AnchorNode, *ast.AliasNode:
		return position.Line
	case *ast.MappingNode:
		for _, v := range node.Values {
			anchored = max(anchored, walk(v, at, places))
		}
	case *ast.MappingValueNode:
		below := at + "/" + strings.NewReplacer("~", "~0", "/", "~1").Replace(node.Key.GetToken().Value)
		if p := node.Key.GetToken().Position; p != nil {
			places[below] = place{p.Line, p.Column}
		}
		return walk(node.Value, below, places)
	case *ast.SequenceNode:
		for i, v := range node.Values {
			anchored = max(anchored, walk(v, at+"/"+strconv.Itoa(i), places))
		}
	}
	return anchored
}

// locate gives a problem the line of its pointer, or of the nearest thing around it that exists.
func locate(p *Problem, places map[string]place) {
	for pointer := p.Pointer; ; pointer = pointer[:strings.LastIndexByte(pointer, '/')] {
		if found, ok := places[pointer]; ok || pointer == "" {
			p.Line, p.Column = max(found.line, 1), max(found.column, 1)
			return
		}
	}
}
