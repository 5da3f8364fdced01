package declared

import (
	"encoding/json"
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/sdk"
	"github.com/ribambelle/ribambelle/sdk/store"
)

// mirrors are the objects of a schema, by pointer, and what each of them fills. A module without a program does not have
// what needs one, nor what is worked out: those fields stand here by name, so that a new one is either written or refused.
func mirrors() map[string][]mirror {
	return map[string][]mirror{
		moduleText: {
			{"", sdk.Manifest{}, "actions policy config grants notices widgets jobs hears guards placement collections views operations openapi"},
			{"/properties/roles/items", sdk.Role{}, ""},
			{"/properties/first_steps/items", sdk.FirstStep{}, "path action"},
			{"/properties/under_way/items", sdk.UnderWay{}, ""},
			{"/properties/shares/items", sdk.Shareable{}, "operation header cells table names together"},
			{"/properties/publishes/items", sdk.Publishable{}, ""},
		},
		collectionText: {
			{"", written{}, ""},
			{"/properties/list", sdk.ListView{}, ""},
			{"/properties/form/items", sdk.FormStep{}, ""},
			{"/properties/print", sdk.PrintView{}, ""},
			{"/properties/conversions/items", store.Conversion{}, ""},
			{"/$defs/marks", store.Marks{}, ""},
		},
	}
}

type mirror struct {
	at      string
	fills   any
	without string // names that no declaration writes
}

// What editors are told and what is read are one: neither the schemas nor the structures gain a field alone, for what the
// schema lacks nobody could write, and what the structure lacks would be read by nobody.
func TestSchemasMirrorWhatTheyFill(t *testing.T) {
	t.Parallel()
	for text, all := range mirrors() {
		for _, m := range all {
			want := namesOf(reflect.TypeOf(m.fills))
			for name := range strings.FieldsSeq(m.without) {
				if !slices.Contains(want, name) {
					t.Errorf("%T has no field %s that a declaration could leave out", m.fills, name)
				}
				want = slices.DeleteFunc(want, func(n string) bool { return n == name })
			}
			got := propertiesAt(t, text, m.at)
			for _, name := range want {
				if !slices.Contains(got, name) {
					t.Errorf("%s of %T is not in the schema at %q", name, m.fills, m.at)
				}
			}
			for _, name := range got {
				if !slices.Contains(want, name) {
					t.Errorf("the schema has %s at %q, and %T does not", name, m.at, m.fills)
				}
			}
		}
	}
}

// namesOf are those of a structure's fields as JSON has them.
func namesOf(of reflect.Type) (names []string) {
	for i := range of.NumField() {
		name, _, _ := strings.Cut(of.Field(i).Tag.Get("json"), ",")
		if name != "" && name != "-" {
			names = append(names, name)
		}
	}
	return names
}

func propertiesAt(t *testing.T, text, pointer string) (names []string) {
	t.Helper()
	var at any
	if err := json.Unmarshal([]byte(text), &at); err != nil {
		t.Fatal(err)
	}
	for part := range strings.SplitSeq(strings.TrimPrefix(pointer, "/"), "/") {
		if inner, object := at.(map[string]any); object && part != "" {
			at = inner[part]
		}
	}
	object, _ := at.(map[string]any)
	properties, _ := object["properties"].(map[string]any)
	if len(properties) == 0 || object["additionalProperties"] != false {
		t.Errorf("at %q the schema is no closed object", pointer)
	}
	for name := range properties {
		names = append(names, name)
	}
	return names
}
