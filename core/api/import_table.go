package api

import (
	"bytes"
	"encoding/csv"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// maxImportLines is how many lines one file may have; larger ones are cut by whoever sends them.
const maxImportLines = 10_000

// tableLine is one line of a file, by column.
type tableLine struct {
	number int
	cells  map[string]string
}

// heading is what the first line of a file may say: each name in either language, and the column that it means.
type heading struct {
	names map[string]string
	told  string // the columns, in English
}

// decoded reads bytes that are UTF-8, or else Windows-1252, as spreadsheets in France and Québec write.
func decoded(file []byte) []byte {
	if utf8.Valid(file) {
		return file
	}
	text, err := charmap.Windows1252.NewDecoder().Bytes(file)
	if err != nil {
		return bytes.ToValidUTF8(file, []byte("\ufffd"))
	}
	return text
}

// badTable refuses a file as a whole. The code and the members say what, so that screens can say it in words.
func badTable(code string, more map[string]any, message string, args ...any) error {
	refusal := fault.InvalidField("/csv", message, args...)
	refusal.Code = code
	return with{refusal, more}
}

// read reads the file of an import, a workbook or text, under a heading.
func (r ImportRequest) read(h heading) ([]tableLine, error) {
	switch {
	case isWorkbook(r.File):
		return readWorkbook(r.File, h)
	case len(r.File) > 0:
		return readTable(decoded(r.File), h)
	}
	return readTable([]byte(r.CSV), h)
}

// readTable reads a CSV file with a header line; the separator is what the header has more of.
func readTable(text []byte, h heading) ([]tableLine, error) {
	text = bytes.TrimPrefix(text, []byte("\ufeff"))
	if len(bytes.TrimSpace(text)) == 0 {
		return nil, badTable("import-empty", nil, "the file is empty")
	}
	text = bytes.TrimPrefix(text, []byte("sep=;\r\n")) // as Excel writes for itself
	header, _, _ := bytes.Cut(text, []byte("\n"))
	r := csv.NewReader(bytes.NewReader(text))
	r.Comma, r.FieldsPerRecord = separator(header), -1
	r.TrimLeadingSpace = r.Comma != '\t' // it would eat empty cells
	first, err := r.Read()
	if err != nil {
		return nil, unreadable(err)
	}
	names, err := h.columns(first)
	if err != nil {
		return nil, err
	}
	return readLines(r, names)
}

// separator is what the header has most of; a spreadsheet's copied cells come with tabs.
func separator(header []byte) rune {
	best := ';'
	for _, sign := range ",\t" {
		if bytes.Count(header, []byte(string(sign))) > bytes.Count(header, []byte(string(best))) {
			best = sign
		}
	}
	return best
}

func unreadable(err error) error {
	var at *csv.ParseError
	if errors.As(err, &at) {
		return badTable("import-line-unreadable", map[string]any{"line": at.Line}, "line %d cannot be read: %v", at.Line, at.Err)
	}
	return badTable("import-unreadable", nil, "the file cannot be read")
}

// columns finds the column of each cell of the header.
func (h heading) columns(cells []string) ([]string, error) {
	seen := map[string]bool{}
	names := make([]string, len(cells))
	for i, cell := range cells {
		name, found := h.names[strings.ToLower(strings.TrimSpace(cell))]
		switch {
		case !found && strings.TrimSpace(cell) == "":
			continue
		case !found:
			cell = clipped(cell)
			return nil, badTable("import-column-unknown", map[string]any{"column": cell}, "line 1: unknown column %q; known are %s", cell, h.told)
		case seen[name]:
			return nil, badTable("import-column-twice", map[string]any{"column": cell}, "line 1: the column %q comes twice", cell)
		}
		names[i], seen[name] = name, true
	}
	if !seen["name"] {
		return nil, badTable("import-name-missing", nil, "line 1: the column name (nom) is missing")
	}
	return names, nil
}

// clipped is as much of a cell as somebody needs to find it.
func clipped(cell string) string {
	if r := []rune(cell); len(r) > 80 {
		return string(r[:80]) + "…"
	}
	return cell
}

func tooLong() error {
	return badTable("import-too-long", map[string]any{"most": maxImportLines}, "at most %d lines in one file", maxImportLines)
}

func readLines(r *csv.Reader, names []string) ([]tableLine, error) {
	var lines []tableLine
	for {
		cells, err := r.Read()
		if errors.Is(err, io.EOF) {
			return lines, nil
		}
		if err != nil {
			return nil, unreadable(err)
		}
		if len(lines) == maxImportLines {
			return nil, tooLong()
		}
		number, _ := r.FieldPos(0)
		if line := lineOf(number, names, cells); line.cells != nil {
			lines = append(lines, line)
		}
	}
}

// lineOf names the cells of a line; an empty line has none.
func lineOf(number int, names, cells []string) tableLine {
	line := tableLine{number: number}
	for i, cell := range cells {
		cell = strings.TrimSpace(cell)
		if cell == "" {
			continue
		}
		if line.cells == nil {
			line.cells = map[string]string{}
		}
		switch {
		case i >= len(names) || names[i] == "":
			line.cells["?"] = cell
		default:
			line.cells[names[i]] = cell
		}
	}
	return line
}
