package api

import (
	"bytes"

	"github.com/xuri/excelize/v2"
)

// maxWorkbook is what a workbook may unpack to, in bytes: a ZIP archive can hold a thousand times its size.
const maxWorkbook = 24 << 20

// isWorkbook reports whether a file is one of Excel's (Office Open XML, ECMA-376): a ZIP archive.
func isWorkbook(file []byte) bool { return bytes.HasPrefix(file, []byte("PK\x03\x04")) }

// readWorkbook reads the first sheet of a workbook: a header line, then the lines.
func readWorkbook(file []byte, h heading) ([]tableLine, error) {
	book, err := excelize.OpenReader(bytes.NewReader(file), excelize.Options{
		UnzipSizeLimit: maxWorkbook, UnzipXMLSizeLimit: maxWorkbook, RawCellValue: true, // alike: nothing is put aside on the disk
	})
	if err != nil {
		return nil, badTable("import-unreadable", nil, "the workbook cannot be read")
	}
	defer book.Close() //nolint:errcheck // it was read from memory
	rows, err := book.Rows(book.GetSheetName(0))
	if err != nil {
		return nil, badTable("import-empty", nil, "the workbook has no sheet")
	}
	var names []string
	var lines []tableLine
	for number := 1; rows.Next(); number++ {
		cells, err := rows.Columns()
		if err != nil {
			return nil, badTable("import-line-unreadable", map[string]any{"line": number}, "line %d cannot be read", number)
		}
		if names == nil {
			if names, err = h.columns(cells); err != nil {
				return nil, err
			}
			continue
		}
		if len(lines) == maxImportLines {
			return nil, tooLong()
		}
		if line := lineOf(number, names, cells); line.cells != nil {
			lines = append(lines, line)
		}
	}
	if names == nil {
		return nil, badTable("import-empty", nil, "the first sheet is empty")
	}
	return lines, nil
}
