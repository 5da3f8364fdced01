package questionnaire_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
)

// FuzzSheet holds the hand-written reading of sheets to the standard one.
func FuzzSheet(f *testing.F) {
	for _, text := range []string{
		`{}`, `{"a":1,"b":"na","c":"no","d":-3.5e2}`, `{"a":true}`, `{"a":null}`, `{"a":"x,\"y\":2"}`, `{"a":{"b":1}}`, `{"a":[1,2]}`,
		`{ "a" : 1 }`, `{"a\u0062":1}`, `{"a":1,"a":2}`, `{"":0}`, `{"a,b":1}`, `{"a\":":1}`, `null`, `{"a":"na,"}`, `{"a":"Infinity"}`,
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		var want map[string]any
		var got questionnaire.Sheet
		bad := json.Unmarshal([]byte(text), &want)
		err := json.Unmarshal([]byte(text), &got)
		if (bad == nil) != (err == nil) {
			t.Fatalf("%s: %v, the standard says %v", text, err, bad)
		}
		if diff := cmp.Diff(questionnaire.Sheet(want), got); bad == nil && diff != "" {
			t.Fatalf("%s (-standard +ours):\n%s", text, diff)
		}
	})
}
