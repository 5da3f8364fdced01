package api

import (
	"encoding/csv"
	"io"
	"strings"
)

// CSV writes the only CSV that leaves the core: UTF-8 with a byte order mark for spreadsheets, comma, CRLF,
// formulas neutralised.
type CSV struct{ out *csv.Writer }

// NewCSV begins a file with its header line.
func NewCSV(w io.Writer, header []string) (*CSV, error) {
	if _, err := io.WriteString(w, "\ufeff"); err != nil {
		return nil, err
	}
	c := &CSV{out: csv.NewWriter(w)}
	c.out.UseCRLF = true
	return c, c.Line(header)
}

// Line writes one line.
func (c *CSV) Line(cells []string) error {
	safe := make([]string, len(cells))
	for i, cell := range cells {
		safe[i] = neutral(cell)
	}
	return c.out.Write(safe)
}

// Flush writes what is buffered.
func (c *CSV) Flush() error {
	c.out.Flush()
	return c.out.Error()
}

// neutral puts an apostrophe before what a spreadsheet would run: = + - @, tab and carriage return at the
// beginning, also after spaces and as full-width signs. Plain numbers stay numbers.
func neutral(cell string) string {
	begin := strings.TrimLeft(cell, " \u00a0\u202f")
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
