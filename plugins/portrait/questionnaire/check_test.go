package questionnaire_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
	"github.com/ribambelle/ribambelle/sdk"
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

func TestTheListOfDimensionsIsATree(t *testing.T) {
	t.Parallel()
	if problems := nested().Check(); len(problems) > 0 {
		t.Fatalf("a sound tree has problems: %v", problems)
	}
	for _, tc := range []struct {
		name   string
		change func(all []questionnaire.Dimension)
		want   string
	}{
		{"holds itself", func(all []questionnaire.Dimension) { all[0].Parent = "whole" }, "/dimensions/0/parent: there is no dimension"},
		{"a circle", func(all []questionnaire.Dimension) { all[0].Parent = "x" }, "/dimensions/0/parent: there is no dimension"},
		{"nobody's", func(all []questionnaire.Dimension) { all[2].Parent = "none" }, "/dimensions/2/parent: there is no dimension"},
		{"apart from its like", func(all []questionnaire.Dimension) { all[2], all[3] = all[3], all[2] }, "/dimensions/3/parent: must stand below"},
		{"items beside dimensions", func(all []questionnaire.Dimension) { all[2].Parent = "x" }, "/dimensions/1/items: the dimension holds others"},
	} {
		q := nested()
		tc.change(q.Dimensions)
		if got := fmt.Sprint(q.Check()); !strings.Contains(got, tc.want) {
			t.Errorf("%s: problems %s, want %s", tc.name, got, tc.want)
		}
	}
	deep := nested()
	deep.Dimensions = nil
	for i, key := range []string{"a", "b", "c", "d", "e", "f"} {
		d := questionnaire.Dimension{Key: key, Title: questionnaire.Text{"fr": key}}
		if i > 0 {
			d.Parent = deep.Dimensions[i-1].Key
		}
		deep.Dimensions = append(deep.Dimensions, d)
	}
	deep.Dimensions[5].Items = nested().Dimensions[3].Items
	if got := fmt.Sprint(deep.Check()); got != "[/dimensions/5/parent: lies deeper than 5 levels]" {
		t.Errorf("six levels: %s", got)
	}
}

func TestALicensedInstrumentMayLeaveItsTextsInTheManual(t *testing.T) {
	t.Parallel()
	q := five()
	q.Dimensions[0].Items[2].Text = nil
	if len(q.Check()) == 0 {
		t.Error("an item without text is sound in a questionnaire of one's own")
	}
	q.Licensed = true
	if problems := q.Check(); len(problems) > 0 {
		t.Errorf("problems %v", problems)
	}
	if got := q.Worded().Dimensions[0].Items[2].Text["fr"]; got != "Énoncé 3 : voir le manuel" || q.Dimensions[0].Items[2].Text != nil {
		t.Errorf("called %q", got)
	}
	q.Dimensions[0].Items[0].Domains, q.Dimensions[0].Items[0].CPS = []sdk.Domain{"parents", "parents"}, []sdk.Competence{"C1", "C9"}
	if got := fmt.Sprint(q.Check()); !strings.Contains(got, `/domains/1: "parents" is named twice`) || !strings.Contains(got, "/cps/1: must be one of [C1") {
		t.Errorf("problems %s", got)
	}
}

func TestTheScalesOfTheFieldExist(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]questionnaire.Scale{
		"Likert 1 to 4":        {Kind: questionnaire.Likert, Min: 1, Max: 4},
		"Likert 1 to 5":        {Kind: questionnaire.Likert, Min: 1, Max: 5},
		"Likert 1 to 7":        {Kind: questionnaire.Likert, Min: 1, Max: 7},
		"frequency 0 to 4":     {Kind: questionnaire.Frequency, Min: 0, Max: 4},
		"rubric with anchors":  {Kind: questionnaire.Rubric, Min: 1, Max: 7},
		"yes and no":           {Kind: questionnaire.YesNo, Min: 0, Max: 1},
		"stop-scored, 1 to 7":  {Kind: questionnaire.Stop, Min: 1, Max: 7},
		"a number of 0 to 100": {Kind: questionnaire.Rating, Min: 0, Max: 100},
	} {
		q := five()
		s.Key, s.NotApplicable, s.NotObserved = "f", true, true
		for v := s.Min; v <= s.Max && s.Kind != questionnaire.Rating; v++ {
			s.Anchors = append(s.Anchors, questionnaire.Anchor{Value: v, FR: fmt.Sprint(v)})
		}
		q.Scales = []questionnaire.Scale{s}
		problems := append(q.Check(), q.CheckSheet("", questionnaire.Sheet{"a": float64(s.Max), "b": float64(s.Min), "c": "na", "d": "no"})...)
		if len(problems) > 0 {
			t.Errorf("%s: %v", name, problems)
		}
		if over := q.CheckSheet("", questionnaire.Sheet{"a": float64(s.Max + 1)}); len(over) == 0 {
			t.Errorf("%s takes %d", name, s.Max+1)
		}
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
