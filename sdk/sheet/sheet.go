// Package sheet writes the only CSV that leaves the platform, from the core and from modules: UTF-8, CRLF, and
// no cell that a spreadsheet would run.
//
// Goals: one place where formulas are neutralised. Non-goals: reading CSV, other formats.
//
// A Writer is for one goroutine.
package sheet

import (
	"encoding/csv"
	"fmt"
	"io"
	"strings"
)

// byteOrderMark makes spreadsheets read a file as UTF-8.
const byteOrderMark = "\ufeff"

// Options are how a file is written. The zero value is a comma and no mark.
type Options struct {
	Comma rune // between cells; default ','
	Mark  bool // begin with a byte order mark, for spreadsheets
}

// Writer writes one file.
type Writer struct{ out *csv.Writer }

// New begins a file with its header line.
func New(w io.Writer, header []string, o Options) (*Writer, error) {
	if o.Mark {
		if _, err := io.WriteString(w, byteOrderMark); err != nil {
			return nil, fmt.Errorf("beginning a CSV file: %w", err)
		}
	}
	made := &Writer{out: csv.NewWriter(w)}
	made.out.UseCRLF = true
	if o.Comma != 0 {
		made.out.Comma = o.Comma
	}
	return made, made.Line(header)
}

// Line writes one line.
func (w *Writer) Line(cells []string) error {
	safe := make([]string, len(cells))
	for i, cell := range cells {
		safe[i] = Neutral(cell)
	}
	return w.out.Write(safe)
}

// Flush writes what is buffered.
func (w *Writer) Flush() error {
	w.out.Flush()
	return w.out.Error()
}

// Neutral puts an apostrophe before what a spreadsheet would run: = + - @, tab and line ends at the beginning,
// also after spaces and as full-width signs. Plain numbers stay numbers.
func Neutral(cell string) string {
	begin := strings.TrimLeft(cell, " \u00a0\u202f\ufeff")
	if begin == "" || isNumber(begin) {
		return cell
	}
	switch first := []rune(begin)[0]; first {
	case '=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠':
		return "'" + cell
	}
	return cell
}

func isNumber(text string) bool {
	digits := 0
	for i, r := range text {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case r == '-' && i == 0, r == '.' || r == ',':
		default:
			return false
		}
	}
	return digits > 0
}
