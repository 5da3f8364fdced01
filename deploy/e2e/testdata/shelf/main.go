// Command shelf is a small module in four editions: the second renames a field, drops one, gives one a default
// and words another anew; the third asks for leave to write to people and to read the tools of the toolbox, which all
// try; the fourth is the second again; the fifth asks for all that can be agreed to but hosts and writes of others.
package main

import (
	"context"
	"net/http"
	"strings"
	"testing/fstest"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// told is written over in the built program: the edition, 1 to 5, and a placement where it says something.
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
	if edition == "3" || edition == "5" {
		grants = []sdk.Grant{
			{Name: sdk.GrantMail, Why: sdk.Text{"fr": "Rappeler les retours", "en": "Remind of returns"}},
			{Name: sdk.GrantRead + "toolbox/tools", Why: sdk.Text{"fr": "Compter les outils", "en": "Count the tools"}},
		}
	}
	var all sdk.Manifest
	if edition == "5" {
		why := sdk.Text{"fr": "Pour l’essai", "en": "For the trial"}
		grants = append(grants, sdk.Grant{Name: sdk.GrantSign, Why: why}, sdk.Grant{Name: sdk.GrantPeople, Why: why})
		all.Assets = fstest.MapFS{"shelf.js": {Data: []byte("//")}}
		all.Widgets = []sdk.Widget{{Element: "rb-shelf-window", Script: "shelf.js", Page: "window", Place: sdk.PlacePublic, Title: title}}
	}
	m := sdk.New(sdk.Manifest{
		Grants: grants, Assets: all.Assets, Widgets: all.Widgets,
		Name: "shelf", Version: edition + ".0.0", Title: title, Placement: placement,
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
	huma.Register(m.API(), sdk.Operation(huma.Operation{OperationID: "remind-now", Method: http.MethodPost, Path: "/remind-now"}, sdk.Rules{Action: "shelf:remind"}), remindNow)
	huma.Register(m.API(), sdk.Operation(huma.Operation{OperationID: "edition", Method: http.MethodGet, Path: "/edition"}, sdk.Rules{Action: "shelf:edition"}), which)
	huma.Register(m.API(), sdk.Operation(huma.Operation{OperationID: "tools", Method: http.MethodGet, Path: "/tools"}, sdk.Rules{Action: "shelf:tools.count"}), tools)
	if edition == "5" {
		fifth(m)
	}
	sdk.Serve(m)
}

// lost is a thing that somebody found, and that nobody reads one by one.
type lost struct {
	What string `json:"what" maxLength:"80" fr:"Quoi" en:"What"`
}

// fifth adds an operation for each thing that the fifth edition asks for.
func fifth(m *sdk.Module) {
	found := sdk.Collect(m, "found", sdk.CollectionOptions[lost]{Title: sdk.Text{"fr": "Trouvés", "en": "Found"}, Kind: store.Internal})
	add := func(name string, r sdk.Rules, do func(context.Context) error) {
		r.Action = "shelf:remind"
		huma.Register(m.API(), sdk.Operation(huma.Operation{OperationID: name, Method: http.MethodPost, Path: "/" + name}, r), func(ctx context.Context, _ *struct{}) (*struct{}, error) { return nil, do(ctx) })
	}
	add("sign", sdk.Rules{}, func(ctx context.Context) error {
		_, err := sdk.Sign(ctx, "Il est temps.\n")
		return err
	})
	add("people", sdk.Rules{}, func(ctx context.Context) error {
		_, err := sdk.People(ctx, "0198c0de-0000-7000-8000-000000000001")
		return err
	})
	add("open", sdk.Rules{Public: true}, func(context.Context) error { return nil })
	add("find", sdk.Rules{Internal: true}, func(ctx context.Context) error {
		_, err := found.Create(ctx, lost{What: "un gant"})
		return err
	})
	add("write", sdk.Rules{}, func(ctx context.Context) error {
		return sdk.Mail(ctx, sdk.Message{To: "parent@example.org", Subject: "Retour", Text: "Il est temps."})
	})
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

// remindNow commits by itself, before its answer.
func remindNow(ctx context.Context, _ *struct{}) (*struct{}, error) {
	_, err := sdk.Store(ctx).Commit(ctx, store.Commit{Mails: []store.Mail{{To: "parent@example.org", Subject: "Retour", Text: "Il est temps."}}})
	return nil, err
}

// which edition this is.
func which(context.Context, *struct{}) (*struct{ Body string }, error) {
	return &struct{ Body string }{edition}, nil
}
