package questionnaire

import (
	"errors"
	"strings"
	"unicode/utf8"

	"github.com/goccy/go-yaml"
	"github.com/goccy/go-yaml/ast"
	"github.com/goccy/go-yaml/parser"
)

// MaxYAML is the largest text that Read takes, in bytes.
const MaxYAML = 512 << 10

// maxDepth bounds nesting before the parser sees the text: it recurses.
const maxDepth = 40

// Read reads a questionnaire from YAML. It is refused whole: either no problem is returned, or the
// questionnaire must not be used and each problem has its line and column. The result is a draft.
//
// The text is taken literally: one document, no aliases, no unknown or repeated keys.
func Read(text []byte) (Questionnaire, []Problem) {
	root, problem := parse(text)
	if problem != nil {
		return Questionnaire{}, []Problem{*problem}
	}
	r := &reader{newLedger()}
	q := Questionnaire{Status: Draft}
	r.questionnaire(&q)(root, "")
	return q, r.judge(q)
}

// parse returns the root of the only document. The parser is not ours and reads outside bytes: should it
// panic, the text is refused like any other that cannot be read.
func parse(text []byte) (root ast.Node, wrong *Problem) {
	defer func() {
		if recover() != nil {
			root, wrong = nil, on(1, unreadable)
		}
	}()
	if problem := unfit(text); problem != nil {
		return nil, problem
	}
	file, err := parser.ParseBytes(text, 0)
	if err != nil {
		return nil, syntax(err)
	}
	var bodies []ast.Node
	for _, d := range file.Docs {
		if d.Body != nil {
			bodies = append(bodies, d.Body)
		}
	}
	if len(bodies) != 1 {
		return nil, on(1, "one YAML document is expected")
	}
	return bodies[0], nil
}

// unfit refuses what should not reach the parser at all.
func unfit(text []byte) *Problem {
	if len(text) > MaxYAML {
		return on(1, "the text is larger than 512 KiB")
	}
	line := 0
	for l := range strings.Lines(string(text)) {
		line++
		if !utf8.ValidString(l) {
			return on(line, "the text is not UTF-8")
		}
		if strings.Count(l, "[")+strings.Count(l, "{")+strings.Count(l, "- ") > maxDepth*4 || indent(l) > maxDepth*4 {
			return on(line, "the line is nested too deeply")
		}
	}
	return nil
}

// unreadable is said of what is no YAML.
const unreadable = "the text cannot be read as YAML"

// on is a problem of a whole line.
func on(line int, what string) *Problem {
	p := plain("", what)
	p.Line, p.Column = line, 1
	return &p
}

func indent(line string) int { return len(line) - len(strings.TrimLeft(line, " ")) }

func syntax(err error) *Problem {
	p := on(1, unreadable)
	var located yaml.Error
	if errors.As(err, &located) {
		*p = problem("", unreadable+": %s", located.GetMessage())
		p.Line, p.Column = 1, 1
		if t := located.GetToken(); t != nil && t.Position != nil {
			p.Line, p.Column = t.Position.Line, t.Position.Column
		}
	}
	return p
}
