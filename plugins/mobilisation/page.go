package mobilisation

import (
	"bytes"
	"fmt"
	"html/template"
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

// html is what pages for browsers without JavaScript are.
const html = "text/html; charset=utf-8"

// page is an answer in HTML.
type page struct {
	Status      int
	ContentType string `header:"Content-Type"`
	Body        []byte
}

// filled is a page made of a template.
func filled(status int, from *template.Template, data any) (*page, error) {
	var text bytes.Buffer
	if err := from.Execute(&text, data); err != nil {
		return nil, fmt.Errorf("writing the page %s: %w", from.Name(), err)
	}
	return &page{Status: status, ContentType: html, Body: text.Bytes()}, nil
}

// statusOf is a page's status for a refusal that it tells.
func statusOf(refusal *fault.Error) int {
	switch refusal.Kind {
	case fault.Invalid:
		return http.StatusUnprocessableEntity
	case fault.NotFound:
		return http.StatusNotFound
	}
	return http.StatusConflict
}

// mostTyped is the size of a form that a page sends, in bytes.
const mostTyped = 8 << 10

// readPage and sendPage are the two operations of a page: reading it, and what its form does.
func readPage(id, path, summary string, r sdk.Rules) huma.Operation {
	return sdk.Operation(huma.Operation{OperationID: id, Method: http.MethodGet, Path: path, Summary: summary, Responses: parts()}, r)
}

func sendPage(id, path, summary string, r sdk.Rules) huma.Operation {
	r.Retry = true
	return sdk.Operation(huma.Operation{
		OperationID: id, Method: http.MethodPost, Path: path, Summary: summary, Responses: parts(), MaxBodyBytes: mostTyped, SkipValidateBody: true,
	}, r)
}

func parts() map[string]*huma.Response {
	return map[string]*huma.Response{"200": {
		Description: "A part of a page.", Content: map[string]*huma.MediaType{"text/html": {Schema: &huma.Schema{Type: huma.TypeString}}},
	}}
}

// typed reads a form as browsers send it.
func typed(body []byte) (url.Values, error) {
	form, err := url.ParseQuery(string(body))
	if err != nil {
		return nil, fault.New(fault.Invalid, "form-malformed", "The form cannot be read.").Because(err)
	}
	return form, nil
}
