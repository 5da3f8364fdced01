// Command shelf is a small module in four editions: the second renames a field, drops one, gives one a default
// and words another anew; the third asks for leave to write to people and to read the tools of the toolbox, which all
// try; the fourth is the second again.
package main

import (
	"context"
	"net/http"
	"strings"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// told is written over in the built program: the edition, 1 to 4, and a placement where it says something.
var told = "told:                                "

var edition, placement, _ = strings.Cut(strings.TrimSpace(strings.TrimPrefix(told, "told:")), " ")

// first is a book as the first edition knows it.
type first struct {
	Name  string `json:"name" maxLength:"80" rb:"index,searchable" fr:"Titre" en:"Name"`
	State string `json:"state,omitempty" enum:"bon,abime" rb:"index" fr:"État" en:"State"`
	Shelf string `json:"shelf,omitempty" maxLength:"20" fr:"Étagère" en:"Shelf"`
}

// second is the same in the second edition.
type second struct {
	Title  string `json:"title" maxLength:"80" rb:"unique,index,searchable" fr:"Titre" en:"Title"`
	State  string `json:"state,omitempty" enum:"good,worn" rb:"index" fr:"État" en:"State"`
	Copies int    `json:"copies,omitempty" rb:"index" fr:"Exemplaires" en:"Copies"`
}

func main() {
	roles := []string{"core:administrator"}
	title := sdk.Text{"fr": "Étagère", "en": "Shelf"}
	var grants []sdk.Grant
	if edition == "3" {
		grants = []sdk.Grant{
			{Name: sdk.GrantMail, Why: sdk.Text{"fr": "Rappeler les retours", "en": "Remind of returns"}},
			{Name: sdk.GrantRead + "toolbox/tools", Why: sdk.Text{"fr": "Compter les outils", "en": "Count the tools"}},
		}
	}
	m := sdk.New(sdk.Manifest{
		Grants: grants,
		Name:   "shelf", Version: edition + ".0.0", Title: title, Placement: placement,
		Actions: []sdk.Action{
			{Name: "shelf:books.read", Title: title, Roles: roles}, {Name: "shelf:books.create", Title: title, Roles: roles},
			{Name: "shelf:remind", Title: title, Roles: roles}, {Name: "shelf:edition", Title: title, Roles: roles},
			{Name: "shelf:tools.count", Title: title, Roles: roles},
			{Name: "shelf:books.update", Title: title, Roles: roles}, {Name: "shelf:books.delete", Title: title, Roles: roles},
		},
	})
	books := sdk.Text{"fr": "Livres", "en": "Books"}
	if edition == "1" {
		sdk.Collect(m, "books", sdk.CollectionOptions[first]{Title: books})
	} else {
		sdk.Collect(m, "books", sdk.CollectionOptions[second]{Title: books, Version: 2, Conversions: []store.Conversion{{
			To: 2, Rename: map[string]string{"name": "title"}, Drop: []string{"shelf"}, Default: map[string]any{"copies": 1},
			Map: map[string]store.Mapped{"state": {"bon": "good", "abime": "worn"}},
		}}})
	}
	huma.Register(m.API(), sdk.Operation(huma.Operation{OperationID: "remind", Method: http.MethodPost, Path: "/remind"}, sdk.Rules{Action: "shelf:remind"}), remind)
	huma.Register(m.API(), sdk.Operation(huma.Operation{OperationID: "edition", Method: http.MethodGet, Path: "/edition"}, sdk.Rules{Action: "shelf:edition"}), which)
	huma.Register(m.API(), sdk.Operation(huma.Operation{OperationID: "tools", Method: http.MethodGet, Path: "/tools"}, sdk.Rules{Action: "shelf:tools.count"}), tools)
	sdk.Serve(m)
}

// tools counts the tools of another module that the caller may see.
func tools(ctx context.Context, _ *struct{}) (*sdk.Reply[int], error) {
	page, err := sdk.Store(ctx).List(ctx, "toolbox/tools", store.Query{})
	if err != nil {
		return nil, err
	}
	return sdk.OK(len(page.Records)), nil
}

func remind(ctx context.Context, _ *struct{}) (*struct{}, error) {
	sdk.Tx(ctx).Mail(sdk.Message{To: "parent@example.org", Subject: "Retour", Text: "Il est temps."})
	return nil, nil
}

// which edition this is.
func which(context.Context, *struct{}) (*struct{ Body string }, error) {
	return &struct{ Body string }{edition}, nil
}
