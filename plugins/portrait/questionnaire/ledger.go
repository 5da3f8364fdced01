package questionnaire

import (
	"cmp"
	"slices"
	"strings"
)

// place is where a value stood in what was read.
type place struct {
	sheet        string // of a workbook; empty in a text
	line, column int
}

// ledger is what a reader remembers: where each value stood, by pointer, and what was wrong.
type ledger struct {
	places   map[string]place
	problems []Problem
}

func newLedger() ledger { return ledger{places: map[string]place{}} }

// put remembers the first place of a pointer.
func (l *ledger) put(pointer string, p place) {
	if _, known := l.places[pointer]; !known {
		l.places[pointer] = p
	}
}

func (l *ledger) say(pointer, format string, args ...any) {
	l.problems = append(l.problems, problem(pointer, format, args...))
}

// locate gives a problem the place of its pointer, or of the nearest thing around it that exists.
func (l *ledger) locate(p *Problem) {
	for pointer := p.Pointer; ; pointer = pointer[:strings.LastIndexByte(pointer, '/')] {
		if found, ok := l.places[pointer]; ok {
			p.Sheet, p.Line, p.Column = found.sheet, found.line, found.column
			return
		}
		if pointer == "" {
			p.Line, p.Column = 1, 1
			return
		}
	}
}

// judge checks what was read, and returns every problem with its place. What could not be read is missing for the
// check: its line is said once.
func (l *ledger) judge(q Questionnaire) []Problem {
	type line struct {
		sheet  string
		number int
	}
	said := map[line]bool{}
	for i := range l.problems {
		p := &l.problems[i]
		if p.Line == 0 {
			l.locate(p)
		}
		said[line{p.Sheet, p.Line}] = true
	}
	for _, p := range q.Check() {
		if l.locate(&p); !said[line{p.Sheet, p.Line}] {
			l.problems = append(l.problems, p)
		}
	}
	slices.SortStableFunc(l.problems, func(a, b Problem) int {
		return cmp.Or(cmp.Compare(a.Sheet, b.Sheet), cmp.Compare(a.Line, b.Line), cmp.Compare(a.Column, b.Column))
	})
	return l.problems
}
