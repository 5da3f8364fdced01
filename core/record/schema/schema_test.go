package schema

import (
	"encoding/json"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/sdk/fault"
	"github.com/ribambelle/ribambelle/sdk/store"
)

const within = `{"type":"object","additionalProperties":false,"required":["title","steps"],"properties":{
	"title":{"type":"string","minLength":2,"maxLength":5,"pattern":"^[a-z]"},
	"status":{"type":"string","enum":["draft","open"]},
	"places":{"type":["integer","null"],"minimum":0,"exclusiveMaximum":50},
	"score":{"type":"number","maximum":2.5},
	"on":{"type":"string","format":"date"},
	"done":{"type":"boolean"},
	"steps":{"type":"array","minItems":1,"maxItems":3,"uniqueItems":true,"items":{"type":["string","null"]}},
	"more":{"type":"object","required":["a"],"properties":{"a":{"type":"integer"}},"additionalProperties":{"type":"boolean"}},
	"free":{"type":"object","maxProperties":2}}}`

// TestTreeAgreesWithTheFullImplementation holds random documents against both: the same places are wrong.
func TestTreeAgreesWithTheFullImplementation(t *testing.T) {
	t.Parallel()
	c := compile(t, within)
	if c.tree == nil {
		t.Fatal("the schema is beyond the tree: nothing is compared")
	}
	r := rand.New(rand.NewPCG(1, 2))
	valid, invalid := 0, 0
	for range 20_000 {
		fields := randomDocument(r)
		got, want := pointers(c.Check(fields)), pointers(c.full.check(fields))
		if len(want) == 0 {
			valid++
		} else {
			invalid++
		}
		if diff := cmp.Diff(want, got); diff != "" {
			text, _ := json.Marshal(fields)
			t.Fatalf("%s (-full +tree):\n%s", text, diff)
		}
	}
	if valid < 500 || invalid < 500 {
		t.Errorf("%d valid and %d invalid documents: too few of one to compare", valid, invalid)
	}
}

func pointers(err error) []string {
	var f *fault.Error
	if !errors.As(err, &f) {
		return nil
	}
	var all []string
	for _, field := range f.Fields {
		all = append(all, field.Pointer)
	}
	slices.Sort(all)
	return slices.Compact(all)
}

// randomDocument leans to what is valid, so that both answers are common.
func randomDocument(r *rand.Rand) map[string]any {
	odd := func() any {
		return []any{"x", "abc", "Abc", "toolong", 7.0, -1.0, 1.5, true, []any{"a", "a"}, []any{}, []any{[]any{}}, map[string]any{"a": 1.0}, map[string]any{"b": 1.0}, "2026-02-30"}[r.IntN(14)]
	}
	fields := map[string]any{}
	for name, good := range map[string]any{
		"title": "abc", "status": "open", "places": 7.0, "score": 2.5, "on": "2026-02-28", "done": true,
		"steps": []any{"a", nil}, "more": map[string]any{"a": 1.0, "b": true}, "free": map[string]any{"x": 1.0},
	} {
		switch roll := r.IntN(40); {
		case roll == 0:
			fields[name] = odd()
		case roll > 3 || name == "title" || name == "steps" && roll > 1:
			fields[name] = good
		}
	}
	if r.IntN(20) == 0 {
		fields[fmt.Sprintf("extra%d", r.IntN(3))] = odd()
	}
	if r.IntN(20) == 0 {
		delete(fields, "title")
		fields["Title"] = "abc"
	}
	return fields
}

func TestBeyondTheTree(t *testing.T) {
	t.Parallel()
	c := compile(t, `{"type":"object","required":["a"],"additionalProperties":false,"properties":{
		"a":{"oneOf":[{"type":"string","maxLength":2},{"type":"integer"}]},
		"b":{"type":"string","format":"email"}}}`)
	if c.tree != nil {
		t.Fatal("the tree claims to know oneOf")
	}
	for text, want := range map[string][]string{
		`{"a":"x"}`:         nil,
		`{"a":7}`:           nil,
		`{}`:                {"/a"},
		`{"a":"xyz"}`:       {"/a"},
		`{"a":7,"c":1}`:     {"/c"},
		`{"a":7,"b":"who"}`: {"/b"},
	} {
		fields, err := c.Normal([]byte(text))
		if err != nil {
			t.Fatal(err)
		}
		if diff := cmp.Diff(want, pointers(c.Check(fields))); diff != "" {
			t.Errorf("%s (-want +got):\n%s", text, diff)
		}
	}
}

func compile(t *testing.T, text string) *Checker {
	t.Helper()
	c, err := Compile(store.Schema{Collection: "things", JSON: json.RawMessage(text)})
	if err != nil {
		t.Fatal(err)
	}
	return c
}

func TestCompileRefuses(t *testing.T) {
	t.Parallel()
	for _, text := range []string{`{"type":"strin"}`, `{"type":"object","properties":{"a":{"type":"string","pattern":"("}}}`, `7`} {
		if _, err := Compile(store.Schema{Collection: "things", JSON: json.RawMessage(text)}); fault.KindOf(err) != fault.Invalid {
			t.Errorf("%s: got %v, want invalid", text, err)
		}
	}
}

func BenchmarkCheck(b *testing.B) {
	c, err := Compile(store.Schema{Collection: "things", JSON: json.RawMessage(within)})
	if err != nil {
		b.Fatal(err)
	}
	doc := []byte(`{"title":"abc","places":7,"score":1.5,"steps":["a","b"]}`)
	for b.Loop() {
		fields, err := c.Normal(doc)
		if err != nil || c.Check(fields) != nil {
			b.Fatal(err)
		}
	}
}
