package questionnaire_test

import (
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"github.com/ribambelle/ribambelle/plugins/portrait/questionnaire"
)

// five is a dimension of five items from 0 to 4, the last one reversed.
func five() questionnaire.Questionnaire {
	items := make([]questionnaire.Item, 0, 5)
	for _, key := range []string{"a", "b", "c", "d", "e"} {
		items = append(items, questionnaire.Item{Key: key, Scale: "f", Text: questionnaire.Text{"fr": key}, Reversed: key == "e"})
	}
	return questionnaire.Questionnaire{
		Code: "five", Version: "1.0.0", Title: questionnaire.Text{"fr": "Cinq"}, Licence: "CC0",
		Languages: []string{"fr"}, Status: questionnaire.Draft,
		Scales: []questionnaire.Scale{{
			Key: "f", Kind: questionnaire.Likert, Min: 0, Max: 4, NotApplicable: true,
			Anchors: []questionnaire.Anchor{{Value: 0, FR: "non"}, {Value: 4, FR: "oui"}},
		}},
		Dimensions: []questionnaire.Dimension{{Key: "d", Title: questionnaire.Text{"fr": "D"}, Items: items}},
	}
}

func TestScoreOfADimension(t *testing.T) {
	t.Parallel()
	for _, tc := range []struct {
		name  string
		sheet questionnaire.Sheet
		want  questionnaire.Scores
	}{
		{"all answered, the last reversed", questionnaire.Sheet{"a": 4., "b": 3., "c": 2., "d": 1., "e": 0.}, questionnaire.Scores{"d": 2.8}},
		{"four of five are enough", questionnaire.Sheet{"a": 4., "b": 3., "c": 2., "d": 1.}, questionnaire.Scores{"d": 2.5}},
		{"three of five are not", questionnaire.Sheet{"a": 4., "b": 3., "c": 2.}, questionnaire.Scores{}},
		{"not applicable leaves the denominator", questionnaire.Sheet{"a": 4., "b": 3., "c": 2., "d": 1., "e": "na"}, questionnaire.Scores{"d": 2.5}},
		{"three of four are not enough", questionnaire.Sheet{"a": 4., "b": 3., "c": 2., "e": "na"}, questionnaire.Scores{}},
		{"two of two are", questionnaire.Sheet{"a": 4., "b": 3., "c": "na", "d": "na", "e": "na"}, questionnaire.Scores{"d": 3.5}},
		{"not observed stays in it", questionnaire.Sheet{"a": 4., "b": 3., "c": "no", "d": "no", "e": "no"}, questionnaire.Scores{}},
		{"nothing applies", questionnaire.Sheet{"a": "na", "b": "na", "c": "na", "d": "na", "e": "na"}, questionnaire.Scores{}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			got := five().Score(tc.sheet)
			if diff := cmp.Diff(tc.want, got, cmpopts.EquateApprox(0, 1e-12)); diff != "" {
				t.Errorf("scores (-want +got):\n%s", diff)
			}
		})
	}
}

func TestOverallIsTheWeightedMeanInPercent(t *testing.T) {
	t.Parallel()
	one, three := 1.0, 3.0
	q := five()
	q.Dimensions = []questionnaire.Dimension{
		{Key: "x", Weight: &one, Items: q.Dimensions[0].Items[:1]},
		{Key: "y", Weight: &three, Items: q.Dimensions[0].Items[1:2]},
		{Key: "z", Items: q.Dimensions[0].Items[2:3]},
	}
	got := q.Score(questionnaire.Sheet{"a": 4., "b": 2.})
	if got[questionnaire.Overall] != 62.5 {
		t.Errorf("overall = %v, want (100 + 3 × 50) / 4", got[questionnaire.Overall])
	}
	if _, ok := q.Score(questionnaire.Sheet{"a": 4.})[questionnaire.Overall]; ok {
		t.Error("overall without a weighted dimension's score: want none")
	}
}

// nested is a dimension that holds one of two items and one of one, beside a dimension at the top.
func nested() questionnaire.Questionnaire {
	q := five()
	items := q.Dimensions[0].Items
	title := questionnaire.Text{"fr": "D"}
	q.Dimensions = []questionnaire.Dimension{
		{Key: "whole", Title: title},
		{Key: "x", Parent: "whole", Title: title, Items: items[:2]},
		{Key: "y", Parent: "whole", Title: title, Items: items[2:3]},
		{Key: "beside", Title: title, Items: items[3:]},
	}
	return q
}

func TestADimensionThatHoldsOthersIsTheirWeightedMeanInPercent(t *testing.T) {
	t.Parallel()
	three := 3.0
	sheet := questionnaire.Sheet{"a": 4., "b": 2., "c": 1., "d": 4., "e": 0.}
	alike := nested()
	got := alike.Score(sheet)
	if want := (questionnaire.Scores{"whole": (75. + 25.) / 2, "x": 3, "y": 1, "beside": 4}); !cmp.Equal(got, want) {
		t.Errorf("without weights: %v, want %v", got, want)
	}
	heavy := nested()
	heavy.Dimensions[1].Weight = &three
	if got := heavy.Score(sheet)["whole"]; got != 75 {
		t.Errorf("a weight on one of two: %v, want that one's", got)
	}
	heavy.Dimensions[0].Weight = &three
	if got := heavy.Score(sheet)[questionnaire.Overall]; got != 75 {
		t.Errorf("overall %v, want that of the only weighted dimension at the top", got)
	}
	delete(sheet, "c")
	if got, ok := alike.Score(sheet)["whole"]; ok {
		t.Errorf("%v without a score of one of its dimensions, want none", got)
	}
	if _, ok := heavy.Score(sheet)["whole"]; !ok {
		t.Error("what has no weight is missing, and the whole with it")
	}
}

func TestPercent(t *testing.T) {
	t.Parallel()
	q := five()
	q.Scales[0].Min, q.Scales[0].Max = 1, 7
	if got := q.Percent(q.Dimensions[0], 4); got != 50 {
		t.Errorf("4 on 1 to 7 = %v %%, want 50", got)
	}
}

func TestNumbersKeepTheirPlaces(t *testing.T) {
	t.Parallel()
	q := five()
	got := q.Numbers(questionnaire.Sheet{"a": 4., "b": "na", "c": 2., "d": 1., "e": 1.})
	if want := []float64{4, math.NaN(), 2, 1, 3}; !cmp.Equal(got, want, cmpopts.EquateNaNs()) {
		t.Errorf("numbers %v, want %v: the reversed item turned round, nothing for what does not apply", got, want)
	}
}
