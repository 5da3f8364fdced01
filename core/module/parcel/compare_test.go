package parcel_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/core/module/parcel"
	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

func before() sdk.Manifest {
	return sdk.Manifest{
		Name: "visits", Version: "1.2.0",
		Actions:    []sdk.Action{{Name: "visits:do"}},
		Operations: []sdk.OperationDeclaration{{ID: "do", Method: "POST", Path: "/visits/{id}:do", Action: "visits:do", Public: true}},
		Widgets:    []sdk.Widget{{Element: "rb-visits", Page: "visits", Place: "public"}},
		Collections: []store.Schema{{Collection: "visits", Kind: store.Ordinary, Version: 1, Fields: []store.Field{
			{Name: "on", Type: store.Date}, {Name: "state", Type: store.Text}, {Name: "note", Type: store.Text},
		}, JSON: []byte(`{"properties": {"on": {"x-title": {"fr": "Jour", "en": "Day"}}}}`)}},
		Views: []sdk.View{{Collection: "visits", Print: &sdk.PrintView{Fields: []string{"note"}}, CSV: []string{"on", "state"}}},
	}
}

// spoken is before with a document that says what its operation takes and answers; each change replaces a text in it.
func spoken(changes ...string) sdk.Manifest {
	m := before()
	m.OpenAPI = []byte(strings.NewReplacer(changes...).Replace(`{
		"paths": {"/visits/{id}:do": {"post": {
			"parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}, {"name": "page", "in": "query", "schema": {"type": "integer"}}],
			"requestBody": {"required": true, "content": {"application/json": {"schema": {"$ref": "#/components/schemas/VisitsDo"}}}},
			"responses": {"200": {"content": {"application/json": {"schema": {"type": "object", "required": ["visits"], "properties": {
				"visits": {"type": "array", "items": {"$ref": "#/components/schemas/VisitsOne"}}, "next": {"type": ["string", "null"]}
			}}}}}, "default": {"content": {}}}
		}}},
		"components": {"schemas": {
			"VisitsDo": {"type": "object", "required": ["note"], "properties": {"note": {"type": "string"}, "state": {"type": "string", "enum": ["open", "done"]}, "places": {"type": "integer"}}},
			"VisitsOne": {"type": "object", "required": ["on"], "properties": {"on": {"type": "string"}, "score": {"type": "number"}, "parent": {"$ref": "#/components/schemas/VisitsOne"}}}
		}}
	}`))
	return m
}

// What callers send must still be taken, and what they were answered must still be there.
func TestCompareBodies(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		changes       []string
		added, broken string
	}{
		"nothing":                     {},
		"a member that is not taken":  {changes: []string{`, "places": {"type": "integer"}`, ``}, broken: "takes /places no more"},
		"one that is new":             {changes: []string{`"places": {`, `"why": {"type": "string"}, "places": {`}, added: "takes /why"},
		"one that is needed now":      {changes: []string{`["note"]`, `["note", "state"]`}, broken: "takes nothing without /state any more"},
		"one that is new and needed":  {changes: []string{`["note"]`, `["note", "why"]`, `"places": {`, `"why": {"type": "string"}, "places": {`}, broken: "without /why"},
		"one that is needed no more":  {changes: []string{`["note"]`, `[]`}},
		"another type":                {changes: []string{`"note": {"type": "string"}`, `"note": {"type": "object"}`}, broken: "takes /note as object, not string any more"},
		"a wider type":                {changes: []string{`"places": {"type": "integer"}`, `"places": {"type": "number"}`}},
		"a value that is not taken":   {changes: []string{`["open", "done"]`, `["open"]`}, broken: "takes done in /state no more"},
		"a value more":                {changes: []string{`["open", "done"]`, `["open", "done", "late"]`}},
		"no body":                     {changes: []string{`"application/json": {"schema": {"$ref": "#/components/schemas/VisitsDo"}}`, ``}, broken: "takes no body any more"},
		"a parameter that is gone":    {changes: []string{`"name": "page"`, `"name": "size"`}, broken: "takes the query parameter page no more"},
		"a parameter's type":          {changes: []string{`"in": "query", "schema": {"type": "integer"}`, `"in": "query", "schema": {"type": "string"}`}, broken: "the query parameter page as string"},
		"a parameter that is needed":  {changes: []string{`"in": "query",`, `"in": "query", "required": true,`}, broken: "nothing without the query parameter page"},
		"a member that is not told":   {changes: []string{`"score": {"type": "number"}, `, ``}, broken: "answers /visits/0/score no more"},
		"one more that is told":       {changes: []string{`"score": {`, `"more": {"type": "string"}, "score": {`}, added: "answers /visits/0/more"},
		"one that is told at times":   {changes: []string{`["on"]`, `[]`}, broken: "answers /visits/0/on not always any more"},
		"another type that is told":   {changes: []string{`"on": {"type": "string"}`, `"on": {"type": "integer"}`}, broken: "answers /visits/0/on as integer"},
		"a narrower type":             {changes: []string{`"score": {"type": "number"}`, `"score": {"type": "integer"}`}},
		"a type without null":         {changes: []string{`["string", "null"]`, `"string"`}},
		"another status":              {changes: []string{`"200"`, `"201"`}, broken: "answers 201, and answered 200"},
		"a document that says less":   {changes: []string{`"/visits/{id}:do": {"post"`, `"/other": {"post"`}},
		"a document that is not read": {changes: []string{`"paths"`, `paths`}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d := parcel.Compare(spoken(), spoken(c.changes...))
			if text := strings.Join(d.Broken, "; "); (c.broken == "") != (text == "") || !strings.Contains(text, c.broken) || len(d.Broken) > 2 {
				t.Errorf("breaks %q, want %q", text, c.broken)
			}
			if text := strings.Join(d.Added, "; "); c.added != "" && !strings.Contains(text, c.added) {
				t.Errorf("adds %q, want %q", text, c.added)
			}
		})
	}
}

func TestCompare(t *testing.T) {
	t.Parallel()
	schema := func(m *sdk.Manifest, version int, fields ...store.Field) *store.Schema {
		m.Collections = slices.Clone(m.Collections)
		m.Collections[0].Version, m.Collections[0].Fields = version, fields
		return &m.Collections[0]
	}
	view := func(m *sdk.Manifest) *sdk.View {
		m.Views = slices.Clone(m.Views)
		return &m.Views[0]
	}
	on, state, note := store.Field{Name: "on", Type: store.Date}, store.Field{Name: "state", Type: store.Text}, store.Field{Name: "note", Type: store.Text}
	for name, c := range map[string]struct {
		change              func(*sdk.Manifest)
		added, broken, lost string
		warns               string
	}{
		"nothing": {change: func(*sdk.Manifest) {}},
		"an operation": {change: func(m *sdk.Manifest) {
			m.Operations = append(m.Operations, sdk.OperationDeclaration{Method: "GET", Path: "/x"})
		}, added: "operation GET /x"},
		"none": {change: func(m *sdk.Manifest) { m.Operations = nil }, broken: "the operation POST /visits/{id}:do is gone", warns: "the first number should rise"},
		"another action": {change: func(m *sdk.Manifest) {
			m.Operations = slices.Clone(m.Operations)
			m.Operations[0].Action = "visits:other"
		}, broken: "asks for visits:other", warns: "rise"},
		"closed":          {change: func(m *sdk.Manifest) { m.Operations = slices.Clone(m.Operations); m.Operations[0].Public = false }, broken: "closed to visitors", warns: "rise"},
		"a page moved":    {change: func(m *sdk.Manifest) { m.Widgets = []sdk.Widget{{Element: "rb-visits", Page: "new", Place: "public"}} }, added: "page public/new", broken: "the page public/visits (rb-visits) is gone", warns: "rise"},
		"the next number": {change: func(m *sdk.Manifest) { m.Version, m.Actions = "2.0.0", nil }, broken: "the action visits:do is gone"},
		"older":           {change: func(m *sdk.Manifest) { m.Version = "1.1.9" }, warns: "does not come after 1.2.0"},
		"no collection":   {change: func(m *sdk.Manifest) { m.Collections = nil }, broken: "the collection visits is gone", lost: "the records of visits", warns: "rise"},
		"a field gone":    {change: func(m *sdk.Manifest) { schema(m, 1, on, state) }, lost: "the field note is gone", warns: "rise"},
		"a type":          {change: func(m *sdk.Manifest) { schema(m, 1, on, state, store.Field{Name: "note", Type: store.Integer}) }, lost: "note is integer and was text", warns: "rise"},
		"a need": {change: func(m *sdk.Manifest) {
			schema(m, 1, on, state, note, store.Field{Name: "at", Type: store.Text, Required: true})
		}, lost: "the new field at must be there", warns: "rise"},
		"a kind":            {change: func(m *sdk.Manifest) { schema(m, 1, on, state, note).Kind = store.Internal }, added: "the grant internal", lost: "it is internal and was ordinary", warns: "rise"},
		"no page on paper":  {change: func(m *sdk.Manifest) { view(m).Print = nil }, broken: "the page on paper of visits is gone", warns: "rise"},
		"a column less":     {change: func(m *sdk.Manifest) { view(m).CSV = []string{"state"} }, broken: "the spreadsheet of visits has no column Jour any more", warns: "rise"},
		"a column more":     {change: func(m *sdk.Manifest) { view(m).CSV = []string{"on", "state", "note"} }, added: "the column note in the spreadsheet of visits"},
		"one in between":    {change: func(m *sdk.Manifest) { view(m).CSV = []string{"on", "note", "state"} }, added: "the column note", broken: "stand in another order", warns: "rise"},
		"no chosen columns": {change: func(m *sdk.Manifest) { view(m).CSV = nil }, broken: "have other heads", warns: "rise"},
		"no view":           {change: func(m *sdk.Manifest) { m.Views = nil }, broken: "have other heads", warns: "rise"},
		"another list":      {change: func(m *sdk.Manifest) { view(m).List = &sdk.ListView{Columns: []string{"state"}} }},
		"a column's title": {change: func(m *sdk.Manifest) {
			schema(m, 1, on, state, note).JSON = []byte(`{"properties": {"on": {"x-title": {"fr": "Date", "en": "Day"}}}}`)
		}, added: "the column Date", broken: "no column Jour any more", warns: "rise"},
		"converted": {change: func(m *sdk.Manifest) {
			m.Version = "1.3.0"
			view(m).CSV = []string{"on", "phase"}
			is := schema(m, 2, on, store.Field{Name: "phase", Type: store.Integer, Required: true})
			is.JSON = []byte(`{"properties": {"on": {"x-title": {"fr": "Jour"}}, "phase": {"x-title": {"fr": "state"}}}}`)
			is.Conversions = []store.Conversion{{
				To: 2, Rename: map[string]string{"state": "phase"}, Drop: []string{"note"},
				Map: map[string]store.Mapped{"phase": {"open": "1"}}, Default: map[string]any{"phase": 0},
			}}
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m := before()
			m.Version = "1.2.1"
			c.change(&m)
			d := parcel.Compare(before(), m)
			for _, part := range []struct {
				got  []string
				want string
			}{{d.Added, c.added}, {d.Broken, c.broken}, {d.Lost, c.lost}} {
				if text := strings.Join(part.got, "; "); (part.want == "") != (text == "") || !strings.Contains(text, part.want) {
					t.Errorf("got %q, want %q", text, part.want)
				}
			}
			if warning := d.Warning(m.Version); (c.warns == "") != (warning == "") || !strings.Contains(warning, c.warns) {
				t.Errorf("warning %q, want %q", warning, c.warns)
			}
		})
	}
	later := before()
	later.Collections[0].Version = 2
	if d := parcel.Compare(later, before()); len(d.Lost) != 1 || !strings.Contains(d.Lost[0], "cannot be read") {
		t.Errorf("back to an older schema: %v", d.Lost)
	}
}
