package mobilisation

import (
	"net/http"
	"net/url"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

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
