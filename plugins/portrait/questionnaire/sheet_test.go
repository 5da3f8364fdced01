package questionnaire_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
)

func TestSheetsAreCheckedWithPointers(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		sheet questionnaire.Sheet
		want  []string
	}{
		{"all kinds of answers", questionnaire.Sheet{"a": 0., "b": 4., "c": "na"}, nil},
		{"nothing", questionnaire.Sheet{}, []string{"/values"}},
		{"unknown item", questionnaire.Sheet{"zz": 1.}, []string{"/values/zz"}},
		{"unknown item with a slash", questionnaire.Sheet{"z/z": 1.}, []string{"/values/z~1z"}},
		{"out of range, half, not offered", questionnaire.Sheet{"a": 5., "b": 1.5, "c": "no", "d": -1.}, []string{"/values/a", "/values/b", "/values/c", "/values/d"}},
		{"other types", questionnaire.Sheet{"a": true, "b": nil, "c": "4", "d": []any{1.}}, []string{"/values/a", "/values/b", "/values/c", "/values/d"}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			var got []string
			for _, p := range five().CheckSheet("/values", tc.sheet) {
				got = append(got, p.Pointer)
			}
			if diff := cmp.Diff(tc.want, got); diff != "" {
				t.Errorf("pointers (-want +got):\n%s", diff)
			}
		})
	}
}
