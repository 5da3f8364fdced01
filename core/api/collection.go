package api

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"github.com/ribambelle/ribambelle/core/tenant"
	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/route"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// asked is a request about a collection.
type asked struct {
	served
	schema store.Schema
	id     string
}

func (a asked) name() string { return a.schema.Collection }

// generic is one of the operations that every collection has.
type generic func(e *edge, w http.ResponseWriter, r *http.Request, a asked) error

// generics is the table of the operations that every ordinary collection has, below its module's address.
func generics() (route.Table[generic], error) {
	var table route.Table[generic]
	for _, row := range []struct {
		method, pattern string
		serve           generic
	}{
		{http.MethodGet, "/{collection}", (*edge).listRecords},
		{http.MethodPost, "/{collection}", (*edge).createRecord},
		{http.MethodGet, "/{collection}/{id}", (*edge).getRecord},
		{http.MethodPut, "/{collection}/{id}", (*edge).updateRecord},
		{http.MethodDelete, "/{collection}/{id}", (*edge).deleteRecord},
		{http.MethodGet, "/{collection}:watch", (*edge).watchRecords},
		{http.MethodGet, "/{collection}:export", (*edge).exportRecords},
		{http.MethodGet, "/{collection}:schema", (*edge).readSchema},
		{http.MethodPost, "/{collection}:upload", (*edge).uploadFile},
		{http.MethodGet, "/{collection}/{id}:file", (*edge).readFieldFile},
	} {
		var err error
		if table, err = table.With(row.method, row.pattern, row.serve); err != nil {
			return table, fmt.Errorf("generic operations: %w", err)
		}
	}
	return table, nil
}

// serveCollection answers for somebody who is known; the view does the rest of the gate, record by record.
func (e *edge) serveCollection(w http.ResponseWriter, r *http.Request, a asked, serve generic) error {
	if err := a.admitted(onAny); err != nil {
		return err
	}
	return serve(e, w, r, a)
}

func (e *edge) listRecords(w http.ResponseWriter, r *http.Request, a asked) error {
	if err := takesJSON(r); err != nil {
		return err
	}
	query, err := e.query(r, a)
	if err != nil {
		return err
	}
	page, err := e.Records.View(a.as(a.module.Name)).List(r.Context(), a.name(), query)
	if err != nil {
		return inQuery(err)
	}
	answer(w, http.StatusOK, appendPage(make([]byte, 0, room(page.Records...)), page))
	return nil
}

func (e *edge) getRecord(w http.ResponseWriter, r *http.Request, a asked) error {
	if err := takesJSON(r); err != nil {
		return err
	}
	found, err := e.Records.View(a.as(a.module.Name)).Get(r.Context(), a.name(), a.id)
	if err != nil {
		return err
	}
	tag := etag(found.Rev)
	w.Header().Set("ETag", tag)
	if r.Header.Get("If-None-Match") == tag {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	answer(w, http.StatusOK, appendRecord(make([]byte, 0, room(found)), found))
	return nil
}

func (e *edge) readSchema(w http.ResponseWriter, r *http.Request, a asked) error {
	if err := takesJSON(r); err != nil {
		return err
	}
	text := append([]byte(`{"schema":`), object(a.schema.JSON)...)
	text = append(text, `,"titles":{`...)
	for i, language := range []string{"fr", "en"} {
		if i > 0 {
			text = append(text, ',')
		}
		text = appendQuoted(append(appendQuoted(text, language), ':'), a.schema.Title[language])
	}
	shown, err := json.Marshal(a.module.View(a.name()))
	if err != nil {
		return fmt.Errorf("writing the view of %s: %w", a.name(), err)
	}
	text = append(append(text, `},"view":`...), shown...)
	answer(w, http.StatusOK, append(text, '}'))
	return nil
}

// query reads the parameters of a list.
func (e *edge) query(r *http.Request, a asked) (store.Query, error) {
	values := r.URL.Query()
	if err := knownQuery(values, "page_size", "page_token", "filter", "order_by", "search", "unit"); err != nil {
		return store.Query{}, err
	}
	q := store.Query{
		Filter: values.Get("filter"), Order: values.Get("order_by"), Search: values.Get("search"), Token: values.Get("page_token"),
	}
	if size := values.Get("page_size"); size != "" {
		n, err := strconv.Atoi(size)
		if err != nil || n < 1 || n > 1000 {
			return q, wrongParameter("page_size", "a number from 1 to 1000")
		}
		q.Size = n
	}
	var err error
	q.Unit, err = e.subtree(r.Context(), a.call, values.Get("unit"))
	return q, err
}

// knownQuery refuses a parameter that nobody reads, and one given twice.
func knownQuery(values url.Values, known ...string) error {
	for name, given := range values {
		switch {
		case !slices.Contains(known, name):
			return wrongParameter(name, "there is no such parameter")
		case len(given) > 1:
			return wrongParameter(name, "given twice")
		}
	}
	return nil
}

// inQuery says of what is wrong with a list that it stands in the query, not in a body.
func inQuery(err error) error {
	f := fault.From(err)
	if f.Code != "invalid-input" || len(f.Fields) == 0 {
		return err
	}
	p := newProblem(http.StatusUnprocessableEntity, f.Code, f.Message)
	for _, field := range f.Fields {
		p.Errors = append(p.Errors, Mistake{Parameter: "query." + strings.TrimPrefix(field.Pointer, "/"), Message: field.Message})
	}
	return p
}

// subtree reads a unit's id, or its path.
func (e *edge) subtree(ctx context.Context, c *call, unit string) (string, error) {
	if unit == "" || strings.HasPrefix(unit, tenant.Root) {
		return unit, nil
	}
	found, err := e.Units.Unit(ctx, c.Tenant.ID, unit)
	if err != nil && fault.KindOf(err) == fault.NotFound {
		return "", wrongParameter("unit", "there is no such unit")
	}
	return found.Path, err
}

// wrongParameter refuses a parameter of the query.
func wrongParameter(name, message string) error {
	p := newProblem(http.StatusUnprocessableEntity, "invalid-input", "The input is not valid.")
	p.Errors = []Mistake{{Parameter: "query." + name, Message: message}}
	return p
}

// answer writes a document that is JSON already.
func answer(w http.ResponseWriter, status int, text []byte) {
	text = append(text, '\n')
	w.Header().Set("Content-Type", "application/json")
	w.Header().Set("Content-Length", strconv.Itoa(len(text)))
	w.WriteHeader(status)
	_, _ = w.Write(text) // the client may have gone
}

// room is about how long records are when they are written.
func room(records ...store.Record) (size int) {
	for i := range records {
		size += len(records[i].Doc) + 300
	}
	return size
}

// appendPage writes a page around the stored documents.
func appendPage(text []byte, page store.Page) []byte {
	text = append(text, `{"records":[`...)
	for i, r := range page.Records {
		if i > 0 {
			text = append(text, ',')
		}
		text = appendRecord(text, r)
	}
	text = append(text, ']')
	if page.Next != "" {
		text = appendQuoted(append(text, `,"next_page_token":`...), page.Next)
	}
	return append(text, '}')
}

// appendRecord writes a record around its document, which is copied as it is stored.
func appendRecord(text []byte, r store.Record) []byte {
	text = appendQuoted(append(text, `{"id":`...), r.ID)
	if r.Rev > 0 {
		text = strconv.AppendInt(append(text, `,"rev":`...), r.Rev, 10)
	}
	if r.Unit != "" {
		text = appendQuoted(append(text, `,"unit_path":`...), r.Unit)
	}
	if r.Owner != "" {
		text = appendQuoted(append(text, `,"owner_id":`...), r.Owner)
	}
	if !r.Created.IsZero() {
		text = append(store.AppendTime(append(text, `,"created_at":"`...), r.Created), '"')
	}
	if !r.Updated.IsZero() {
		text = append(store.AppendTime(append(text, `,"updated_at":"`...), r.Updated), '"')
	}
	if len(r.Masked) > 0 {
		text = append(text, `,"masked":[`...)
		for i, field := range r.Masked {
			if i > 0 {
				text = append(text, ',')
			}
			text = appendQuoted(text, field)
		}
		text = append(text, ']')
	}
	if len(r.Doc) > 0 {
		text = append(append(text, `,"doc":`...), r.Doc...)
	}
	return append(text, '}')
}
