package questionnaire_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
)

func TestCheckFindsWhatNoSchemaSays(t *testing.T) {
	t.Parallel()
	weight := -1.0
	for _, tc := range []struct {
		name   string
		change func(*questionnaire.Questionnaire)
		want   string
	}{
		{"no licence", func(q *questionnaire.Questionnaire) { q.Licence = " " }, "/licence"},
		{"no language", func(q *questionnaire.Questionnaire) { q.Languages = nil }, "/languages"},
		{"language twice", func(q *questionnaire.Questionnaire) { q.Languages = []string{"fr", "fr"} }, "/languages/1"},
		{"no scale", func(q *questionnaire.Questionnaire) { q.Scales = nil }, "/scales"},
		{"scale twice", func(q *questionnaire.Questionnaire) { q.Scales = append(q.Scales, q.Scales[0]) }, "/scales/1/key"},
		{"no dimension", func(q *questionnaire.Questionnaire) { q.Dimensions = nil }, "/dimensions"},
		{"empty dimension", func(q *questionnaire.Questionnaire) { q.Dimensions[0].Items = nil }, "/dimensions/0/items"},
		{"negative weight", func(q *questionnaire.Questionnaire) { q.Dimensions[0].Weight = &weight }, "/dimensions/0/weight"},
		{"status", func(q *questionnaire.Questionnaire) { q.Status = "final" }, "/status"},
		{"yes/no of three", func(q *questionnaire.Questionnaire) { q.Scales[0].Kind = questionnaire.YesNo }, "/scales/0/max"},
		{"frequency without every wording", func(q *questionnaire.Questionnaire) { q.Scales[0].Kind = questionnaire.Frequency }, "/scales/0/anchors"},
		{"too many values to tap", func(q *questionnaire.Questionnaire) { q.Scales[0].Max = 100 }, "/scales/0/max"},
		{"anchor without wording", func(q *questionnaire.Questionnaire) { q.Scales[0].Anchors[0].FR = "" }, "/scales/0/anchors/0"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			q := five()
			tc.change(&q)
			if got := fmt.Sprint(q.Check()); !strings.Contains(got, tc.want+":") {
				t.Errorf("problems %s, want one at %s", got, tc.want)
			}
		})
	}
	if problems := five().Check(); len(problems) > 0 {
		t.Errorf("a sound questionnaire has problems: %v", problems)
	}
}

func TestVersionsAreOrderedByNumber(t *testing.T) {
	t.Parallel()
	older, err := questionnaire.ParseVersion("1.9.0")
	if err != nil {
		t.Fatal(err)
	}
	newer, err := questionnaire.ParseVersion("1.10.0")
	if err != nil {
		t.Fatal(err)
	}
	if older.Compare(newer) >= 0 {
		t.Error("1.9.0 is not older than 1.10.0")
	}
	for _, text := range []string{"", "1", "1.0", "1.0.0.0", "01.0.0", "1.0.x", "-1.0.0", "1.0.0-rc1"} {
		if v, err := questionnaire.ParseVersion(text); err == nil {
			t.Errorf("%q read as %v", text, v)
		}
	}
}

func TestWordingFallsBackToTheLanguage(t *testing.T) {
	t.Parallel()
	text := questionnaire.Text{"fr": "crèche", "fr-CA": "CPE"}
	for tag, want := range map[string]string{"fr-CA": "CPE", "fr-FR": "crèche", "fr": "crèche", "en": ""} {
		if got := text.In(tag); got != want {
			t.Errorf("In(%q) = %q, want %q", tag, got, want)
		}
	}
	if got := text.In("en", "fr"); got != "crèche" {
		t.Errorf("fallback %q", got)
	}
}
