// Command nameless is a module with an operation that names no action.
package main

import (
	"context"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk"
)

func main() {
	m := sdk.New(sdk.Manifest{Name: "nameless", Version: "1.0.0", Title: sdk.Text{"fr": "Sans nom", "en": "Nameless"}})
	huma.Register(m.API(), huma.Operation{OperationID: "open-to-all", Method: "GET", Path: "/all"},
		func(context.Context, *struct{}) (*struct{ Body string }, error) { return nil, nil })
	sdk.Serve(m)
}
