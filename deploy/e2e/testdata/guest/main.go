// Command guest is a module whose widgets try what widgets must not.
package main

import (
	"context"
	"embed"
	"io/fs"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk"
)

//go:embed web
var web embed.FS

type hello struct {
	Text string `json:"text"`
}

func main() {
	title := sdk.Text{"fr": "Invité", "en": "Guest"}
	files, err := fs.Sub(web, "web")
	if err != nil {
		panic(err)
	}
	m := sdk.New(sdk.Manifest{
		Name: "guest", Version: "1.0.0", Title: title, Placement: sdk.PerTenant, Assets: files,
		Actions: []sdk.Action{{Name: "guest:hello.read", Title: title}},
		Policy:  "package rb.module.guest\n\ninclude if input.action == \"guest:hello.read\"\n",
		Widgets: []sdk.Widget{
			{Element: "rb-guest-desk", Script: "guest.js", Place: sdk.PlaceConsole, Title: title},
			{Element: "rb-guest-hello", Script: "guest.js", Page: "hello", Place: sdk.PlacePublic, Title: title},
		},
	})
	huma.Register(m.API(), sdk.Operation(huma.Operation{OperationID: "hello", Method: http.MethodGet, Path: "/public/hello"}, sdk.Rules{Action: "guest:hello.read", Public: true}),
		func(context.Context, *struct{}) (*struct{ Body hello }, error) {
			return &struct{ Body hello }{hello{"Bonjour"}}, nil
		})
	sdk.Serve(m)
}
