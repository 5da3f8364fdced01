package portrait

import (
	"bytes"
	"encoding/csv"
	"fmt"
	"strings"
)

// byteOrderMark makes spreadsheets read a file as UTF-8.
const byteOrderMark = "\ufeff"

// writeCSV writes rows of cells as spreadsheets read them: UTF-8, CRLF.
func writeCSV(rows [][]string, separator rune, mark bool) ([]byte, error) {
	var b bytes.Buffer
	if mark {
		b.WriteString(byteOrderMark)
	}
	w := csv.NewWriter(&b)
	w.Comma, w.UseCRLF = separator, true
	if err := w.WriteAll(rows); err != nil {
		return nil, fmt.Errorf("writing CSV: %w", err)
	}
	return b.Bytes(), nil
}

// harmless is a text that no spreadsheet runs as a formula: one that begins like a formula gets an apostrophe
// in front, which spreadsheets do not show.
func harmless(text string) string {
	trimmed := strings.TrimLeft(text, " \u00a0\u202f\ufeff")
	if trimmed != "" && strings.ContainsRune("=+-@\t\r\n＝＋－＠", []rune(trimmed)[0]) {
		return "'" + text
	}
	return text
}
