package api

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/sdk/fault"
)

// TestSound holds what every reader takes alike against what they do not: where encoding/json alone would take
// it, the case says so.
func TestSound(t *testing.T) {
	t.Parallel()
	many := make([]string, 0, 40)
	for i := range 40 {
		many = append(many, `"`+strings.Repeat("a", i+1)+`":1`)
	}
	for _, c := range []struct{ name, text, pointer, message string }{
		{"an object", `{"a":[1,{"b":"\ud83d\ude00 \" \\ é"}],"c":1e3}`, "", ""},
		{"same name on two levels", `{"a":{"a":1},"b":[{"a":1},{"a":2}]}`, "", ""},
		{"many names", "{" + strings.Join(many, ",") + "}", "", ""},
		{"a name twice", `{"a":{"b":1,"c":2,"b":3}}`, "/a/b", "given twice"},
		{"a name twice, escaped", `{"name":1,"n\u0061me":2}`, "/name", "given twice"},
		{"one of many twice", "{" + strings.Join(many, ",") + `,"aaa":2}`, "/aaa", "given twice"},
		{"NUL", `[0,{"a":"x\u0000"}]`, "/1/a", "NUL is no character of a text"},
		{"half a character", `{"a":"\ud800"}`, "/a", "half a character"},
		{"halves in the wrong order", `{"a":"\udc00\ud800"}`, "/a", "half a character"},
		{"a half before a letter", `{"a":"\ud800\u0041"}`, "/a", "half a character"},
		{"a number beyond", `{"a":[1,-1e400]}`, "/a/1", "a number beyond what can be kept"},
		{"too deep", strings.Repeat(`[`, 65) + strings.Repeat(`]`, 65), strings.Repeat("/0", 64), "nested deeper than 64"},
		{"nothing", " ", "", "expected JSON, the body is empty"},
		{"half an object", "{\n\"a\":", "", "line 2: unexpected end of JSON input"},
		{"two values", `{} x`, "", "line 1: invalid character 'x' after top-level value"},
		{"not UTF-8", "{\"a\":\"\xff\"}", "", "not UTF-8"},
	} {
		err := sound([]byte(c.text))
		if c.message == "" {
			if err != nil {
				t.Errorf("%s: %v", c.name, err)
			}
			continue
		}
		f := fault.From(err)
		if f.Code != "malformed-body" || len(f.Fields) != 1 || f.Fields[0].Pointer != c.pointer || f.Fields[0].Message != c.message {
			t.Errorf("%s: %v %+v", c.name, err, f.Fields)
		}
	}
}

// FuzzSound holds the scan against encoding/json: it never fails on its own, and what it takes is valid.
func FuzzSound(f *testing.F) {
	for _, text := range []string{`{"a":[1,2,{"b":null}]}`, `"\ud83d\ude00"`, `[[]]`, `{"a":1,"a":2}`, `-1.5e-7`, `{"\\":"\""}`, `"\u00`, `{`} {
		f.Add([]byte(text))
	}
	f.Fuzz(func(t *testing.T, text []byte) {
		if err := sound(text); err == nil && !json.Valid(text) {
			t.Errorf("took %q", text)
		}
	})
}

func BenchmarkSound(b *testing.B) {
	text := []byte(`{"title":"Une visite","unit":"01980000-0000-7000-8000-000000000000","amount":12.5,"tags":["a","b"],"more":{"x":1,"y":"` + strings.Repeat("z", 200) + `"}}`)
	b.ReportAllocs()
	for b.Loop() {
		if err := sound(text); err != nil {
			b.Fatal(err)
		}
	}
}
