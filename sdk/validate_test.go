package sdk_test

import (
	"context"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

type doc struct {
	Text string `json:"text"`
}

func sound() sdk.Manifest {
	return sdk.Manifest{
		Name: "visits", Version: "1.0.0", Title: sdk.Text{"fr": "Visites", "en": "Visits"},
		Actions: []sdk.Action{{Name: "visits:do"}},
	}
}

func operation(m *sdk.Module, id, method, path string, r *sdk.Rules) {
	op := huma.Operation{OperationID: id, Method: method, Path: path, Hidden: id == "hidden"}
	if r != nil {
		op = sdk.Operation(op, *r)
	}
	huma.Register(m.API(), op, func(context.Context, *struct{}) (*struct{}, error) { return nil, nil })
}

// A declaration that is wrong does not start, and says each thing that is.
func TestWrongDeclarations(t *testing.T) {
	t.Parallel()
	do := &sdk.Rules{Action: "visits:do"}
	cases := map[string]struct {
		change func(*sdk.Manifest)
		build  func(*sdk.Module)
		says   string
	}{
		"name":      {change: func(m *sdk.Manifest) { m.Name = "Visits!" }, says: "the name"},
		"version":   {change: func(m *sdk.Manifest) { m.Version = "one" }, says: "semantic"},
		"title":     {change: func(m *sdk.Manifest) { m.Title = sdk.Text{"en": "Visits"} }, says: "French and English"},
		"placement": {change: func(m *sdk.Manifest) { m.Placement = "cloud" }, says: "placement"},
		"foreign":   {change: func(m *sdk.Manifest) { m.Actions = []sdk.Action{{Name: "core:unit.create"}} }, says: "does not begin"},
		"role":      {change: func(m *sdk.Manifest) { m.Roles = []sdk.Role{{Name: "core:operator"}} }, says: "does not begin"},
		"element":   {change: func(m *sdk.Manifest) { m.Widgets = []sdk.Widget{{Element: "visits", Place: "home"}} }, says: "custom element"},
		"page":      {change: func(m *sdk.Manifest) { m.Widgets = []sdk.Widget{{Element: "rb-visits", Place: "public"}} }, says: "has no page"},
		"job":       {change: func(m *sdk.Manifest) { m.Jobs = []sdk.JobDeclaration{{Name: "sweep"}} }, says: "no handler"},
		"under way": {change: func(m *sdk.Manifest) { m.UnderWay = []sdk.UnderWay{{Collection: "waves"}} }, says: "no such collection"},
		"first step": {change: func(m *sdk.Manifest) {
			m.FirstSteps = []sdk.FirstStep{{Title: m.Title, Action: "visits:do", Collection: "hushed"}}
		}, says: "no such ordinary collection"},
		"step untitled": {change: func(m *sdk.Manifest) {
			m.FirstSteps = []sdk.FirstStep{{Action: "visits:do", Collection: "docs"}}
		}, says: "title needs French and English"},
		"step by another": {change: func(m *sdk.Manifest) {
			m.FirstSteps = []sdk.FirstStep{{Title: m.Title, Action: "core:unit.create", Collection: "docs"}}
		}, says: "does not begin with"},
		"no rules":   {build: func(m *sdk.Module) { operation(m, "x", "GET", "/x", nil) }, says: "has no action"},
		"hidden":     {build: func(m *sdk.Module) { operation(m, "hidden", "GET", "/x", nil) }, says: "has no action"},
		"undeclared": {build: func(m *sdk.Module) { operation(m, "x", "GET", "/x", &sdk.Rules{Action: "visits:other"}) }, says: "not in the manifest"},
		"on":         {build: func(m *sdk.Module) { operation(m, "x", "GET", "/x", &sdk.Rules{Action: "visits:do", On: "id@docs"}) }, says: "no parameter"},
		"on what": {build: func(m *sdk.Module) {
			operation(m, "x", "GET", "/x/{id}", &sdk.Rules{Action: "visits:do", On: "id@wat"})
		}, says: "no collection"},
		"reads": {build: func(m *sdk.Module) {
			operation(m, "x", "GET", "/x", &sdk.Rules{Action: "visits:do", Reads: []string{"wat/1"}})
		}, says: "no such collection"},
		"stream": {build: func(m *sdk.Module) {
			operation(m, "x", "GET", "/x", &sdk.Rules{Action: "visits:do", Stream: true, Published: true})
		}, says: "stages and publishes nothing"},
		"twice":       {build: func(m *sdk.Module) { operation(m, "x", "GET", "/x/{a}", do); operation(m, "y", "GET", "/x/{b}", do) }, says: "overlaps"},
		"the core's":  {build: func(m *sdk.Module) { operation(m, "x", "GET", "/docs/{id}", do) }, says: "overlaps the core's own"},
		"shadow":      {build: func(m *sdk.Module) { operation(m, "x", "GET", "/docs/summary", do) }, says: "overlaps the core's own"},
		"watch":       {build: func(m *sdk.Module) { operation(m, "x", "GET", "/docs:watch", do) }, says: "overlaps the core's own"},
		"collections": {build: func(m *sdk.Module) { sdk.Collect(m, "docs", sdk.CollectionOptions[doc]{}) }, says: "two collections"},
		"type":        {build: func(m *sdk.Module) { sdk.Collect(m, "texts", sdk.CollectionOptions[string]{}) }, says: "must be a struct"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			manifest := sound()
			if c.change != nil {
				c.change(&manifest)
			}
			m := sdk.New(manifest)
			sdk.Collect(m, "docs", sdk.CollectionOptions[doc]{})
			sdk.Collect(m, "hushed", sdk.CollectionOptions[doc]{Kind: store.Internal})
			if c.build != nil {
				c.build(m)
			}
			if _, err := sdk.Connect(m); err == nil || !strings.Contains(err.Error(), c.says) {
				t.Errorf("Connect = %v, want an error that says %q", err, c.says)
			}
		})
	}
}

func TestSoundDeclaration(t *testing.T) {
	t.Parallel()
	m := sdk.New(sound())
	sdk.Collect(m, "docs", sdk.CollectionOptions[doc]{Title: sdk.Text{"fr": "Textes", "en": "Texts"}})
	sdk.Collect(m, "hushed", sdk.CollectionOptions[doc]{Kind: store.Internal})
	operation(m, "open", "POST", "/docs/{id}:open", &sdk.Rules{Action: "visits:do", On: "id@docs", Reads: []string{"docs/{id}"}, Internal: true, Public: true, Retry: true})
	operation(m, "hushed", "GET", "/hushed/{id}", &sdk.Rules{Action: "visits:do"})
	whole, err := m.Manifest()
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, a := range whole.Actions {
		names = append(names, a.Name)
	}
	if got, want := strings.Join(names, " "), "visits:do visits:docs.read visits:docs.create visits:docs.update visits:docs.delete"; got != want {
		t.Errorf("actions = %s, want %s", got, want)
	}
	op := whole.Operations[0]
	if op.ID != "open" || !op.Internal || !op.Public || !op.Retry || op.Stream || op.On != "id@docs" {
		t.Errorf("operation = %+v", op)
	}
	for _, extension := range []string{`"x-rb-action":"visits:do"`, `"x-rb-on":"id@docs"`, `"x-rb-reads":["docs/{id}"]`, `"x-rb-internal":true`, `"x-rb-public":true`} {
		if !strings.Contains(string(whole.OpenAPI), extension) {
			t.Errorf("the document lacks %s", extension)
		}
	}
	if whole.Placement != "" || len(whole.Collections) != 2 {
		t.Errorf("placement %q, %d collections", whole.Placement, len(whole.Collections))
	}
}
