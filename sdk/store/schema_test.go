package store_test

import (
	"encoding/json"
	"errors"
	"reflect"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"
	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

type title struct {
	FR string `json:"fr,omitempty"`
	EN string `json:"en,omitempty"`
}

type step struct {
	Label string  `json:"label" maxLength:"20"`
	Hours float64 `json:"hours,omitempty" minimum:"0"`
}

type Base struct {
	Site string `json:"site" rb:"unit" fr:"Lieu" en:"Place"`
}

type visit struct {
	Base
	Title   title    `json:"title" rb:"searchable" doc:"What it is called"`
	Status  string   `json:"status" enum:"draft,open" rb:"index" frenum:"draft=Brouillon,open=Ouvert" enenum:"draft=Draft,open=Open"`
	Places  int      `json:"places,omitempty" maximum:"200" fr:"Places" frhelp:"Nombre de places"`
	Opens   string   `json:"opens_on,omitempty" format:"date"`
	Person  string   `json:"person,omitempty" rb:"subject=person"`
	Phone   *string  `json:"phone,omitempty" rb:"personal,subject=person" widget:"person"`
	Steps   []step   `json:"steps,omitempty" fradd:"Ajouter une étape" enadd:"Add a step"`
	Notes   []string `json:"notes,omitempty"`
	private string
	Skipped string `json:"-"`
}

func TestSchemaOf(t *testing.T) {
	t.Parallel()
	_ = visit{private: ""}.private
	text, err := store.SchemaOf(reflect.TypeFor[visit]())
	if err != nil {
		t.Fatal(err)
	}
	s, err := store.ParseSchema("visits", text, store.Schema{})
	if err != nil {
		t.Fatalf("the schema of a struct must be a sound declaration: %v\n%s", err, text)
	}
	want := []store.Field{
		{Name: "site", Type: store.Text, Required: true, Marks: store.Marks{Unit: true}},
		{Name: "title", Type: store.Object, Required: true, Marks: store.Marks{Searchable: true}},
		{Name: "status", Type: store.Text, Required: true, Marks: store.Marks{Index: true}},
		{Name: "places", Type: store.Integer},
		{Name: "opens_on", Type: store.Date},
		{Name: "person", Type: store.Text, Marks: store.Marks{Subject: "person"}},
		{Name: "phone", Type: store.Text, Marks: store.Marks{Personal: true, Subject: "person"}},
		{Name: "steps", Type: store.Object},
		{Name: "notes", Type: store.Object},
	}
	if diff := cmp.Diff(want, s.Fields); diff != "" {
		t.Errorf("fields (-want +got):\n%s", diff)
	}
	if s.Kind != store.Ordinary || s.Version != 1 {
		t.Errorf("defaults: kind %q, version %d", s.Kind, s.Version)
	}
	if strings.Contains(string(text), "$ref") {
		t.Errorf("the schema is not self-contained: %s", text)
	}
	for _, extension := range []string{
		`"x-title":{"en":"Place","fr":"Lieu"}`, `"x-help":{"fr":"Nombre de places"}`, `"x-widget":"person"`,
		`"x-add":{"en":"Add a step","fr":"Ajouter une étape"}`, `"x-enum":{"draft":{"en":"Draft","fr":"Brouillon"},"open":{"en":"Open","fr":"Ouvert"}}`,
	} {
		if !strings.Contains(string(text), extension) {
			t.Errorf("the schema lacks %s in\n%s", extension, text)
		}
	}
}

// inTwo describes itself: a map with two known keys.
type inTwo map[string]string

func (inTwo) Schema(huma.Registry) *huma.Schema {
	text := &huma.Schema{Type: huma.TypeString}
	return &huma.Schema{Type: huma.TypeObject, Properties: map[string]*huma.Schema{"fr": text, "en": text}, AdditionalProperties: false}
}

func TestATypeMayDescribeItself(t *testing.T) {
	t.Parallel()
	text, err := store.SchemaOf(reflect.TypeFor[struct {
		Title inTwo `json:"title" fr:"Titre" en:"Title"`
	}]())
	if want := `"properties":{"en":{"type":"string"},"fr":{"type":"string"}}`; err != nil || !strings.Contains(string(text), want) {
		t.Errorf("%v: %s, want %s", err, text, want)
	}
}

type endless struct {
	Next []endless `json:"next,omitempty"`
}

type badMark struct {
	Name string `json:"name" rb:"personnal"`
}

type badTag struct {
	Name string `json:"name" minLength:"two"`
}

func TestSchemaOfRefuses(t *testing.T) {
	t.Parallel()
	for name, typ := range map[string]reflect.Type{
		"no struct":       reflect.TypeFor[string](),
		"contains itself": reflect.TypeFor[endless](),
		"unknown mark":    reflect.TypeFor[badMark](),
		"unreadable tag":  reflect.TypeFor[badTag](),
		"nothing":         nil,
	} {
		if _, err := store.SchemaOf(typ); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, want invalid", name, err)
		}
	}
}

func TestParseSchemaRefuses(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		properties string
		rest       store.Schema
		pointer    string
	}{
		"personal without subject": {`"name":{"type":"string","x-rb":{"personal":true}}`, store.Schema{}, "/properties/name/x-rb"},
		"subject is no field":      {`"name":{"type":"string","x-rb":{"personal":true,"subject":"who"}}`, store.Schema{}, "/properties/name/x-rb"},
		"subject when anonymous":   {`"who":{"type":"string","x-rb":{"subject":"who"}}`, store.Schema{Kind: store.Anonymous}, "/properties/who/x-rb"},
		"owner when anonymous":     {`"who":{"type":"string","x-rb":{"owner":true}}`, store.Schema{Kind: store.Anonymous}, "/properties/who/x-rb"},
		"two units": {
			`"a":{"type":"string","x-rb":{"unit":true}},"b":{"type":"string","x-rb":{"unit":true}}`,
			store.Schema{},
			"/properties/b/x-rb",
		},
		"unit is no text":     {`"a":{"type":"integer","x-rb":{"unit":true}}`, store.Schema{}, "/properties/a/x-rb"},
		"sealed unit":         {`"a":{"type":"string","x-rb":{"sensitive":true,"unit":true}}`, store.Schema{}, "/properties/a/x-rb"},
		"sealed owner":        {`"a":{"type":"string","x-rb":{"sensitive":true,"owner":true}}`, store.Schema{}, "/properties/a/x-rb"},
		"sealed file":         {`"a":{"type":"string","x-rb":{"sensitive":true,"file":"image"}}`, store.Schema{}, "/properties/a/x-rb"},
		"sealed and searched": {`"a":{"type":"string","x-rb":{"sensitive":true,"searchable":true}}`, store.Schema{}, "/properties/a/x-rb"},
		"sealed among others": {`"a":{"type":"string","x-rb":{"sensitive":true}},"b":{"type":"string"}`, store.Schema{Indexes: [][]string{{"b", "a"}}}, "/properties/a/x-rb"},
		"unique object":       {`"a":{"type":"object","x-rb":{"unique":true}}`, store.Schema{}, "/properties/a/x-rb"},
		"searchable number":   {`"a":{"type":"number","x-rb":{"searchable":true}}`, store.Schema{}, "/properties/a/x-rb"},
		"retention":           {`"a":{"type":"string","x-rb":{"retention":"2 years"}}`, store.Schema{}, "/properties/a/x-rb"},
		"marks below the top": {`"a":{"type":"object","properties":{"b":{"type":"string","x-rb":{"unit":true}}}}`, store.Schema{}, "/properties/a/properties/b/x-rb"},
		"reserved":            {`"owner_id":{"type":"string"}`, store.Schema{}, "/properties/owner_id"},
		"capitals":            {`"Title":{"type":"string"}`, store.Schema{}, "/properties/Title"},
		"declared twice":      {`"a":{"type":"string"},"a":{"type":"string"}`, store.Schema{}, "/properties/a"},
		"reference":           {`"a":{"$ref":"#/$defs/a"}`, store.Schema{}, "/properties/a"},
		"nothing":             {``, store.Schema{}, "/properties"},
		"index on a stranger": {`"a":{"type":"string"}`, store.Schema{Indexes: [][]string{{"b"}}}, ""},
		"kind":                {`"a":{"type":"string"}`, store.Schema{Kind: "secret"}, ""},
		"missing conversion":  {`"a":{"type":"string"}`, store.Schema{Version: 2}, ""},
		"child's name":        {`"child_first_name":{"type":"string"}`, store.Schema{}, "/properties/child_first_name"},
		"prénom d'enfant":     {`"prenom_enfant":{"type":"string"}`, store.Schema{}, "/properties/prenom_enfant"},
		"nested child's name": {`"enfants":{"type":"array","items":{"type":"object","properties":{"nom":{"type":"string"}}}}`, store.Schema{}, "/properties/enfants/items/properties/nom"},
		"birth date":          {`"dob":{"type":"string"}`, store.Schema{}, "/properties/dob"},
		"child's photo":       {`"photo_bebe":{"type":"string"}`, store.Schema{}, "/properties/photo_bebe"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			text := `{"type":"object","properties":{` + c.properties + `}}`
			_, err := store.ParseSchema("things", []byte(text), c.rest)
			var f *fault.Error
			if !errors.As(err, &f) || f.Kind != fault.Invalid {
				t.Fatalf("got %v, want invalid", err)
			}
			for _, field := range f.Fields {
				if field.Pointer == c.pointer {
					return
				}
			}
			t.Errorf("no complaint at %q in %v", c.pointer, f.Fields)
		})
	}
}

func TestParseSchemaLetsCountsOfChildrenPass(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"children", "nombre_enfants", "places", "child_count", "group_name", "staff_photo"} {
		text := `{"type":"object","properties":{"` + name + `":{"type":"integer"}}}`
		if _, err := store.ParseSchema("rooms", []byte(text), store.Schema{}); err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func FuzzParseSchema(f *testing.F) {
	f.Add([]byte(`{"type":"object","properties":{"a":{"type":["string","null"],"x-rb":{"unit":true}}}}`))
	f.Add([]byte(`{"type":"object","properties":{"a":{"items":{"additionalProperties":{"type":7}}}}}`))
	f.Fuzz(func(t *testing.T, text []byte) {
		s, err := store.ParseSchema("things", text, store.Schema{})
		if err == nil && (len(s.Fields) == 0 || !json.Valid(s.JSON)) {
			t.Errorf("accepted %q without fields", text)
		}
	})
}
