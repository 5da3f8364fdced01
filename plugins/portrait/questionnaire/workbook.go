package questionnaire

import (
	"bytes"
	"slices"
	"strings"

	"github.com/xuri/excelize/v2"
)

// Limits of a workbook: a ZIP archive can hold a thousand times its size, and a sheet a million rows.
const (
	MaxWorkbook = 1 << 20 // bytes that ReadXLSForm takes
	maxUnpacked = 8 << 20 // bytes
	maxRows     = 2000
	maxColumns  = 100
)

const notWorkbook = "the file cannot be read as a workbook (.xlsx) of 1 MiB at most"

// workbook is a file of sheets, read row by row.
type workbook struct {
	ledger
	file    *excelize.File
	refused map[place]bool // columns that were refused, by sheet
}

// column is one heading: "label::Français (fr)" has the name label and the language fr.
type column struct {
	name, language string
	heading        string
	at             int // from 1
}

// row is one line below the headings. Each cell that means something is taken; what is left is refused.
type row struct {
	book    *workbook
	sheet   string
	number  int
	columns []column
	cells   map[int]string // what has not been taken, by column
}

// openWorkbook opens a file; nothing of it is put aside on the disk.
func openWorkbook(text []byte) (*workbook, bool) {
	if len(text) > MaxWorkbook {
		return nil, false
	}
	file, err := excelize.OpenReader(bytes.NewReader(text), excelize.Options{
		UnzipSizeLimit: maxUnpacked, UnzipXMLSizeLimit: maxUnpacked, RawCellValue: true,
	})
	if err != nil {
		return nil, false
	}
	return &workbook{ledger: newLedger(), file: file, refused: map[place]bool{}}, true
}

// rows are the lines of a sheet that say something; false where there is no such sheet.
func (w *workbook) rows(sheet string) ([]row, bool) {
	if !slices.Contains(w.file.GetSheetList(), sheet) {
		return nil, false
	}
	lines, err := w.file.Rows(sheet)
	if err != nil {
		w.sayAt(place{sheet, 1, 1}, notWorkbook)
		return nil, true
	}
	defer lines.Close() //nolint:errcheck // it was read from memory
	var columns []column
	var all []row
	for number := 1; lines.Next(); number++ {
		cells, err := lines.Columns()
		switch {
		case err != nil:
			w.sayAt(place{sheet, number, 1}, notWorkbook)
			return all, true
		case number > maxRows:
			w.sayAt(place{sheet, number, 1}, "the sheet has more than %d rows", maxRows)
			return all, true
		case len(cells) > maxColumns:
			w.sayAt(place{sheet, number, maxColumns + 1}, "the sheet has more than %d columns", maxColumns)
			return all, true
		case columns == nil:
			columns = w.headings(sheet, number, cells)
			continue
		}
		if one := (row{w, sheet, number, columns, filled(cells)}); len(one.cells) > 0 {
			all = append(all, one)
		}
	}
	if lines.Error() != nil {
		w.sayAt(place{sheet, 1, 1}, notWorkbook)
	}
	return all, true
}

func filled(cells []string) map[int]string {
	made := map[int]string{}
	for i, c := range cells {
		if c = strings.TrimSpace(c); c != "" {
			made[i+1] = c
		}
	}
	return made
}

// headings reads the first line: "name", "name::language". A language is a tag, or a name with the tag in parentheses.
func (w *workbook) headings(sheet string, number int, cells []string) []column {
	columns := make([]column, 0, len(cells))
	for i, heading := range cells {
		heading = strings.TrimSpace(heading)
		name, language, _ := strings.Cut(heading, "::")
		name = strings.ToLower(strings.TrimSpace(name))
		if slices.ContainsFunc(columns, func(c column) bool { return heading != "" && c.heading == heading }) {
			w.sayAt(place{sheet, number, i + 1}, "the column %q stands there twice", heading)
		}
		columns = append(columns, column{name: name, language: tagOf(language), heading: heading, at: i + 1})
	}
	return columns
}

// tagOf is the tag of a language as XLSForm names it: "Français (fr)" or "fr".
func tagOf(language string) string {
	language = strings.TrimSpace(language)
	if inner, ok := strings.CutSuffix(language, ")"); ok {
		return strings.TrimSpace(inner[strings.LastIndexByte(inner, '(')+1:])
	}
	return language
}

// take returns a cell's text, and where it stands: at the head of the row where there is none.
func (r row) take(name string) (string, place) {
	for _, c := range r.columns {
		if c.name != name || c.language != "" {
			continue
		}
		text := r.cells[c.at]
		delete(r.cells, c.at)
		return text, place{r.sheet, r.number, c.at}
	}
	return "", place{r.sheet, r.number, 1}
}

// words returns a text by language; the column without one is in the usual language. Each is remembered at its pointer.
func (r row) words(name, usual, pointer string) Text {
	words := Text{}
	for _, c := range r.columns {
		if c.name != name {
			continue
		}
		language, here := c.language, place{r.sheet, r.number, c.at}
		if language == "" {
			language = usual
		}
		r.book.put(pointer, here)
		if text, ok := r.cells[c.at]; ok {
			r.book.put(pointer+"/"+language, here)
			words[language] = text
			delete(r.cells, c.at)
		}
	}
	if len(words) == 0 {
		return nil
	}
	return words
}

// end refuses the cells that nobody took: once for each column.
func (r row) end() {
	for _, c := range r.columns {
		if _, left := r.cells[c.at]; left {
			r.refuse(c)
		}
	}
	for at := range r.cells {
		if at > len(r.columns) {
			r.refuse(column{heading: letters(at), at: at})
		}
	}
}

func (r row) refuse(c column) {
	whole := place{sheet: r.sheet, column: c.at}
	if !r.book.refused[whole] {
		r.book.refused[whole] = true
		r.book.sayAt(place{r.sheet, r.number, c.at}, "what the column %q says here is not taken over: empty it", c.heading)
	}
}

// sayAt says what is wrong with a cell.
func (w *workbook) sayAt(at place, format string, args ...any) {
	p := problem("", format, args...)
	p.Sheet, p.Line, p.Column = at.sheet, at.line, at.column
	w.problems = append(w.problems, p)
}

// letters names a column as spreadsheets do: A, B, … AA.
func letters(column int) string {
	name, err := excelize.ColumnNumberToName(column)
	if err != nil {
		return "?"
	}
	return name
}
