// Command module is the module that the benchmarks load: one collection with a personal, a unique and a
// searchable field, an operation that crosses to the module and back, and one that reads and commits on that way.
package main

import (
	"context"
	"net/http"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk"
)

// Entry is a record like those that a site keeps every day.
type Entry struct {
	Code    string  `json:"code" maxLength:"60" rb:"unique" fr:"Code" en:"Code"`
	Title   string  `json:"title" maxLength:"200" rb:"searchable" fr:"Titre" en:"Title"`
	Contact string  `json:"contact" maxLength:"200" rb:"personal,subject=contact" fr:"Contact" en:"Contact"`
	Site    string  `json:"site" rb:"unit" fr:"Lieu" en:"Site"`
	Amount  float64 `json:"amount" fr:"Montant" en:"Amount"`
}

type text struct {
	Body struct {
		Text string `json:"text" maxLength:"4096"`
	}
}

type one struct {
	ID string `path:"id"`
}

type amount struct {
	Body struct {
		Amount float64 `json:"amount"`
	}
}

// Set when it is built.
var version, placement = "1.0.0", sdk.Shared

func main() {
	roles := []string{"core:administrator", "core:director"}
	action := func(name string) sdk.Action {
		return sdk.Action{Name: name, Title: sdk.Text{"fr": name, "en": name}, Roles: roles}
	}
	m := sdk.New(sdk.Manifest{
		Name: "bench", Version: version, Placement: placement, Title: sdk.Text{"fr": "Mesures", "en": "Benchmarks"},
		Actions: []sdk.Action{
			action("bench:entries.read"), action("bench:entries.create"), action("bench:entries.update"),
			action("bench:entries.delete"), action("bench:entries.raise"), action("bench:echo"),
		},
	})
	entries := sdk.Collect(m, "entries", sdk.CollectionOptions[Entry]{Title: sdk.Text{"fr": "Fiches", "en": "Entries"}})
	huma.Register(m.API(), sdk.Operation(huma.Operation{OperationID: "echo", Method: http.MethodPost, Path: "/echo"},
		sdk.Rules{Action: "bench:echo"}),
		func(_ context.Context, in *text) (*text, error) { return in, nil })
	huma.Register(m.API(), sdk.Operation(huma.Operation{OperationID: "raise", Method: http.MethodPost, Path: "/entries/{id}:raise"},
		sdk.Rules{Action: "bench:entries.raise", On: "id@entries", Reads: []string{"entries/{id}"}}),
		func(ctx context.Context, in *one) (*amount, error) {
			entry, err := entries.Get(ctx, in.ID)
			if err != nil {
				return nil, err
			}
			entry.Doc.Amount++
			out := &amount{}
			out.Body.Amount = entry.Doc.Amount
			return out, entries.Update(ctx, entry)
		})
	sdk.Serve(m)
}
