// Command envoy is a small module that takes all that can be granted of what lies beyond its own records: hosts outside, names
// of people, writes of the shelf. It goes where it is sent.
package main

import (
	"context"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/fault"
)

type note struct {
	Said string `json:"said" maxLength:"200" fr:"Dit" en:"Said"`
}

type book struct {
	Name string `json:"name"`
}

func main() {
	why := sdk.Text{"fr": "Pour l’essai", "en": "For the trial"}
	title := sdk.Text{"fr": "Envoyé", "en": "Envoy"}
	m := sdk.New(sdk.Manifest{
		Name: "envoy", Version: "1.0.0", Title: title,
		Grants: []sdk.Grant{
			{Name: sdk.GrantPeople, Why: why}, {Name: sdk.GrantHook + "shelf/books", Why: why},
			{Name: sdk.GrantEgress + "api.example.org", Why: why}, {Name: sdk.GrantEgress + "inside.example.org", Why: why},
			{Name: sdk.GrantEgress + "metadata.example.org", Why: why},
		},
		Actions: []sdk.Action{sdk.Act("envoy:go", "Aller", "Go", sdk.Administrator)},
		Guards:  []sdk.Guard{sdk.GuardOf("shelf/books", look)},
	})
	sdk.Collect(m, "notes", sdk.CollectionOptions[note]{Title: sdk.Text{"fr": "Notes", "en": "Notes"}})
	post(m, "fetch", fetch)
	post(m, "people", people)
	sdk.Serve(m)
}

func post[I, O any](m *sdk.Module, name string, handle func(context.Context, *I) (*O, error)) {
	huma.Register(m.API(), sdk.Operation(huma.Operation{OperationID: name, Method: http.MethodPost, Path: "/" + name, Summary: name}, sdk.Rules{Action: "envoy:go"}), handle)
}

type errand struct {
	Body struct {
		URL string `json:"url"`
	}
}

type brought struct {
	Body struct {
		Status   int    `json:"status"`
		Location string `json:"location"`
		Text     string `json:"text"`
	}
}

func fetch(ctx context.Context, in *errand) (*brought, error) {
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, in.Body.URL, nil)
	if err != nil {
		return nil, err
	}
	got, err := sdk.Fetch(ctx, r)
	if err != nil {
		return nil, err
	}
	text, err := io.ReadAll(got.Body)
	out := &brought{}
	out.Body.Status, out.Body.Location, out.Body.Text = got.StatusCode, got.Header.Get("Location"), string(text)
	return out, err
}

type asked struct {
	Body struct {
		IDs []string `json:"ids"`
	}
}

func people(ctx context.Context, in *asked) (*sdk.Reply[[]sdk.Person], error) {
	all, err := sdk.People(ctx, in.Body.IDs...)
	return sdk.OK(all), err
}

// look refuses a book of one name, and does not answer about one of another.
func look(ctx context.Context, c sdk.Change[book]) error {
	switch {
	case c.New == nil:
	case c.New.Name == "refuse":
		return fault.New(fault.Conflict, "no-such-book", "There is no such book.")
	case c.New.Name == "hang":
		select {
		case <-ctx.Done():
		case <-time.After(time.Minute):
		}
	}
	return nil
}
