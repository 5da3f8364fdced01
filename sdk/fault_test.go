package sdk_test

import (
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/danielgtaylor/huma/v2"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// everything breaks each rule that a document can break.
type everything struct {
	Missing  string            `json:"missing"`
	Short    string            `json:"short" minLength:"3"`
	Long     string            `json:"long" maxLength:"2"`
	Small    int               `json:"small" minimum:"5"`
	Large    int               `json:"large" maximum:"5"`
	Above    float64           `json:"above" exclusiveMinimum:"5"`
	Below    float64           `json:"below" exclusiveMaximum:"5"`
	Multiple float64           `json:"multiple" multipleOf:"0.5"`
	Few      []string          `json:"few" minItems:"2"`
	Many     []string          `json:"many" maxItems:"1"`
	Twice    []string          `json:"twice" uniqueItems:"true"`
	Choice   string            `json:"choice" enum:"a,b"`
	Pattern  string            `json:"pattern" pattern:"^a$"`
	Named    string            `json:"named" pattern:"^a$" patternDescription:"one letter a"`
	Day      string            `json:"day" format:"date"`
	Moment   string            `json:"moment" format:"date-time"`
	Email    string            `json:"email" format:"email"`
	Address  string            `json:"address" format:"uri"`
	Whole    int               `json:"whole"`
	Truth    bool              `json:"truth"`
	Text     string            `json:"text"`
	List     []string          `json:"list"`
	Pairs    map[string]string `json:"pairs"`
}

// TestEveryRefusalOfTheCheckerNamesItsRule holds the rules to the sentences of the checker that is in use.
func TestEveryRefusalOfTheCheckerNamesItsRule(t *testing.T) {
	t.Parallel()
	schemas := huma.NewMapRegistry("#/", huma.DefaultSchemaNamer)
	schema := schemas.SchemaFromRef(schemas.Schema(reflect.TypeFor[everything](), true, "").Ref)
	document := map[string]any{
		"short": "a", "long": "abc", "small": 1.0, "large": 9.0, "above": 5.0, "below": 5.0, "multiple": 0.7,
		"few": []any{"a"}, "many": []any{"a", "b"}, "twice": []any{"a", "a"}, "choice": "c", "pattern": "b", "named": "b",
		"day": "x", "moment": "x", "email": "x", "address": ":", "whole": 1.5, "truth": "x", "text": 1.0, "list": 1.0, "pairs": 1.0,
		"surprise": 1.0,
	}
	var result huma.ValidateResult
	huma.Validate(schemas, schema, huma.NewPathBuffer(nil, 0), huma.ModeWriteToServer, document, &result)
	got := map[string]string{}
	for _, err := range result.Errors {
		detail := err.(*huma.ErrorDetail) //nolint:errorlint,forcetypeassert // what Validate makes, unwrapped
		location := ""
		if detail.Location != "" {
			location = "/" + strings.ReplaceAll(detail.Location, ".", "/")
		}
		f := fault.Checked(location, detail.Message)
		got[f.Pointer] = strings.TrimSpace(f.Rule + " " + f.Limit)
	}
	want := map[string]string{
		"/missing": "required", "/surprise": "unknown", "/short": "too-short 3", "/long": "too-long 2", "/small": "too-small 5",
		"/large": "too-large 5", "/above": "not-above 5", "/below": "not-below 5", "/multiple": "multiple 0.5", "/few": "too-few 2",
		"/many": "too-many 1", "/twice": "duplicate", "/choice": "choice a, b", "/pattern": "pattern ^a$", "/named": "pattern one letter a",
		"/day": "format date", "/moment": "format date-time", "/email": "format email", "/address": "format uri",
		"/whole": "type integer", "/truth": "type boolean", "/text": "type string", "/list": "type array", "/pairs": "type object",
	}
	if fmt.Sprint(got) != fmt.Sprint(want) {
		t.Errorf("rules\n%v\nnot\n%v", got, want)
	}
	if f := fault.Checked("/a", "says something new"); f.Rule != "" || f.Message != "says something new" || f.Pointer != "/a" {
		t.Errorf("a sentence that is none of the checker's: %+v", f)
	}
}
