package api

import (
	"encoding/json"
	"net/http"

	"github.com/ribambelle/ribambelle/core/record"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/sheet"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// exportPage is how many records an export reads at once.
const exportPage = 500

// exportRecords writes what a list would show as CSV, page by page.
func (e *edge) exportRecords(w http.ResponseWriter, r *http.Request, a asked) error {
	query, err := e.query(r, a)
	if err != nil {
		return err
	}
	query.Size, query.Token = exportPage, ""
	view := e.Records.View(a.as(a.module.Name))
	page, err := view.List(r.Context(), a.name(), query)
	if err != nil {
		return err
	}
	columns, err := e.columns(r.Context(), a)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", "text/csv; charset=utf-8")
	w.Header().Set("Content-Disposition", `attachment; filename="`+a.module.Name+"-"+a.name()+`.csv"`)
	if err := writeCSV(w, r, a, columns, view, query, page); err != nil {
		e.Logger.ErrorContext(r.Context(), "an export ended early", "request_id", a.Request, "error", err)
		panic(http.ErrAbortHandler) // the client must not take half a file for a whole one
	}
	return nil
}

func writeCSV(w http.ResponseWriter, r *http.Request, a asked, columns []column, view *record.View, query store.Query, page store.Page) error {
	header := make([]string, 0, len(columns))
	for _, c := range columns {
		header = append(header, c.head)
	}
	out, err := sheet.New(w, header, sheet.Options{Mark: true})
	if err != nil {
		return err
	}
	for {
		for _, rec := range page.Records {
			if err := csvLine(out, columns, rec); err != nil {
				return err
			}
		}
		if page.Next == "" {
			return out.Flush()
		}
		query.Token = page.Next
		if page, err = view.List(r.Context(), a.name(), query); err != nil {
			return err
		}
	}
}

func csvLine(out *sheet.Writer, columns []column, r store.Record) error {
	var doc map[string]json.RawMessage
	if err := json.Unmarshal(r.Doc, &doc); err != nil {
		return fault.New(fault.Internal, "internal", "A stored document cannot be read.").Because(err)
	}
	cells := make([]string, 0, len(columns))
	for _, c := range columns {
		cells = append(cells, c.cell(r, doc))
	}
	return out.Line(cells)
}

// cell is a value as a spreadsheet shows it: text without quotes, the rest as JSON.
func cell(value json.RawMessage) string {
	var text string
	if json.Unmarshal(value, &text) == nil {
		return text
	}
	return string(value)
}
